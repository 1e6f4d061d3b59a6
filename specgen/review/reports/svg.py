"""Pictures as SVG in a page's colours: bits from the highest to the lowest, 32 in a row; bytes from the first on, 16."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from specgen.review.reports.lanes import filled, lanes_shown
from specgen.review.reports.pictures import Cell, Drawing, Picture

UNIT = {"bit": 24.0, "byte": 48.0}
LANE = {"bit": 32, "byte": 16}
_MARGIN, _HEAD, _BOX, _GAP = 4.0, 14.0, 30.0, 10.0
_CHARACTER = 7.3  # of the monospaced 12 px type


def svg_drawing(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Yield (``before`` or ``after``, SVG) of what is there."""
    lanes = lanes_shown(drawing, LANE[drawing.unit])
    for word, picture in (("before", drawing.before), ("after", drawing.after)):
        if picture is not None:
            yield word, _drawn(picture, drawing.unit, lanes, word)


def _drawn(picture: Picture, unit: str, lanes: list[int], word: str) -> str:
    per = LANE[unit]
    shown = [lane for lane in (lanes if unit == "bit" else reversed(lanes)) if lane * per < picture.size]
    columns = min(per, picture.size)
    parts: list[str] = []
    y = 0.0
    for lane in shown:
        first, last = lane * per, min(lane * per + per, picture.size) - 1
        boxes, small = [], []
        for cell in filled(picture.cells, first, last):
            boxes.append(_box(cell, unit, lane, columns, y))
            if cell.name and not _fits(cell, unit, lane):
                small.append(f"{_range(cell)} {_label(cell)}")
        parts += boxes
        y += _HEAD + _BOX
        for line in _wrapped(small, columns * UNIT[unit]):
            y += 15
            parts.append(f'<text class="small" x="{_MARGIN:g}" y="{y:g}">{escape(line)}</text>')
        y += _GAP
    width = columns * UNIT[unit] + 2 * _MARGIN
    title = escape(f"{word}: {picture.name}, {picture.size} {unit}s", quote=True)
    return (
        f'<svg viewBox="0 0 {width:g} {y:g}" style="max-width:{width:g}px" role="img" aria-label="{title}">'
        f"<title>{title}</title>{''.join(parts)}</svg>"
    )


def _span(cell: Cell, unit: str, lane: int) -> tuple[int, int]:
    """The part of a cell that lies in a lane, counted within it."""
    per = LANE[unit]
    return max(cell.low - lane * per, 0), min(cell.high - lane * per, per - 1)


def _box(cell: Cell, unit: str, lane: int, columns: int, y: float) -> str:
    low, high = _span(cell, unit, lane)
    left = _MARGIN + (columns - 1 - high if unit == "bit" else low) * UNIT[unit]
    width = (high - low + 1) * UNIT[unit]
    kind = "changed" if cell.changed else "same" if cell.name else "empty"
    base = lane * LANE[unit]
    ends = (high, low) if unit == "bit" else (low, high)
    numbers = [(left + 3, "start", base + ends[0])] if low == high else [
        (left + 3, "start", base + ends[0]), (left + width - 3, "end", base + ends[1]),
    ]  # fmt: skip
    heads = "".join(
        f'<text class="number" text-anchor="{anchor}" x="{x:g}" y="{y + _HEAD - 4:g}">{number}</text>'
        for x, anchor, number in numbers
    )
    name = ""
    if cell.name and _fits(cell, unit, lane):
        middle = f'x="{left + width / 2:g}" y="{y + _HEAD + _BOX / 2 + 4:g}"'
        name = f'<text class="name" text-anchor="middle" {middle}>{escape(_label(cell))}</text>'
    about = f"<title>{escape(f'{_label(cell)}: {unit} {_range(cell)}')}</title>" if cell.name else ""
    return (
        f'<g class="{kind}">{about}<rect x="{left:g}" y="{y + _HEAD:g}" width="{width:g}" height="{_BOX:g}"/>'
        f"{heads}{name}</g>"
    )


def _label(cell: Cell) -> str:
    return f"{cell.name} = {cell.value}" if cell.value else cell.name


def _range(cell: Cell) -> str:
    return str(cell.low) if cell.high == cell.low else f"{cell.high}:{cell.low}"


def _fits(cell: Cell, unit: str, lane: int) -> bool:
    low, high = _span(cell, unit, lane)
    return len(_label(cell)) * _CHARACTER + 6 <= (high - low + 1) * UNIT[unit]


def _wrapped(words: list[str], width: float) -> Iterator[str]:
    """The names that did not fit, as lines below their boxes."""
    line = ""
    for word in words:
        longer = f"{line},  {word}" if line else word
        if line and len(longer) * _CHARACTER > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line
