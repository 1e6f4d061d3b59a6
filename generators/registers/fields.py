"""Fields: masks, shifts and resets, and functions that get and set them in the value of a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.templating import comment

if TYPE_CHECKING:
    from specgen.generators.registers.names import Named
    from specgen.model.interfaces import HostRegister, RegisterField

WORDS = {
    "rw": "read and write",
    "ro": "read only",
    "wo": "write only",
    "w1c": "a one written clears",
    "w1s": "a one written sets",
    "w0c": "a zero written clears",
    "w1t": "a one written toggles",
    "rc": "a read clears",
    "rs": "a read sets",
    "w1": "written once",
    "lock": "a one written locks until a reset",
}


READ_ONLY = frozenset({"ro", "rc", "rs"})
_POLICIES = {"zero": "write zero", "ignored": "write anything", "preserve": "write what was read"}


def literal(value: int, width: int) -> str:
    """Return a constant of C for a register of ``width`` bits."""
    return f"UINT64_C({value:#x})" if width > 32 else f"{value:#x}u"


def bits(field: RegisterField) -> str:
    """Return ``[7:0]`` or ``[3]``."""
    return f"[{field.high}]" if field.high == field.low else f"[{field.high}:{field.low}]"


def remark(field: RegisterField) -> str:
    """Return what a comment says of a field."""
    if field.reserved:
        return f"reserved: {_POLICIES[field.reserved]}"
    told = [field.access]
    if field.pulse:
        told.append("pulse")
    if field.reset is None:
        told.append("unknown after a reset")
    if field.locked_by:
        told.append(f"locked by {field.locked_by}")
    if field.status != "stable":
        told.append(field.status)
    return ", ".join(told) + (f": {comment(field.summary)}" if field.summary else "")


def field_lines(register: HostRegister, field: RegisterField, named: Named) -> str:
    """Return the definitions of a field."""
    width, upper, mask = register.width, named.upper, field.mask
    head = f"/* {field.name} {bits(field)}, {remark(field)} */\n#define {upper}_MASK {literal(mask, width)}\n"
    if field.reserved:
        return head
    reset = "" if field.reset is None else f"#define {upper}_RESET {literal(field.reset, width)}\n"
    lines = f"{head}#define {upper}_SHIFT {field.low}\n{reset}"
    of, own = f"uint{width}_t", _type(field, width)
    if field.access != "wo":
        body = _get(field, width, own)
        lines += f"static inline {own} {named.lower}_get({of} value) {{ return {body}; }}\n"
    if field.access not in READ_ONLY:
        body = _set(field, mask, width)
        lines += f"static inline {of} {named.lower}_set({of} value, {own} to) {{ {body}; }}\n"
    return lines


def _type(field: RegisterField, width: int) -> str:
    if field.width == 1 and not field.enum and not field.signed:
        return "bool"
    return f"{'' if field.signed else 'u'}int{width}_t"


def _get(field: RegisterField, width: int, own: str) -> str:
    low = field.low
    mask = literal((1 << field.width) - 1, width)
    found = f"(value >> {low}) & {mask}" if low else f"value & {mask}"
    if own == "bool":
        return f"({found}) != 0"
    if not field.signed:
        return f"({own})({found})"
    if field.width == 64:
        return "value > INT64_MAX ? -(int64_t)(UINT64_MAX - value) - 1 : (int64_t)value"
    sign = 1 << (field.width - 1)
    return f"({own})((int64_t)(({found}) ^ {literal(sign, width)}) - INT64_C({sign:#x}))"


def _set(field: RegisterField, mask: int, width: int) -> str:
    if field.width == width:
        return f"(void)value; return (uint{width}_t)to"
    wide = 64 if width > 32 else 32
    new = f"((uint{wide}_t)to << {field.low})" if field.low else f"(uint{wide}_t)to"
    kept = literal(((1 << width) - 1) & ~mask, width)
    return f"return (uint{width}_t)((value & {kept}) | ({new} & {literal(mask, width)}))"
