"""The C header of a register map. It is put together line by line: maps of fifty thousand fields are no rarity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.registers.fields import WORDS, field_lines, literal, remark
from specgen.generators.registers.mmio import access_lines, address_lines, primitives
from specgen.generators.registers.names import Named, Names
from specgen.generators.registers.overlay import overlay_lines
from specgen.generators.registers.table import table
from specgen.generators.target import stamp
from specgen.generators.templating import comment
from specgen.model.identity import binary_hash

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import HostRegister, RegisterBlock
    from specgen.model.isa import Enum

_HEAD = """\
/* {stamp}, variant {variant}: registers. Generated, do not edit.
 *
 * A register is met by NAME_read and NAME_write, which take a pointer to the mapped register space; the fields of its value by
 * NAME_FIELD_get and NAME_FIELD_set, which touch no hardware. Functions of arrays check their indices. Accesses:
 *
{accesses}
 *
 * Bits that no field names are reserved: write zero.
 */
#ifndef {u}_H
#define {u}_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {{
#endif

#define {prefix}_BINARY_HASH "{binary}"
/* What a function returns for an index that is too large: no address. */
#define {u}_NOWHERE UINT64_MAX
/* Bytes of the register space. */
#define {u}_SIZE UINT64_C({size:#x})
"""
_TAIL = """
#ifdef __cplusplus
}
#endif
#endif
"""


def header(architecture: Architecture) -> str:
    """Return the text of the header."""
    names, blocks = Names(architecture), architecture.registers.values()
    used = {f.access for b in blocks for r in b.registers for f in r.fields if f.reserved is None}
    head = _HEAD.format(
        u=names.prefix.upper,
        stamp=stamp(architecture),
        variant=architecture.variant,
        prefix=architecture.name.replace("-", "_").upper(),
        binary=binary_hash(architecture),
        accesses="\n".join(f" *   {kind:<5} {words}" for kind, words in WORDS.items() if kind in used),
        size=max(b.base + ((b.count or 1) - 1) * b.stride + b.size for b in blocks),
    )
    parts = [head, primitives(names.prefix, {b.width for b in blocks})]
    parts += _enums(architecture, names)
    parts += _interrupts(architecture, names)
    for block in blocks:
        lines = _block(block, names)
        parts.append("\n".join(lines) + "\n")
    return "".join([*parts, table(architecture, names.prefix), _TAIL])


def _enums(architecture: Architecture, names: Names) -> list[str]:
    """The enums of fields, each once."""
    blocks = architecture.registers.values()
    used: dict[str, Enum] = {}
    for field in (f for b in blocks for r in b.registers for f in r.fields):
        if field.enum is not None:
            used.setdefault(field.enum.name, field.enum)
    lines = []
    for enum in used.values():
        lines.append(f"\n/* {comment(f'{enum.name}: {enum.summary}' if enum.summary else enum.name)} */\n")
        named = names.enum(enum)
        for member in enum.members:
            value = (
                str(member.value)
                if -(1 << 31) <= member.value < 0
                else literal(member.value, member.value.bit_length())
            )
            told = f" /* {comment(member.summary)} */" if member.summary else ""
            lines.append(f"#define {names.value(named, member)} {value}{told}\n")
    return lines


def _interrupts(architecture: Architecture, names: Names) -> list[str]:
    lines = ["\n/* Lines of interrupts. */\n"] if architecture.interrupts else []
    for one in architecture.interrupts.values():
        told = f" /* {comment(one.summary)} */" if one.summary else ""
        lines.append(f"#define {names.line(one)} {one.line}u{told}\n")
    return lines


def _block(block: RegisterBlock, names: Names) -> list[str]:
    named = names.block(block)
    title = comment(f"{block.name}: {block.summary}" if block.summary else block.name)
    lines = [
        "",
        f"/* ==== {title} ==== */",
        f"#define {named.upper}_BASE UINT64_C({block.base:#x})",
        f"#define {named.upper}_SIZE {block.size:#x}u",
    ]
    if block.count is not None:
        lines += [
            f"#define {named.upper}_COUNT {block.count}u",
            f"#define {named.upper}_STRIDE {block.stride:#x}u",
        ]
    for register in block.registers:
        lines += _register(block, register, named, names)
    overlay = overlay_lines(block, named)
    return [*lines, "", *overlay] if overlay else lines


def _register(block: RegisterBlock, register: HostRegister, of: Named, names: Names) -> list[str]:
    named = names.register(of, register)
    known = "" if all(f.reset is not None for f in register.fields) else " /* unknown bits as zero */"
    lines = [
        "",
        f"/* {_title(block, register)} */",
        *address_lines(names.prefix, block, register, named),
        f"#define {named.upper}_RESET {literal(register.reset, register.width)}{known}",
        *access_lines(names.prefix, block, register, named),
    ]
    if not register.plain:
        for field in register.fields:
            lines.append(field_lines(register, field, names.field(named, field))[:-1])
    return lines


def _title(block: RegisterBlock, register: HostRegister) -> str:
    title = f"{block.name}.{register.name}"
    if register.plain:
        return f"{title}, {remark(register.fields[0])}"
    return f"{title}: {comment(register.summary)}" if register.summary else title
