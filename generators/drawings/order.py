"""The order of traversal: a path through the elements as their addresses ascend."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from specgen.generators.drawings.maps import Frame, edges, heads, noted
from specgen.generators.drawings.regions import regions
from specgen.generators.drawings.rule import rule
from specgen.generators.drawings.svg import element, scaled
from specgen.generators.drawings.views import View
from specgen.generators.drawings.words import view_words

_CELL = 22.0
Point = tuple[int, int]


def traversal(view: View) -> str:
    """Return the first panel of a view with a path from element to element, in the order of their addresses.

    Steps to a neighbour are strong and end in an arrow; jumps are faint.
    """
    cells = {cell.index: (y, x) for y, row in enumerate(view.cells[0]) for x, cell in enumerate(row)}
    ordered = sorted((cell for row in view.cells[0] for cell in row), key=lambda one: (one.key, one.index))
    points = [cells[cell.index] for cell in ordered]
    one = View(view.bound, view.rows, view.columns, view.height, view.width, view.panels[:1])
    frame = Frame.of(one, _CELL)
    left, top = frame.corners[0]
    parts = [*heads(one, 0, left, top, frame.cell), scaled(left, top, frame.cell, _path(points) + edges(one))]
    parts += regions(one, 0, left, top, frame.cell)
    title = f"The order of the elements of {view.bound.layout.name} by address"
    size = noted(one, frame.size, parts)
    return element("order", title, view_words(one), size, parts, rule(frame.cell, frame.corners, one))


def _path(points: list[Point]) -> str:
    """The path in units of cells: its steps, its jumps, arrows where it runs straight or ends, its two ends."""
    moves = [(other[0] - one[0], other[1] - one[1]) for one, other in pairwise(points)]
    steps, jumps, arrows = [f"M{_at(points[0])}"], [], []
    at = 0
    for move, group in groupby(moves):
        length = len(list(group))
        end = points[at + length]
        if _near(move):
            steps.append(f"l{move[1] * length} {move[0] * length}")
            last = at + length == len(moves) or not _near(moves[at + length])
            if length > 1 or last:
                arrows.append("".join(_arrow(end, move)))
        else:
            jumps += [f"M{_at(one)}l{move[1]} {move[0]}" for one in points[at : at + length]]
            steps.append(f"M{_at(end)}")
        at += length
    return (
        f'<path class="jump" d="{"".join(jumps)}"/><path class="step" d="{"".join(steps)}"/>'
        f'<path class="arrow" d="{"".join(arrows)}"/><path class="first" d="M{_at(points[0])}h0"/>'
        f'<path class="last" d="M{_at(points[-1])}h0"/>'
    )


def _near(move: Point) -> bool:
    return max(abs(move[0]), abs(move[1])) == 1


def _at(point: Point) -> str:
    return f"{point[1]}.5 {point[0]}.5"


def _arrow(tip: Point, move: Point) -> Iterator[str]:
    """Two strokes back from a point against the direction of a move."""
    down, right = move
    yield f"M{tip[1] + 0.5 - 0.28 * right + 0.2 * down:g} {tip[0] + 0.5 - 0.28 * down + 0.2 * right:g}"
    yield f"L{_at(tip)}L{tip[1] + 0.5 - 0.28 * right - 0.2 * down:g} {tip[0] + 0.5 - 0.28 * down - 0.2 * right:g}"
