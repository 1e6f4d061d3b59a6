"""Fields and registers in SystemRDL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.generators.systemrdl.text import carried, identifier, quoted, words

if TYPE_CHECKING:
    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField

ACCESSES = {
    "rw": ("rw", ""),
    "ro": ("r", ""),
    "wo": ("w", ""),
    "w1c": ("rw", "onwrite = woclr;"),
    "w1s": ("rw", "onwrite = woset;"),
    "w0c": ("rw", "onwrite = wzc;"),
    "w1t": ("rw", "onwrite = wot;"),
    "rc": ("r", "onread = rclr;"),
    "rs": ("r", "onread = rset;"),
    "w1": ("rw1", ""),
    "lock": ("rw", "onwrite = woset;"),
}
"""For each access how software meets it, and what that does."""


@frozen()
class Told:
    """Fields by place: ``locks``, whose lock a reference tells elsewhere; ``edges``, whose change interrupts."""

    locks: frozenset[str]
    edges: frozenset[str]


def reg(register: HostRegister, block: RegisterBlock, told: Told) -> str:
    """Return the type of a register, without its name."""
    parts = [f"regwidth = {register.width}; accesswidth = {block.width};"]
    parts += words(register)
    own = {f"{block.name}.{register.name}.{f.name}": f for f in register.fields}
    parts += [
        _field(f, register, f"{block.name}.{register.name}.{f.name}", told, own) for f in register.fields
    ]
    for field in register.fields:
        if field.locked_by in own:
            parts.append(f"{identifier(field.name)}->swwel = {identifier(own[field.locked_by].name)};")
    return "reg {\n" + "".join(f"      {part}\n" for part in parts) + "    }"


def _field(
    field: RegisterField, register: HostRegister, place: str, told: Told, own: dict[str, RegisterField]
) -> str:
    sw, effect = ACCESSES[field.access]
    hw = "rw" if sw == "w" and field.hardware == "w" else field.hardware
    parts = [f"sw = {sw}; hw = {hw};", effect, *([] if register.plain else words(field))]
    if field.name == register.name and not (register.plain or field.summary or field.description):
        parts.append('name = "";')  # it is a field that says nothing, rather than none
    if hw != field.hardware:
        parts.append(f"specgen_hardware = {quoted(field.hardware)};")
    if field.access == "lock":
        parts.append('specgen_access = "lock";')
    if field.pulse:
        alone = field.width == 1 and field.reset == 0
        parts.append("singlepulse;" if alone else "specgen_pulse;")
    if place in told.edges:
        parts.append("posedge intr;")
    if field.signed:
        parts.append("specgen_signed;")
    if field.enum is not None:
        negative = any(member.value < 0 for member in field.enum.members)
        word = f"specgen_enum = {quoted(field.enum.name)};"
        parts.append(word if negative else f"encode = {identifier(field.enum.name)};")
    if field.locked_by and field.locked_by not in own and place not in told.locks:
        parts.append(f"specgen_locked_by = {quoted(field.locked_by)};")
    if field.reserved:
        parts.append(f"specgen_reserved = {quoted(field.reserved)};")
    if field.does:
        parts.append(f"specgen_does = {quoted(field.does)};")
    if field.when:
        parts.append(f"specgen_when = {carried(list(field.when))};")
    reset = "" if field.reset is None else f" = {field.width}'h{field.reset:x}"
    body = " ".join(part for part in parts if part)
    return f"field {{ {body} }} {identifier(field.name)}[{field.high}:{field.low}]{reset};"
