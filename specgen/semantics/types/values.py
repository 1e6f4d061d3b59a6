"""Types of values: what a place holds, what covers two of them, and how they are called in messages."""

from __future__ import annotations

from functools import lru_cache

from specgen.model.types import IntegerType, NumberType
from specgen.semantics.ir import BoolValue, FloatValue, IntValue, Value
from specgen.semantics.types.integers import interval, range_of

BOOL = BoolValue()


@lru_cache(maxsize=512)
def place_value(type: NumberType) -> Value:  # noqa: A002
    """What a place of this number format may hold."""
    if isinstance(type, IntegerType):
        return range_of(type)
    return FloatValue(type, type.precision)


def hull(a: Value, b: Value) -> Value | None:
    """The type that covers both, or None where they do not mix."""
    if a is b:
        return a
    if isinstance(a, IntValue) and isinstance(b, IntValue):
        return interval(min(a.low, b.low), max(a.high, b.high))
    if isinstance(a, FloatValue) and isinstance(b, FloatValue) and a.format is b.format:
        return a if a.significant >= b.significant else b
    return a if isinstance(a, BoolValue) and isinstance(b, BoolValue) else None


def describe(value: Value) -> str:
    """``an integer in [0, 255]``, ``f32``, ``a condition``."""
    if isinstance(value, IntValue):
        return f"an integer in {bounds(value)}"
    return value.format.name if isinstance(value, FloatValue) else "a condition"


def bounds(value: IntValue) -> str:
    """``[0, 255]``; large bounds as powers of two where they are near one."""
    return f"[{_number(value.low)}, {_number(value.high)}]"


def _number(value: int) -> str:
    size = abs(value)
    if size < 1 << 20:
        return str(value)
    sign = "-" if value < 0 else ""
    if size & (size - 1) == 0:
        return f"{sign}2^{size.bit_length() - 1}"
    if (size + 1) & size == 0:
        return f"{sign}(2^{size.bit_length()} - 1)" if sign else f"2^{size.bit_length()} - 1"
    return hex(value) if size < 1 << 128 else f"about {sign}2^{size.bit_length() - 1}"
