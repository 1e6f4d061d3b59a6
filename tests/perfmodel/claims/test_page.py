"""The claims on the page that describes their language hold for the reference spec."""

from __future__ import annotations

import re
from pathlib import Path

from specgen.model import load
from specgen.perfmodel.claims import Designs, compute
from tests.pages import page_of


def test_claims_of_the_page_hold(root: Path) -> None:
    text = page_of(root, "language-performance")
    (block,) = re.findall(r"```claims\n(.*?)```", text, re.DOTALL)
    scope = Designs(load(root / "spec")).scope("large")
    outcomes = [compute(line, scope) for line in block.splitlines()]
    assert len(outcomes) > 8
    assert [one.text for one in outcomes if not one.holds] == []
