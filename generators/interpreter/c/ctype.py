"""C types that hold the numbers of a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.types import NumberType

WIDE = 64  # bits of the widest standard integer


def holder(type_: NumberType) -> str:
    """The type that holds a value: cut integers, ``float`` and ``double``, the codes of every other float."""
    if isinstance(type_, IntegerType):
        return sized(type_.width, type_.signed)
    if type_.name in ("f32", "f64"):
        return "float" if type_.name == "f32" else "double"
    return sized(type_.width, signed=False)


def sized(width: int, signed: bool) -> str:
    """The smallest integer type of at least ``width`` bits."""
    if width > WIDE:
        return "N_s128" if signed else "N_u128"
    return f"{'' if signed else 'u'}int{max(8, 1 << (width - 1).bit_length())}_t"


def size_of(type_: NumberType) -> int:
    """Bytes of its holder."""
    if isinstance(type_, IntegerType) and type_.width > WIDE:
        return 16
    return max(8, 1 << (type_.width - 1).bit_length()) // 8


def unsigned(value: int) -> str:
    """An unsigned constant of up to 128 bits."""
    if value >> WIDE:
        return f"((N_u128){unsigned(value >> WIDE)} << {WIDE} | {unsigned(value & ((1 << WIDE) - 1))})"
    return f"UINT64_C({value})" if value < 10 else f"UINT64_C({value:#x})"


def signed(value: int) -> str:
    """A constant of up to 64 bits, signed."""
    return "INT64_MIN" if value == -(1 << 63) else f"INT64_C({value})"
