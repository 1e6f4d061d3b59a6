"""Exact tricks in float64: what makes one rounding out of two.

Round to odd: an inexact result whose last bit is made one. A result of p bits rounded to odd and then, in any way,
to at most p - 2 bits is what rounding the exact value once gives.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

# Products whose exponents stay in here have an exact error term, with room for the additions that follow.
_SAFE_LOW, _SAFE_HIGH = 2.0**-900, 2.0**900
_SPLITTER = 134217729.0  # 2^27 + 1


def two_sum(a: F64, b: F64) -> tuple[F64, F64]:
    """The rounded sum and its exact error."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def to_odd(value: F64, error: F64) -> F64:
    """``value + error`` rounded to odd, where ``value`` is that sum rounded to nearest."""
    bits = value.view(np.int64)
    # Infinities give a NaN error: it compares false.
    outward = np.where((error > 0) == (value > 0), 1, -1)
    inexact = (error > 0) | (error < 0)
    return (bits + np.where(inexact & ((bits & 1) == 0), outward, 0)).view(np.float64)


def add_odd(a: F64, b: F64) -> F64:
    """``a + b`` rounded to odd."""
    return to_odd(*two_sum(a, b))


def two_product(a: F64, b: F64) -> tuple[F64, F64]:
    """The rounded product and its exact error (Dekker), far from overflow and underflow."""
    product = a * b
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


def _halves(a: F64) -> tuple[F64, F64]:
    high = _SPLITTER * a
    high = high - (high - a)
    return high, a - high


def fma(a: F64, b: F64, c: F64) -> F64:
    """``a * b + c`` with one rounding, to nearest even (Boldo and Melquiond: the two errors added to odd)."""
    a, b, c = np.broadcast_arrays(a, b, c)
    product, low = two_product(a, b)
    total, error = two_sum(product, c)
    result = np.array(total + add_odd(low, error))
    naive = a * b + c
    plain = ~np.isfinite(naive) & ~(np.isfinite(a) & np.isfinite(b) & np.isfinite(c)) | (a == 0) | (b == 0)
    result = np.where(plain, naive, result)
    result = np.where(np.isinf(c) & np.isfinite(a) & np.isfinite(b), c, result)
    return _mend(result, (a, b, c), _risky(a, b, c) & ~plain & np.isfinite(c))


def _risky(a: F64, b: F64, c: F64) -> npt.NDArray[np.bool_]:
    product = np.abs(a * b)
    sizes = np.abs(a), np.abs(b), np.abs(c)
    inside = (product > _SAFE_LOW) & (product < _SAFE_HIGH) & (sizes[2] < _SAFE_HIGH)
    inside &= (sizes[0] < _SAFE_HIGH) & (sizes[1] < _SAFE_HIGH)
    return np.asarray(~inside)


def _mend(result: F64, operands: tuple[F64, F64, F64], lanes: npt.NDArray[np.bool_]) -> F64:
    """Recomputes some lanes in exact rationals."""
    if not lanes.any():
        return result
    result = np.array(result)
    for place in map(tuple, np.argwhere(lanes)):
        a, b, c = (Fraction(float(o[place])) for o in operands)
        exact = a * b + c
        result[place] = (
            nearest(exact) if exact else float(operands[0][place] * operands[1][place] + operands[2][place])
        )
    return result


def nearest(value: Fraction) -> float:
    """The float64 nearest to a rational, ties to even, infinite where it overflows."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
