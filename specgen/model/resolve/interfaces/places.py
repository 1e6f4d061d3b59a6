"""Places in register space: what a text ``block.register.field`` names, and what lies upon each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.model.interfaces import FieldPlace
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.item import Item
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_ELEMENTS = 1 << 18


def find_place(ctx: Context, name: str, origin: Origin, *path: str | int) -> FieldPlace | None:
    """Return the field that ``block.register.field`` names; of a register of one field, its name may be left out."""
    parts = name.split(".")
    if not 2 <= len(parts) <= 3:
        hint = "block.register.field"
        ctx.report("ref-unknown", f"{name!r} names no field of a register", origin.at(*path), hint=hint)
        return None
    block = ctx.find(ctx.registers, parts[0], origin, *path)
    if block is None:
        return None
    register = block.by_name.get(parts[1])
    if register is None:
        _unknown(ctx, f"{block.name} has no register {parts[1]!r}", parts[1], block.by_name, origin, *path)
        return None
    fields = {f.name: f for f in register.fields if f.reserved is None}
    wanted = parts[2] if len(parts) == 3 else next(iter(fields), "") if len(fields) == 1 else ""
    field = fields.get(wanted)
    if field is None:
        message = (
            f"{block.name}.{register.name} has no field {wanted!r}" if wanted else f"which field of {name}?"
        )
        _unknown(ctx, message, wanted, fields, origin, *path)
        return None
    return FieldPlace(block, register, field)


def _unknown(
    ctx: Context, message: str, name: str, known: Iterable[str], origin: Origin, *path: str | int
) -> None:
    names = list(known)
    hint = did_you_mean(name, names) or (f"there are {', '.join(names)}" if len(names) <= 8 else None)
    ctx.report("ref-unknown", message, origin.at(*path), hint=hint)


def refuse_overlaps(ctx: Context, spans: Iterable[tuple[int, int, int, int, Item]]) -> None:
    """Report things of (start, length, count, stride) that share a byte; arrays may lie in each other's gaps."""
    given = list(spans)
    if sum(span[2] for span in given) > MAX_ELEMENTS:
        message = f"there are at most {MAX_ELEMENTS} registers or blocks in one place"
        ctx.report("reg-size", message, max(given, key=lambda s: s[2])[4].origin.key())
        return
    cells = sorted(
        (start + index * stride, length, number)
        for number, (start, length, count, stride, _) in enumerate(given)
        for index in range(count)
    )
    told: set[tuple[int, int]] = set()
    end, last = -1, 0
    for start, length, number in cells:
        if start < end and number != last and (last, number) not in told:
            told.add((last, number))
            first, second = given[last][4], given[number][4]
            related = [Related(first.origin.key(), f"{first.name} lies there")]
            message = f"{second.name} and {first.name} both have byte {start:#x}"
            ctx.report("reg-overlap", message, second.origin.key(), related=related)
        if start + length > end:
            end, last = start + length, number
