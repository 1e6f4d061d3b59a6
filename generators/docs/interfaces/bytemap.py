"""Byte maps: the members of a structure as a table of eight bytes a row, each cell a link to its explanation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import grid
from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.model.interfaces import Member, Structure

ROW = 8


def byte_map(structure: Structure) -> str:
    """Return the map as HTML. Rows that one member fills wholly are told as one."""
    heads = ["byte", *(f"+{column}" for column in range(ROW))]
    return grid(f"Bytes of {structure.name}", heads, _rows(structure), "sg-grid sg-map sg-bytes")


def _rows(structure: Structure) -> Iterator[tuple[str, str]]:
    start, end = 0, structure.size
    while start < end:
        inside = [m for m in structure.members if m.offset < start + ROW and m.offset + m.size > start]
        one = inside[0]
        whole = (one.offset + one.size - start) // ROW if one.offset <= start else 0
        if whole > 1:
            last = start + whole * ROW
            yield f"{start}–{last - 1}", _cell(one, ROW, f"{one.name} ({whole * ROW} bytes)")
            start = last
            continue
        cells = [_cell(m, min(m.offset + m.size, start + ROW) - max(m.offset, start), m.name) for m in inside]
        left = start + ROW - end
        if left > 0:
            cells.append(f'<td class="sg-none" colspan="{left}"></td>')
        yield str(start), "".join(cells)
        start += ROW
    tail = structure.flexible
    if tail is not None and tail.value is not None:
        words = f"{tail.name}: {tail.value.counted_by} × {tail.value.element_size} bytes"
        yield f"from {end}", _cell(tail, ROW, words)


def _cell(member: Member, width: int, words: str) -> str:
    kind = "sg-kept" if member.reserved is not None else "sg-used"
    about = f"{member.name}: byte {member.offset}, {member.size} bytes. {member.summary}".strip()
    link = f'<a href="#{html(member.name)}" title="{html(about)}">{html(words)}</a>'
    return f'<td class="{kind}" colspan="{width}">{link}</td>'
