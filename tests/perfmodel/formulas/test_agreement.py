"""What the page's scripts compute is what Python computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from specgen.perfmodel.formulas import Offered, Use
from tests.perfmodel.formulas.agreement import by_scripts, differing, drawn


def test_scripts_agree_with_python_all_over_the_page(
    data: Mapping[str, Any], offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    states = list(drawn(data, offered, uses, 60, seed=1))
    states = [replace(one, bands=number < 6) for number, one in enumerate(states)]
    found = by_scripts(tmp_path, data, states)
    assert [differing(*pair, offered, uses) for pair in zip(states, found, strict=True)] == [[]] * len(states)


def test_another_formula_is_told(
    data: Mapping[str, Any], offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    states = list(drawn(data, offered, uses, 6, seed=2))
    changed = {
        path: one | {"steps": [["max", *step[1:]] if step[0] == "min" else step for step in one["steps"]]}
        for path, one in data.items()
        if path != "index"
    }
    found = by_scripts(tmp_path, {**data, **changed}, states)
    assert any(differing(*pair, offered, uses) for pair in zip(states, found, strict=True))
