"""Quotients of floats as if they had no end: 53 digits, the last of which is odd where anything was cut off."""

from __future__ import annotations

import numpy as np

from specgen.generators.numerics.numpy.kernels.formats import Array, Fixed, Number
from specgen.generators.numerics.numpy.kernels.significands import Parts, parts


def digits(value: float) -> int:
    """Return how many significant bits a finite value has."""
    whole = abs(value.as_integer_ratio()[0])
    return (whole // (whole & -whole)).bit_length() if whole else 0


def is_settled(above: int, below: int, to: Number) -> bool:
    """Whether float64's quotient of numbers of so many digits is rounded to a format as the exact one is.

    The quotient of integers of m and n digits is a number of k digits, or differs from it by 2^-m or 2^-(n + k) of it: what
    rounding tells apart has two digits more than the format.
    """
    told_apart = (to.width if isinstance(to, Fixed) else to.mantissa + 1) + 2
    return max(above, below + told_apart) < 52


def quotients(numbers: Array, by: Array | float) -> Parts:
    """Take apart ``numbers`` over positive ``by``, so that rounding to at most 51 digits is rounding the exact quotient."""
    above = parts(numbers)
    below, power = np.frexp(by)
    x = np.ldexp((above.significand >> np.uint64(11)).astype(np.float64), -52)
    y = 2.0 * below
    q = x / y
    product = q * y
    rest = (x - product) - _error(q, y, product)
    bits = q.view(np.uint64) - (rest < 0).astype(np.uint64) | (rest != 0).astype(np.uint64)
    found = parts(bits.view(np.float64))
    exponent = np.where(x == 0, above.exponent, above.exponent + found.exponent - (power - 1))
    return Parts(above.negative, found.significand, exponent, above.nan, above.infinite)


def _error(a: Array, b: Array | float, product: Array) -> Array:
    """Return a * b - product exactly (T. J. Dekker, A floating-point technique for extending the precision, 1971)."""
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    error: Array = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return error


def _halves(number: Array | float) -> tuple[Array, Array]:
    far = np.asarray(number) * 134217729.0  # 2^27 + 1
    high = far - (far - number)
    return high, number - high
