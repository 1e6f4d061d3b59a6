"""Interval arithmetic on mathematical integers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from specgen.model.types import IntegerType
from specgen.semantics.ir import IntValue

#: The predefined integer types by name, one object each.
INTEGERS: dict[str, IntegerType] = {
    f"{letter}{width}": IntegerType(width, letter == "s") for letter in "us" for width in range(1, 129)
}

interval: Callable[[int, int], IntValue] = lru_cache(maxsize=1 << 14)(IntValue)


@lru_cache(maxsize=512)
def range_of(type: IntegerType) -> IntValue:  # noqa: A002
    """The values of an integer type."""
    return interval(type.low, type.high)


def _add(a: IntValue, b: IntValue) -> IntValue:
    return interval(a.low + b.low, a.high + b.high)


def _sub(a: IntValue, b: IntValue) -> IntValue:
    return interval(a.low - b.high, a.high - b.low)


def _mul(a: IntValue, b: IntValue) -> IntValue:
    if a.low >= 0 and b.low >= 0:
        return interval(a.low * b.low, a.high * b.high)
    corners = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
    return interval(min(corners), max(corners))


def _shl(a: IntValue, b: IntValue) -> IntValue:
    return _mul(a, interval(1 << b.low, 1 << b.high))


def _shr(a: IntValue, b: IntValue) -> IntValue:
    """``b`` may be larger than any width: all that is left is the sign."""
    low, high = min(b.low, 512), min(b.high, 512)
    return interval(min(a.low >> low, a.low >> high), max(a.high >> low, a.high >> high))


def _magnitude(a: IntValue, b: IntValue) -> int:
    """The least n such that both lie in [-2^n, 2^n)."""
    return max(v.bit_length() if v >= 0 else (~v).bit_length() for v in (a.low, a.high, b.low, b.high))


def _and(a: IntValue, b: IntValue) -> IntValue:
    if a.low >= 0 and b.low >= 0:
        return interval(0, min(a.high, b.high))
    if a.low >= 0 or b.low >= 0:
        return interval(0, a.high if a.low >= 0 else b.high)
    return interval(-(1 << _magnitude(a, b)), max(a.high, b.high))


def _or(a: IntValue, b: IntValue) -> IntValue:
    top = 1 << _magnitude(a, b)
    if a.low >= 0 and b.low >= 0:
        return interval(max(a.low, b.low), top - 1)
    return interval(min(a.low, b.low), -1 if a.high < 0 or b.high < 0 else top - 1)


def _xor(a: IntValue, b: IntValue) -> IntValue:
    top = 1 << _magnitude(a, b)
    same_sign = (a.low >= 0 and b.low >= 0) or (a.high < 0 and b.high < 0)
    return interval(0 if same_sign else -top, top - 1)


ARITHMETIC: dict[str, Callable[[IntValue, IntValue], IntValue]] = {
    "add": _add, "sub": _sub, "mul": _mul, "and": _and, "or": _or, "xor": _xor, "shl": _shl, "shr": _shr,
}  # fmt: skip

EXACT: dict[str, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
    "shl": lambda a, b: a << b,
    "shr": lambda a, b: a >> min(b, 512),
}


def absolute(a: IntValue) -> IntValue:
    """The interval of ``abs``."""
    if a.low >= 0:
        return a
    return interval(0 if a.high >= 0 else -a.high, max(-a.low, a.high))


def exact_division(op: str, a: int, b: int) -> int:
    """``quot`` and ``rem`` truncate towards zero, ``floordiv`` and ``mod`` round down; ``b`` is not zero."""
    if op == "floordiv":
        return a // b
    if op == "mod":
        return a % b
    quotient = abs(a) // abs(b)
    quotient = quotient if (a < 0) == (b < 0) else -quotient
    return quotient if op == "quot" else a - b * quotient


def divide(op: str, a: IntValue, b: IntValue) -> IntValue:
    """The results of a division by the values of ``b`` other than zero."""
    divisors = {d for d in (b.low, b.high, -1, 1) if d and b.low <= d <= b.high}
    if not divisors:
        return interval(0, 0)
    if op in ("quot", "floordiv"):
        corners = [exact_division(op, n, d) for n in (a.low, a.high) for d in divisors]
        if a.low < 0 < a.high:
            corners.append(0)
        return interval(min(corners), max(corners))
    largest = max(abs(b.low), abs(b.high)) - 1
    if op == "rem":
        return interval(max(-largest, min(a.low, 0)), min(largest, max(a.high, 0)))
    if b.low > 0 and a.low >= 0:
        return interval(0, min(largest, a.high))
    return interval(-largest if b.low < 0 else 0, largest if b.high > 0 else 0)
