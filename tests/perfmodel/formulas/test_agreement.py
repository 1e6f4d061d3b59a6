"""What the page's scripts compute is what Python computes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from specgen.perfmodel.formulas import Live, Offered, Use
from tests.perfmodel.formulas.agreement import by_scripts, differing, drawn


def test_scripts_agree_with_python_all_over_the_page(
    explored: Live, offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    states = list(drawn(explored, offered, uses, 60, seed=1))
    states = [replace(one, bands=number < 6) for number, one in enumerate(states)]
    found = by_scripts(tmp_path, explored, states)
    assert [differing(*pair, offered, uses) for pair in zip(states, found, strict=True)] == [[]] * len(states)


def test_another_formula_is_told(
    explored: Live, offered: tuple[Offered, ...], uses: dict[str, Use], tmp_path: Path
) -> None:
    states = list(drawn(explored, offered, uses, 6, seed=2))
    changed = {
        name: data | {"steps": [["max", *one[1:]] if one[0] == "min" else one for one in data["steps"]]}
        for name, data in explored.steps.items()
    }
    found = by_scripts(tmp_path, replace(explored, steps=changed), states)
    assert any(differing(*pair, offered, uses) for pair in zip(states, found, strict=True))
