"""Labels of cells: one for all cells of a block that have the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from specgen.generators.drawings.svg import CHARACTER

_LINE, _BIG = 9.0, 60.0


@dataclass(frozen=True, slots=True)
class Block:
    """Cells with the same label: ``width`` in a row from ``x``, in ``height`` rows from ``y``."""

    x: int
    y: int
    width: int
    height: int
    label: str

    def fits(self, cell: float) -> bool:
        """Whether there is room for the label."""
        return len(self.label) * CHARACTER <= cell * self.width and cell * self.height >= _LINE


def alike(labels: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Yield the blocks of a grid: runs of one label, joined with those below that begin and end with them."""
    above: dict[tuple[int, int, str], int] = {}
    for y in range(len(labels) + 1):
        here = {run: above.get(run, y) for run in _runs(labels[y])} if y < len(labels) else {}
        for (x, width, label), start in above.items():
            if (x, width, label) not in here:
                yield Block(x, start, width, y - start, label)
        above = here


def _runs(row: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    x = 0
    for label, same in groupby(row):
        width = len(list(same))
        yield x, width, label
        x += width


def numbers(blocks: Iterable[Block], left: float, top: float, cell: float) -> Iterator[str]:
    """Yield the labels in the middle of their blocks, an element for all of one height."""
    lines: dict[tuple[float, bool], list[str]] = {}
    for one in blocks:
        middle = left + (one.x + one.width / 2) * cell
        big = min(one.width, one.height) * cell >= _BIG
        span = f'<tspan x="{middle:g}">{one.label}</tspan>'
        lines.setdefault((top + (one.y + one.height / 2) * cell, big), []).append(span)
    for (y, big), spans in lines.items():
        kind, down = ("big", 6.5) if big else ("cell", 3.5)
        yield f'<text class="{kind}" y="{y + down:g}">{"".join(spans)}</text>'
