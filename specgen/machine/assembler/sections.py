"""Sections of a file: what is gathered in one place of the image, wherever it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specgen.machine.assembler.expressions import ExpressionError
from specgen.machine.assembler.items import Gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.machine.assembler.items import Item
    from specgen.machine.assembler.lines import Statement

TEXT = ".text"
#: Sections in the order of the image; others come before the first that is written, in the order of the file.
ORDER = (TEXT, ".rodata", ".data", ".sdata", ".sbss", ".bss")
_WRITTEN = ORDER.index(".data")

_NAME = re.compile(r"\.section\s+\"?([\w.$-]+)\"?")


def section_of(statement: Statement) -> str:
    """The section that a directive begins: ``.text``, ``.data``, ``.section .rodata.str, "a"``. Raises ExpressionError."""
    name = statement.text.split(None, 1)[0]
    if name != ".section":
        return name
    found = _NAME.match(statement.text)
    if found is None:
        raise ExpressionError("it is written .section name", 0, 0, rule="asm-directive")
    whole = found[1]
    return next((known for known in ORDER if whole == known or whole.startswith(f"{known}.")), whole)


def in_order(items: Sequence[Item]) -> list[int]:
    """The numbers of all items in the order of the image."""
    names = list(dict.fromkeys(item.section for item in items))
    others = [name for name in names if name not in ORDER]
    order = {name: n for n, name in enumerate([*ORDER[:_WRITTEN], *others, *ORDER[_WRITTEN:]])}
    return sorted(range(len(items)), key=lambda i: order[items[i].section])


def gap(items: Sequence[Item], before: str, after: str, here: int) -> int:
    """The bytes between two sections, the first of which ends at ``here``; code ends where it is aligned."""
    end = here + (-here % alignment(items, before) if before == TEXT else 0)
    return end + -end % alignment(items, after) - here


def alignment(items: Sequence[Item], section: str) -> int:
    """The greatest alignment that a section asks for, as far as it is known."""
    return max((one.alignment for one in items if isinstance(one, Gap) and one.section == section), default=1)
