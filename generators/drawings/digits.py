"""The digit diagram: dimensions, the digits they are split into, and where these go on axes; bit by bit where that is how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from specgen.generators.drawings.bitwise import Bit, bits_of
from specgen.generators.drawings.svg import CHARACTER, element, text
from specgen.model.layouts import ADDRESS, Bound

_WIDTH, _BOX, _GAP, _DOWN = 716.0, 34.0, 30.0, 50.0
_BIT, _LANE = 38.0, 18
_COLOURS = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A digit in a row: its left edge and width, and what is said below its name."""

    name: str
    left: float
    width: float
    note: str
    colour: int

    @property
    def middle(self) -> float:
        """Where lines begin and end."""
        return self.left + self.width / 2


Group = tuple[str, list[tuple[str, str]]]


def digit_diagram(bound: Bound) -> str:
    """Return the digits of the dimensions above, merged ones below them, axes at the bottom; then the bits of axes."""
    layout = bound.layout
    colours = _colours(bound)
    rows = [_dimensions(bound)]
    if layout.fused:
        rows.append(_fused(bound))
    rows.append(_axes(bound))
    parts: list[str] = []
    places: list[dict[str, Box]] = []
    top = 18.0
    for number, groups in enumerate(rows):
        boxes = _laid(groups, colours)
        heads = "above" if number == 0 else "below" if number == len(rows) - 1 else "left"
        parts += [*_heads(groups, boxes, top, heads), *_row(groups, boxes, top, layout.broadcast)]
        places.append(boxes)
        top += _BOX + _DOWN
    parts = [*_links(bound, places), *parts]
    height = top - _DOWN + 26
    for axis in layout.axes:
        drawn, more = _bit_row(bound, axis, colours, height + 16)
        parts += drawn
        height += more
    title = f"How indices of {layout.name} become places"
    about = "Each dimension is split into digits, the outermost at the left; each digit moves its axis by its stride."
    return element("digits", title, about, (_WIDTH + 4, height), parts)


def _colours(bound: Bound) -> dict[str, int]:
    """The colour of every digit: that of its dimension; 0 for what was merged out of several."""
    layout = bound.layout
    found = {dim.name: n % _COLOURS + 1 for n, dim in enumerate(layout.dims)}
    for digit in layout.digits.values():
        found[digit.name] = found.get(digit.source, 0)
    for name, one in layout.fused.items():
        of = {found[digit] for digit, _ in one.digits if bound.sizes[digit] > 1}
        found[name] = of.pop() if len(of) == 1 else 0
        found |= {d.name: found[name] for d in layout.digits.values() if d.source == name}
    return found


def _dimensions(bound: Bound) -> list[Group]:
    made: list[Group] = []
    for dim, size in zip(bound.layout.dims, bound.shape, strict=True):
        digits = [d.name for d in bound.layout.digits.values() if d.source == dim.name]
        made.append((f"{dim.name} < {size}", [(name, f"< {bound.sizes[name]}") for name in digits]))
    return made


def _fused(bound: Bound) -> list[Group]:
    made: list[Group] = []
    for name in bound.layout.fused:
        parts = [d.name for d in bound.layout.digits.values() if d.source == name]
        total = bound.layout.fused[name].size.value(bound.names)
        made.append((f"{name} < {total}", [(part, f"< {bound.sizes[part]}") for part in parts]))
    return made


def _axes(bound: Bound) -> list[Group]:
    made: list[Group] = []
    for axis, places in bound.places.items():
        ordered = sorted(places, key=lambda place: -place[1])
        made.append((axis, [(name, f"× {stride}") for name, stride in ordered]))
    return made


def _laid(groups: list[Group], colours: dict[str, int]) -> dict[str, Box]:
    """Boxes side by side, as wide as what they say, squeezed where the page is not wide enough."""
    wide = [[max(len(name), len(note), 4) * CHARACTER + 16 for name, note in group] for _, group in groups]
    total = sum(map(sum, wide)) + _GAP * (len(groups) - 1)
    scale = min(1.6, _WIDTH / total)
    boxes: dict[str, Box] = {}
    left = 2 + (_WIDTH - total * scale) / 2
    for (_, group), widths in zip(groups, wide, strict=True):
        for (name, note), width in zip(group, widths, strict=True):
            boxes[name] = Box(name, left, width * scale, note, colours.get(name, 0))
            left += width * scale
        left += _GAP * scale
    return boxes


def _heads(groups: list[Group], boxes: dict[str, Box], top: float, where: str) -> Iterator[str]:
    """The names of dimensions above their digits, of merged digits beside theirs, of axes below."""
    for head, group in groups:
        if not group:
            continue
        first, last = boxes[group[0][0]], boxes[group[-1][0]]
        if where == "left":
            yield text(first.left - 7, top + _BOX / 2 + 4, head, "head", "end")
        else:
            middle = (first.left + last.left + last.width) / 2
            yield text(middle, top - 5 if where == "above" else top + _BOX + 14, head, "head")


def _row(groups: list[Group], boxes: dict[str, Box], top: float, broadcast: tuple[str, ...]) -> Iterator[str]:
    for _, group in groups:
        for name, note in group:
            box = boxes[name]
            kind = "digit broadcast" if name in broadcast else "digit"
            shown = f"{note}, broadcast" if name in broadcast else note
            yield (
                f'<g class="{kind} d{box.colour}"><title>{escape(f"{name} {shown}")}</title>'
                f'<rect x="{box.left:g}" y="{top:g}" width="{box.width:g}" height="{_BOX:g}"/>'
                f"{text(box.middle, top + 14, name, 'name')}{text(box.middle, top + 27, note, 'tick')}</g>"
            )


def _links(bound: Bound, rows: list[dict[str, Box]]) -> Iterator[str]:
    """A line from each digit to its place, by way of what it was merged into."""
    layout = bound.layout
    tops = [18 + n * (_BOX + _DOWN) for n in range(len(rows))]
    last = len(rows) - 1
    merged = {name: into for into, one in layout.fused.items() for name, _ in one.digits}
    for name, box in rows[0].items():
        if name in rows[last]:
            yield _line(box, tops[0] + _BOX, rows[last][name], tops[last])
        elif name in merged:
            parts = [d.name for d in layout.digits.values() if d.source == merged[name]]
            for part in parts:
                yield _line(box, tops[0] + _BOX, rows[1][part], tops[1])
    for name, box in rows[1].items() if last > 1 else ():
        if name in rows[last]:
            yield _line(box, tops[1] + _BOX, rows[last][name], tops[last])


def _line(start: Box, top: float, end: Box, bottom: float) -> str:
    half = (top + bottom) / 2
    return (
        f'<path class="link l{start.colour}" d="M{start.middle:g} {top:g}C{start.middle:g} {half:g} '
        f'{end.middle:g} {half:g} {end.middle:g} {bottom:g}"/>'
    )


def _bit_row(bound: Bound, axis: str, colours: dict[str, int], top: float) -> tuple[list[str], float]:
    """The bits of an axis, from the most significant, and what is exchanged; nothing where digits are not bits."""
    bits = bits_of(bound, axis)
    xors = [xor for xor in bound.layout.xors if xor.axis == axis]
    if bits is None or not 1 < len(bits) <= _LANE:
        said = [f"{axis}[{_span(x.dst)}] ^= {axis}[{_span(x.src)}]" for x in xors]
        return [text(_WIDTH / 2, top, "; ".join(said), "head")] if said else [], 18.0 if said else 0.0
    left = 2 + (_WIDTH - len(bits) * _BIT) / 2
    at = {n: left + (len(bits) - 1 - n + 0.5) * _BIT for n in range(len(bits))}
    unit = "" if axis != ADDRESS else f", in {_units(bound)}"
    parts = [text(_WIDTH / 2, top - 2, f"bits of {axis}{unit}", "head")]
    row = top + 16
    for n, bit in enumerate(bits):
        parts.append(text(at[n], row - 3, n, "tick"))
        parts.append(_bit(bit, at[n], row, colours))
    depth = 0.0
    for number, xor in enumerate(xors):
        parts += _exchange(at, xor.dst, xor.src, row + 24, number)
        depth = 34.0 + 8 * number
    return parts, 58.0 + depth


def _span(bits: tuple[int, int]) -> str:
    return f"{bits[0]}:{bits[1]}" if bits[0] != bits[1] else str(bits[0])


def _units(bound: Bound) -> str:
    return "bytes" if bound.unit == 8 else f"units of {bound.unit} bits"


def _bit(bit: Bit, middle: float, top: float, colours: dict[str, int]) -> str:
    said = f"bit {bit.number} of {bit.dim}, in {bit.digit}" if bit.dim else "always 0"
    shown = bit.name if bit.dim else "0"
    return (
        f'<g class="digit d{colours.get(bit.dim, 0)}"><title>{escape(said)}</title>'
        f'<rect x="{middle - _BIT / 2:g}" y="{top:g}" width="{_BIT:g}" height="24"/>'
        f"{text(middle, top + 15.5, shown)}</g>"
    )


def _exchange(
    at: dict[int, float], dst: tuple[int, int], src: tuple[int, int], top: float, number: int
) -> Iterator[str]:
    """Arcs below the bits, from those that are taken to those that change."""
    for n in range(dst[0] - dst[1] + 1):
        start, end = at.get(src[1] + n), at.get(dst[1] + n)
        if start is None or end is None:
            continue
        low = top + 26 + 8 * number
        yield f'<path class="xor" d="M{start:g} {top:g}C{start:g} {low:g} {end:g} {low:g} {end:g} {top + 9:g}"/>'
        yield text(end, top + 10, "⊕", "sum")
