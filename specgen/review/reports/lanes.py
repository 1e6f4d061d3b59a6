"""Pictures as lines of text: bits as boxes, 32 in a row; bytes as two columns of members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specgen.review.reports.pictures import Cell, Drawing, Picture

LANE = 32
_ROWS = 32


def text_drawing(drawing: Drawing) -> list[str]:
    """Return both sides as lines; what changed has a star."""
    if drawing.unit == "byte":
        return list(_columns(drawing))
    lanes = lanes_shown(drawing, LANE)
    lines = []
    for word, picture in (("before", drawing.before), ("after", drawing.after)):
        if picture is None:
            lines.append(f"{word}: there is none")
            continue
        lines.append(f"{word}: {picture.name}, {picture.size} bits")
        for lane in lanes:
            if lane * LANE < picture.size:
                lines += _boxes(picture, lane)
    return lines


def lanes_shown(drawing: Drawing, per: int) -> list[int]:
    """The lanes in which something differs, the highest first; of what is on one side alone, all."""
    sides = [one for one in (drawing.before, drawing.after) if one is not None]
    lanes = (max(one.size for one in sides) + per - 1) // per
    changed = [cell for one in sides for cell in one.cells if cell.changed]
    touched = {lane for cell in changed for lane in range(cell.low // per, cell.high // per + 1)}
    return [lane for lane in reversed(range(lanes)) if lane in touched or len(sides) == 1 or not touched]


def _boxes(picture: Picture, lane: int) -> Iterator[str]:
    """Numbers of the bits above boxes with the names in them."""
    first, last = lane * LANE, min(lane * LANE + LANE, picture.size) - 1
    heads, names = [], []
    for cell in reversed(list(filled(picture.cells, first, last))):
        high, low = min(cell.high, last), max(cell.low, first)
        name = f"{'*' if cell.changed else ''}{cell.name}{'=' + cell.value if cell.value else ''}"
        bits = str(high) if high == low else f"{high} {low}"
        width = max(len(name), len(bits)) + 2
        left, _, right = bits.partition(" ")
        heads.append(
            f" {left}{' ' * (width - len(left) - len(right) - 2)}{right} " if right else f"{left:^{width}}"
        )
        names.append(f"{name:^{width}}")
    edge = "+" + "+".join("-" * len(name) for name in names) + "+"
    yield (" " + " ".join(heads)).rstrip()
    yield edge
    yield "|" + "|".join(names) + "|"
    yield edge


def filled(cells: Sequence[Cell], first: int, last: int) -> Iterator[Cell]:
    """Yield the cells of a lane, from the lowest on, with what lies between them."""
    at = first
    for cell in cells:
        if cell.high < first or cell.low > last:
            continue
        if cell.low > at:
            yield Cell("", cell.low - 1, at)
        yield cell
        at = cell.high + 1
    if at <= last:
        yield Cell("", last, at)


def _columns(drawing: Drawing) -> Iterator[str]:
    sides = [
        [] if one is None else [_member(cell) for cell in one.cells] + [f"  {one.size} bytes"]
        for one in (drawing.before, drawing.after)
    ]
    before, after = (_near_changes(rows) for rows in sides)
    width = max([len("before"), *map(len, before)])
    yield f"{'  before':<{width}}   {'  after'}"
    for number in range(max(len(before), len(after))):
        left = before[number] if number < len(before) else ""
        right = after[number] if number < len(after) else ""
        yield f"{left:<{width}}   {right}".rstrip()


def _member(cell: Cell) -> str:
    """A member's bytes and name."""
    where = str(cell.low) if cell.high == cell.low else f"{cell.low}-{cell.high}"
    return f"{'*' if cell.changed else ' '} {where:<9} {cell.name}"


def _near_changes(rows: list[str]) -> list[str]:
    """Of a long structure, the rows that changed with those beside them, and as many as a screen holds."""
    if len(rows) <= _ROWS:
        return rows
    marked = [n for n, row in enumerate(rows) if row.startswith("*")]
    near = sorted({m for n in marked for m in (n - 1, n, n + 1) if 0 <= m < len(rows)} | {len(rows) - 1})
    kept = [rows[n] for n in near[:_ROWS]]
    return [*kept, f"  ({len(rows) - len(kept)} more)"]
