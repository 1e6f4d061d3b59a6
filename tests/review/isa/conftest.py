from __future__ import annotations

from collections.abc import Callable

import pytest

from specgen.review import Finding, Review, Search
from specgen.review.examples import FOLDER

Judged = dict[str, list[Finding]]
Edit = Callable[..., Judged]


@pytest.fixture
def edit(compare_texts: Callable[..., tuple[Review, list[Finding]]]) -> Edit:
    """Edits the example of an instruction set, on both sides (``first``) and on the new one; returns findings by rule."""
    base = (FOLDER / "bases" / "isa.yaml").read_text(encoding="utf-8")

    def edited(edits: dict[str, str], first: dict[str, str] | None = None) -> Judged:
        old = _replaced(base, first or {})
        _, found = compare_texts(old, _replaced(old, edits), Search(trials=0))
        rules: Judged = {}
        for one in found:
            rules.setdefault(one.rule, []).append(one)
        return rules

    return edited


def _replaced(text: str, edits: dict[str, str]) -> str:
    for before, after in edits.items():
        assert text.count(before) == 1, f"{before!r} stands in the example {text.count(before)} times"
        text = text.replace(before, after)
    return text
