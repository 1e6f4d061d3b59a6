"""Bit diagrams: a word as lanes of 32 bits, drawn as SVG that follows the page's colours.

Every field links to its row on the page; names that do not fit into their bits stand below, with a line to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.model.isa import Field, Format

LANE = 32
BIT = 22.0
MARGIN = 58.0
_BOX, _HEAD, _ROW, _GAP = 46.0, 16.0, 17.0, 14.0
_CHARACTER = 7.4  # the width of a character of the monospaced 12 px type


@dataclass(frozen=True, slots=True)
class Box:
    """A run of bits of one field within a lane; ``part`` tells the pieces of a split field apart."""

    field: Field
    high: int
    low: int
    part: str

    @property
    def lane(self) -> int:
        """The lane, from the least significant."""
        return self.low // LANE

    def span(self, lane_bits: int) -> tuple[float, float]:
        """Left and right edge."""
        left = MARGIN + (lane_bits - 1 - self.high % LANE) * BIT
        return left, left + (self.high - self.low + 1) * BIT


@dataclass(frozen=True, slots=True)
class _Names:
    """Names below their boxes: how high and how far to the right they are, and their drawing."""

    height: float
    reach: float
    drawn: list[str]


#: The address of a field's explanation.
Address = Callable[["Field"], str]


def word_diagram(name: str, format: Format, encoding: Mapping[str, int], address: Address) -> str:  # noqa: A002
    """Return the SVG of a format's word; fields of ``encoding`` show their bits."""
    bits = min(format.width, LANE)
    lanes: dict[int, list[Box]] = {lane: [] for lane in range((format.width + LANE - 1) // LANE)}
    for box in _boxes(format):
        lanes[box.lane].append(box)
    top, width, drawn = 4.0, MARGIN + bits * BIT, []
    for lane, boxes in lanes.items():
        boxes.sort(key=lambda box: -box.high)
        if len(lanes) > 1:
            last = min(lane * LANE + LANE, format.width) - 1
            middle = top + _HEAD + _BOX / 2 + 4
            drawn.append(f'<text class="lane" x="0" y="{middle:g}">{last}:{lane * LANE}</text>')
        names = _labels(boxes, bits, top + _HEAD + _BOX, encoding, address)
        drawn += [_box(box, bits, top, encoding, address) for box in boxes]
        drawn += names.drawn
        width = max(width, names.reach)
        top += _HEAD + _BOX + names.height + _GAP
    width, height = width + 4, top - _GAP + 6
    title = f"Bits of {name}, {format.width} bits"
    return (
        f'<svg class="sg-bits" viewBox="0 0 {width:g} {height:g}" style="--sg-width:{width:g}px" role="group" '
        f'aria-label="{html(title)}"><title>{html(title)}</title>{"".join(drawn)}</svg>'
    )


def _boxes(format: Format) -> Iterator[Box]:  # noqa: A002
    for field in format.fields:
        below = field.width
        for piece in field.pieces:
            below -= piece.width
            for low in range(piece.low // LANE * LANE, piece.high + 1, LANE):
                high, least = min(piece.high, low + LANE - 1), max(piece.low, low)
                first, last = below + high - piece.low, below + least - piece.low
                part = "" if last == 0 and first == field.width - 1 else _bits(first, last)
                yield Box(field, high, least, part)


def _bits(high: int, low: int) -> str:
    return f"[{high}]" if high == low else f"[{high}:{low}]"


def _kind(field: Field, encoding: Mapping[str, int]) -> str:
    if field.reserved is not None:
        return "reserved"
    return "fixed" if field.name in encoding else "operand"


def _label(box: Box) -> str:
    return box.field.name + box.part


def _fits(box: Box) -> bool:
    return len(_label(box)) * _CHARACTER + 4 <= (box.high - box.low + 1) * BIT


def _about(box: Box, encoding: Mapping[str, int]) -> str:
    value = f" = {encoding[box.field.name]:#x}" if box.field.name in encoding else ""
    return f"{_label(box)}: bits {box.high}:{box.low}{value}. {box.field.summary}".strip()


def _box(box: Box, bits: int, top: float, encoding: Mapping[str, int], address: Address) -> str:
    left, right = box.span(bits)
    middle, y = (left + right) / 2, top + _HEAD
    kind = _kind(box.field, encoding)
    parts = [f'<rect x="{left:g}" y="{y:g}" width="{right - left:g}" height="{_BOX:g}"/>']
    if box.high == box.low:
        parts.append(f'<text class="bit" x="{middle:g}" y="{y - 4:g}">{box.high}</text>')
    else:
        parts.append(f'<text class="bit" x="{left + BIT / 2:g}" y="{y - 4:g}">{box.high}</text>')
        parts.append(f'<text class="bit" x="{right - BIT / 2:g}" y="{y - 4:g}">{box.low}</text>')
    parts += _digits(box, bits, y, encoding)
    if _fits(box):
        low = y + (_BOX / 2 + 4 if kind == "operand" else _BOX - 9)
        parts.append(f'<text class="name" x="{middle:g}" y="{low:g}">{html(_label(box))}</text>')
    return _linked(box, kind, "".join(parts), encoding, address)


def _digits(box: Box, bits: int, y: float, encoding: Mapping[str, int]) -> Iterator[str]:
    """The digits of fixed bits, each under its number."""
    kind = _kind(box.field, encoding)
    if kind == "operand":
        return
    word = box.field.place(encoding.get(box.field.name, 0))
    line = y + (18 if _fits(box) else _BOX / 2 + 4)
    for bit in range(box.high, box.low - 1, -1):
        x = MARGIN + (bits - 1 - bit % LANE) * BIT + BIT / 2
        digit = "·" if box.field.reserved == "ignored" else word >> bit & 1
        yield f'<text class="digit" x="{x:g}" y="{line:g}">{digit}</text>'


def _labels(
    boxes: list[Box], bits: int, base: float, encoding: Mapping[str, int], address: Address
) -> _Names:
    """The names that stand below their boxes, in as many rows as they need not to touch.

    Each begins under its box and runs to the right. They are set from right to left, so that a line that goes
    down to a lower row only passes to the left of the names above.
    """
    edges: list[float] = []
    reach, drawn = 0.0, []
    for box in reversed([one for one in boxes if not _fits(one)]):
        x = sum(box.span(bits)) / 2
        end = x + 3 + len(_label(box)) * _CHARACTER
        row = next((n for n, edge in enumerate(edges) if end + 8 < edge), len(edges))
        # Its line goes down through the rows above.
        edges = [*(min(edge, x) for edge in edges[:row]), x, *edges[row + 1 :]]
        reach = max(reach, end)
        y = base + _ROW * row + 16
        text = (
            f'<line x1="{x:g}" y1="{base:g}" x2="{x:g}" y2="{y:g}"/>'
            f'<text class="below" x="{x + 3:g}" y="{y:g}">{html(_label(box))}</text>'
        )
        drawn.append(_linked(box, _kind(box.field, encoding), text, encoding, address))
    return _Names(_ROW * len(edges), reach, drawn)


def _linked(box: Box, kind: str, inner: str, encoding: Mapping[str, int], address: Address) -> str:
    about = f"<title>{html(_about(box, encoding))}</title>"
    return f'<a class="{kind}" href="{html(address(box.field))}">{about}{inner}</a>'
