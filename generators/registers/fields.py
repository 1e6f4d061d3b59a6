"""Fields: masks, shifts and resets, and functions that get and set them in the value of a register."""

from __future__ import annotations

from functools import lru_cache
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
    summary = f": {comment(field.summary)}" if field.summary else ""
    if not (field.pulse or field.reset is None or field.locked_by) and field.status == "stable":
        return field.access + summary
    told = [field.access]
    if field.pulse:
        told.append("pulse")
    if field.reset is None:
        told.append("unknown after a reset")
    if field.locked_by:
        told.append(f"locked by {field.locked_by}")
    if field.status != "stable":
        told.append(field.status)
    return ", ".join(told) + summary


def field_lines(register: HostRegister, field: RegisterField, named: Named) -> str:
    """Return the definitions of a field."""
    upper = named.upper
    flag = field.width == 1 and field.enum is None and not field.signed
    mask, own, get, put = _bodies(field.high, field.low, register.width, field.signed, flag)
    head = f"/* {field.name} {bits(field)}, {remark(field)} */\n#define {upper}_MASK {mask}\n"
    if field.reserved:
        return head
    reset = "" if field.reset is None else f"#define {upper}_RESET {literal(field.reset, register.width)}\n"
    lines = f"{head}#define {upper}_SHIFT {field.low}\n{reset}"
    of = f"uint{register.width}_t"
    if field.access != "wo":
        lines += f"static inline {own} {named.lower}_get({of} value) {{ {get}; }}\n"
    if field.access not in READ_ONLY:
        lines += f"static inline {of} {named.lower}_set({of} value, {own} to) {{ {put}; }}\n"
    return lines


@lru_cache(maxsize=1 << 12)
def _bodies(high: int, low: int, width: int, signed: bool, flag: bool) -> tuple[str, str, str, str]:
    """The mask of bits of a register, the type of their value, and the bodies of the functions that get and set it."""
    own = "bool" if flag else f"{'' if signed else 'u'}int{width}_t"
    bare = (2 << (high - low)) - 1
    mask, small = literal(bare << low, width), literal(bare, width)
    found = f"(value >> {low}) & {small}" if low else f"value & {small}"
    if signed and high - low == 63:
        get = "return value > INT64_MAX ? -(int64_t)(UINT64_MAX - value) - 1 : (int64_t)value"
    elif signed:
        sign = (bare + 1) >> 1
        get = f"return ({own})((int64_t)(({found}) ^ {literal(sign, width)}) - INT64_C({sign:#x}))"
    else:
        get = f"return ({found}) != 0" if flag else f"return ({own})({found})"
    if high - low + 1 == width:
        return mask, own, get, f"(void)value; return (uint{width}_t)to"
    wide = 64 if width > 32 else 32
    new = f"((uint{wide}_t)to << {low})" if low else f"(uint{wide}_t)to"
    kept = literal(((1 << width) - 1) & ~(bare << low), width)
    return mask, own, get, f"return (uint{width}_t)((value & {kept}) | ({new} & {mask}))"
