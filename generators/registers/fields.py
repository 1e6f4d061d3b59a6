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


def literal(value: int, width: int) -> str:
    """Return a constant of C for a register of ``width`` bits."""
    return f"UINT64_C({value:#x})" if width > 32 else f"{value:#x}u"


def bits(field: RegisterField) -> str:
    """Return ``[7:0]`` or ``[3]``."""
    return f"[{field.high}]" if field.high == field.low else f"[{field.high}:{field.low}]"


def remark(field: RegisterField) -> str:
    """Return what a comment says of a field."""
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


def field_lines(register: HostRegister, field: RegisterField, named: Named) -> list[str]:
    """Return the definitions of a field."""
    width, upper, lower = register.width, named.upper, named.lower
    if field.reserved:
        policy = {"zero": "write zero", "ignored": "write anything", "preserve": "write what was read"}
        return [
            f"/* {field.name} {bits(field)}, reserved: {policy[field.reserved]}. */",
            f"#define {upper}_MASK {literal(field.mask, width)}",
        ]
    lines = [
        f"/* {field.name} {bits(field)}, {remark(field)} */",
        f"#define {upper}_MASK {literal(field.mask, width)}",
        f"#define {upper}_SHIFT {field.low}",
    ]
    if field.reset is not None:
        lines.append(f"#define {upper}_RESET {literal(field.reset, width)}")
    of, own = f"uint{width}_t", _type(field, width)
    if field.access != "wo":
        lines.append(f"static inline {own} {lower}_get({of} value) {{ {_get(field, width, own)} }}")
    if field.access not in ("ro", "rc", "rs"):
        lines.append(f"static inline {of} {lower}_set({of} value, {own} to) {{ {_set(field, width)} }}")
    return lines


def _type(field: RegisterField, width: int) -> str:
    if field.width == 1 and not field.enum and not field.signed:
        return "bool"
    return f"{'' if field.signed else 'u'}int{width}_t"


def _get(field: RegisterField, width: int, own: str) -> str:
    mask = literal(field.mask >> field.low, width)
    found = f"(value >> {field.low}) & {mask}" if field.low else f"value & {mask}"
    if own == "bool":
        return f"return ({found}) != 0;"
    if not field.signed:
        return f"return (uint{width}_t)({found});"
    sign = 1 << (field.width - 1)
    if field.width == 64:
        return "return value > INT64_MAX ? -(int64_t)(UINT64_MAX - value) - 1 : (int64_t)value;"
    return f"return (int{width}_t)((int64_t)(({found}) ^ {literal(sign, width)}) - INT64_C({sign:#x}));"


def _set(field: RegisterField, width: int) -> str:
    wide = f"uint{max(width, 32)}_t"
    new = f"({wide})to" + (f" << {field.low}" if field.low else "")
    if field.width == width:
        return f"(void)value; return (uint{width}_t)to;"
    kept = ((1 << width) - 1) & ~field.mask
    put = f"(({new}) & {literal(field.mask, width)})"
    return f"return (uint{width}_t)((value & {literal(kept, width)}) | {put});"
