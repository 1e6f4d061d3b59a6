"""How values of structures are typed, loaded and stored in C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces import Structure, Value

Scalar = IntegerType | FloatType


def width_of(type_: Scalar) -> int:
    """Return the bits of a scalar: 8, 16, 32 or 64."""
    return type_.width


def c_type(type_: Scalar) -> str:
    """Return the type of a value in the host's own order."""
    if isinstance(type_, FloatType):
        return "float" if type_.width == 32 else "double"
    return integer(type_.width, type_.signed)


def integer(width: int, signed: bool) -> str:
    """Return the integer type that has at least ``width`` bits."""
    size = next(size for size in (8, 16, 32, 64) if width <= size)
    return f"{'' if signed else 'u'}int{size}_t"


def order(structure: Structure) -> str:
    """Return the order of bytes, ``le`` or ``be``."""
    return "be" if structure.endian == "big" else "le"


def stored_type(prefix: str, structure: Structure, one: Value) -> str:
    """Return the type of the member that holds a scalar: one that is no number where the host's order is another."""
    assert isinstance(one.type, IntegerType | FloatType)
    if one.text:
        return "char"
    if one.type.width == 8:
        return c_type(one.type)
    kind = "f" if isinstance(one.type, FloatType) else "s" if one.type.signed else "u"
    return f"{prefix}_{order(structure)}_{kind}{one.type.width}"


def load(prefix: str, endian: str, width: int, at: str) -> str:
    """Return the unsigned integer that lies at an address."""
    return f"*({at})" if width == 8 else f"{prefix}_load_{endian}{width}({at})"


def store(prefix: str, endian: str, width: int, at: str, value: str) -> str:
    """Return the statement that stores an unsigned integer at an address."""
    return f"*({at}) = {value};" if width == 8 else f"{prefix}_store_{endian}{width}({at}, {value});"


def signed(raw: str, width: int) -> str:
    """Return the value of ``width`` bits in two's complement, without what C leaves open: of a ``uint64_t``."""
    top = f"(UINT64_C(1) << {width - 1})"
    # (raw ^ top) - top, in which no step leaves int64_t.
    if width == 64:
        return f"({raw} < {top} ? (int64_t){raw} : -(int64_t)(~{raw}) - 1)"
    return f"((int64_t)({raw} ^ {top}) - (int64_t){top})"


def constant(value: int) -> str:
    """Return an integer constant that has a type for its value."""
    if value < -(1 << 63) or value >= 1 << 64:
        raise ValueError(f"{value} has more than 64 bits")
    if value == -(1 << 63):
        return "INT64_MIN"
    if -(1 << 31) < value < 1 << 31:
        return str(value) if value >= 0 else f"({value})"
    return (
        f"INT64_C({value})"
        if 0 <= value < 1 << 63
        else f"UINT64_C({value})"
        if value > 0
        else f"(-INT64_C({-value}))"
    )
