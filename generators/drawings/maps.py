"""Maps of a tensor's elements: coloured by address, or by bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from specgen.generators.drawings.labels import alike, numbers
from specgen.generators.drawings.regions import regions
from specgen.generators.drawings.rule import rule
from specgen.generators.drawings.svg import CHARACTER, element, level, lines, runs, scaled, text
from specgen.generators.drawings.views import Cell, View
from specgen.generators.drawings.words import bank_axis, bank_of, excerpt, view_words

PAGE = 720.0
_MARGIN, _HEAD, _GAP = 44.0, 34.0, 14.0
_CELL = (5.0, 40.0)
_NUMBERS = 1024


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the panels of a view lie: the side of a cell, and the left and upper edge of each."""

    view: View
    cell: float
    corners: tuple[tuple[float, float], ...]
    size: tuple[float, float]

    @classmethod
    def of(cls, view: View, wanted: float) -> Frame:
        """Lay out panels side by side where they fit, with cells of ``wanted`` pixels where the page has room."""
        room = (PAGE - _MARGIN) / view.width
        cell = float(int(max(_CELL[0], min(room, wanted, _CELL[1]))))
        width, height = view.width * cell + _MARGIN, view.height * cell + _HEAD + _GAP
        abreast = max(1, min(len(view.panels), int((PAGE + _GAP) // (width + _GAP))))
        corners = tuple(
            (_MARGIN + n % abreast * (width + _GAP), _HEAD + n // abreast * height)
            for n in range(len(view.panels))
        )
        down = -(-len(view.panels) // abreast)
        return cls(view, cell, corners, (abreast * (width + _GAP) - _GAP + 4, down * height + 2))


def heat_map(view: View) -> str:
    """Return a map coloured by address, from light (the first) to strong (the last of those drawn).

    Where there is room each cell shows its address, in units from the tensor's first.
    """
    ranks = {key: n for n, key in enumerate(sorted({cell.key for cell in view.flat}))}
    most = len(ranks) - 1

    def colour(cell: Cell) -> int:
        return level(ranks[cell.key], most)

    return _map(view, "heat", "Where each element lies", colour, lambda cell: _short(cell))


def bank_map(view: View) -> str:
    """Return a map coloured and numbered by bank: of an address, or an axis (``bank``, else the first that is no address).

    Raises ValueError where there is neither.
    """
    bound = view.bound
    axis, count = bank_axis(bound)

    def number(cell: Cell) -> int:
        return bank_of(bound, axis, cell.at)

    title = f"The {axis or 'bank'} of each element"
    return _map(view, "banks", title, lambda cell: level(number(cell), count - 1), lambda c: str(number(c)))


def _short(cell: Cell) -> str:
    return ":".join(str(value) for value in cell.at.values())


def _map(
    view: View, kind: str, title: str, colour: Callable[[Cell], int], label: Callable[[Cell], str]
) -> str:
    labels = [[[label(cell) for cell in row] for row in panel] for panel in view.cells]
    longest = max(len(one) for panel in labels for row in panel for one in row)
    frame = Frame.of(view, max(longest * CHARACTER + 5, 18.0))
    blocks = [list(alike(panel)) for panel in labels]
    numbered = sum(map(len, blocks)) <= _NUMBERS and all(
        one.fits(frame.cell) for panel in blocks for one in panel
    )
    parts: list[str] = []
    for panel, cells in enumerate(view.cells):
        left, top = frame.corners[panel]
        colours = [[colour(cell) for cell in row] for row in cells]
        parts += heads(view, panel, left, top, frame.cell)
        inner = runs(colours) + edges(view)
        parts.append(scaled(left, top, frame.cell, inner))
        if numbered and ":" in labels[panel][0][0]:
            parts.append(
                text(left + view.width * frame.cell, top - 20, ":".join(view.bound.places), "tick", "end")
            )
        if numbered:
            parts += numbers(blocks[panel], left, top, frame.cell)
        parts += regions(view, panel, left, top, frame.cell)
    named = f"{title}: {view.bound.layout.name}"
    size = noted(view, frame.size, parts)
    return element(kind, named, view_words(view), size, parts, rule(frame.cell, frame.corners, view))


def noted(view: View, size: tuple[float, float], parts: list[str]) -> tuple[float, float]:
    """Say below a drawing what of the tensor it shows, where that is not all; return its size."""
    if view.whole:
        return size
    parts.append(text(_MARGIN, size[1] + 6, excerpt(view), "tick", "start"))
    return max(size[0], _MARGIN + len(excerpt(view)) * CHARACTER), size[1] + 12


def edges(view: View) -> str:
    """Return the boundaries of digits, and the frame of a panel."""
    across = lines(view.boundaries(view.rows), view.width, across=True) if view.rows >= 0 else ""
    standing = lines(view.boundaries(view.columns), view.height, across=False)
    return f'{across}{standing}<path class="edge e3" d="M0 0h{view.width}v{view.height}h-{view.width}z"/>'


def heads(view: View, panel: int, left: float, top: float, cell: float) -> Iterator[str]:
    """Return the numbers of rows and columns that there is room for, and the names of dimensions."""
    dims = view.bound.layout.dims
    others = [
        f"{dims[n].name} = {at}"
        for n, at in enumerate(view.panels[panel])
        if n not in (view.rows, view.columns)
    ]
    column = dims[view.columns].name
    yield text(left, top - 20, ", ".join([f"{column} →", *others]), "dim", "start")
    for x in marks(view.width, cell, 3.2, view.steps(view.columns)):
        yield text(left + (x + 0.5) * cell, top - 5, x, "tick")
    if view.rows >= 0:
        yield text(left - 40, top - 5, f"{dims[view.rows].name} ↓", "dim", "start")
        for y in marks(view.height, cell, 1.3, view.steps(view.rows)):
            yield text(left - 5, top + (y + 0.5) * cell + 3.5, y, "tick", "end")


def marks(size: int, cell: float, room: float, steps: list[int]) -> range:
    """The positions that are numbered: all, or those at which the digits of a block begin, as many as have room."""
    least = -(-10.0 * room // cell)
    every = next((step for step in (1, *steps) if step >= least), None)
    if every is None or every > 8 * least:
        every = next(step for step in (1 << n for n in range(32)) if step >= least)
    return range(0, size, every)
