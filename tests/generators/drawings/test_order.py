"""The path through a tensor visits every element drawn, as addresses ascend."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from specgen.generators.drawings import traversal, view
from tests.generators.drawings.examples import bound, parsed

MOVE = re.compile(r"([Ml])(-?[\d.]+) (-?[\d.]+)")


def _path(svg: str, kind: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The cells that a path joins, unit by unit."""
    found = parsed(svg).find(f".//path[@class='{kind}']")
    assert found is not None
    moves = []
    y = x = 0
    for action, across, down in MOVE.findall(found.attrib["d"]):
        if action == "M":
            y, x = int(float(down)), int(float(across))
            continue
        dy, dx = int(down), int(across)
        units = max(abs(dy), abs(dx)) if kind == "step" else 1
        for _ in range(units):
            end = (y + dy // units, x + dx // units)
            moves.append(((y, x), end))
            y, x = end
    return moves


@pytest.mark.parametrize(
    "name", ["rows", "columns", "tiles", "pairs", "faces", "swizzled", "blocked", "fragment"]
)
def test_the_path_is_the_order_of_addresses(name: str) -> None:
    shown = view(bound(name), most=(16, 32))
    svg = traversal(shown)
    cells = {(y, x): cell.key for y, row in enumerate(shown.cells[0]) for x, cell in enumerate(row)}
    places = sorted(cells, key=lambda place: cells[place])
    moves = {*_path(svg, "step"), *_path(svg, "jump")}
    assert moves == set(pairwise(places))


def test_steps_to_neighbours_are_told_from_jumps() -> None:
    svg = traversal(view(bound("tiles")))
    assert all(max(abs(b[0] - a[0]), abs(b[1] - a[1])) == 1 for a, b in _path(svg, "step"))
    assert all(max(abs(b[0] - a[0]), abs(b[1] - a[1])) > 1 for a, b in _path(svg, "jump"))


def test_one_element_is_a_dot() -> None:
    parsed(traversal(view(bound("one"))))
