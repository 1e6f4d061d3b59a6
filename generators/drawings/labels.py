"""Labels of cells: one for all cells of a block that have the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from specgen.generators.drawings.svg import CHARACTER

_LINE = 9.0


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
    lines: dict[float, list[str]] = {}
    for one in blocks:
        middle = left + (one.x + one.width / 2) * cell
        lines.setdefault(one.y + one.height / 2, []).append(f'<tspan x="{middle:g}">{one.label}</tspan>')
    for y, spans in lines.items():
        yield f'<text class="cell" y="{top + y * cell + 3.5:g}">{"".join(spans)}</text>'
