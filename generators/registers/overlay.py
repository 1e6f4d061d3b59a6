"""Structures that lie over a block in mapped memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.naming import C_WORDS, Scope

if TYPE_CHECKING:
    from specgen.generators.registers.names import Named
    from specgen.model.interfaces import RegisterBlock


def overlay_lines(block: RegisterBlock, named: Named) -> list[str]:
    """Return a structure over one block; nothing where its registers do not follow each other as members of C do.

    That needs registers of one access each, arrays without gaps, and bytes in the order of the processor: little-endian.
    """
    size = block.width // 8
    if block.endian != "little" or block.size % size:
        return []
    if any(r.width != block.width or (r.count is not None and r.stride != size) for r in block.registers):
        return []
    scope = Scope(C_WORDS)
    members, asserts, at = [], [], 0
    what = f"struct {named.lower}"
    for register in block.registers:
        if register.offset > at:
            members.append(_gap(scope, at, register.offset, block.width))
        name = scope.give(register, register.name.lower())
        count = "" if register.count is None else f"[{register.count}]"
        members.append(f"    uint{block.width}_t {name}{count};")
        asserts.append(
            f'static_assert(offsetof({what}, {name}) == {register.offset:#x}u, "{register.name}");'
        )
        at = register.offset + size * (register.count or 1)
    if at < block.size:
        members.append(_gap(scope, at, block.size, block.width))
    asserts.append(f'static_assert(sizeof({what}) == {block.size:#x}u, "{block.name}");')
    return [f"/* One {block.name}, for a pointer to volatile. */", f"{what} {{", *members, "};", *asserts]


def _gap(scope: Scope, start: int, end: int, width: int) -> str:
    name = scope.give(start, f"reserved_{start:x}")
    return f"    uint{width}_t {name}[{(end - start) * 8 // width}];"
