"""Bits of a word as boxes of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from specgen.data import frozen

WIDTH: Final = 96
"""Columns of a drawing, at most: what is wider goes on in the next row."""


@frozen()
class Box:
    """Bits ``high`` to ``low``: a name, and what stands in them where that is fixed."""

    high: int
    low: int
    name: str
    value: str = ""

    @property
    def bits(self) -> str:
        """Its bits as text."""
        return str(self.high) if self.high == self.low else f"{self.high}:{self.low}"

    @property
    def width(self) -> int:
        """Columns of its inside."""
        return max(map(len, (self.bits, self.name, self.value))) + 2


def drawn(boxes: Iterable[Box]) -> str:
    """Return boxes from the highest bit to the lowest, in rows."""
    return "\n".join("\n".join(_row(row)) for row in _rows(sorted(boxes, key=lambda box: -box.high)))


def _rows(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    row: list[Box] = []
    for box in boxes:
        if row and sum(one.width + 1 for one in (*row, box)) >= WIDTH:
            yield row
            row = []
        row.append(box)
    if row:
        yield row


def _row(boxes: list[Box]) -> Iterator[str]:
    rule = "+" + "+".join("-" * box.width for box in boxes) + "+"
    yield (" " + " ".join(box.bits.center(box.width) for box in boxes)).rstrip()
    yield rule
    yield "|" + "|".join(box.name.center(box.width) for box in boxes) + "|"
    if any(box.value for box in boxes):
        yield "|" + "|".join(box.value.center(box.width) for box in boxes) + "|"
    yield rule


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *([_cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
