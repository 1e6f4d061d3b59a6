"""What codes mean: exact rationals, and the values besides them."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from specgen.model.types import ElementType, FixedType, FloatType, IntegerType


class Special(Enum):
    """What a float may be besides a number; the zero with a sign stands apart from ``Fraction(0)``."""

    NAN = "nan"
    INFINITY = "inf"
    NEGATIVE_INFINITY = "-inf"
    NEGATIVE_ZERO = "-0"


Real = Fraction | Special

_NEGATED: dict[Special, Real] = {
    Special.NAN: Special.NAN,
    Special.INFINITY: Special.NEGATIVE_INFINITY,
    Special.NEGATIVE_INFINITY: Special.INFINITY,
    Special.NEGATIVE_ZERO: Fraction(0),
}


def negate(value: Real) -> Real:
    """Return ``-value``; NaN stays NaN."""
    if isinstance(value, Special):
        return _NEGATED[value]
    return -value if value else Special.NEGATIVE_ZERO


def canonical_nan(of: FloatType) -> int | None:
    """Return the code of NaN results: the declared one, else quiet and positive; None without NaNs."""
    if of.canonical_nan is not None:
        return of.canonical_nan
    magnitude = of.exponent + of.mantissa
    match of.nans:
        case "ieee":
            return (((1 << of.exponent) - 1) << of.mantissa) | (1 << of.mantissa >> 1)
        case "all_ones":
            return (1 << magnitude) - 1
        case "negative_zero":
            return 1 << magnitude
    return None


def infinity(of: FloatType) -> int | None:
    """Return the code of positive infinity, or None where the format has none."""
    return of.max_code + 1 if of.infinities else None


def is_nan(of: FloatType, code: int) -> bool:
    """Whether ``code`` is a NaN of the format."""
    match of.nans:
        case "ieee" | "all_ones":
            return code & ((1 << (of.exponent + of.mantissa)) - 1) > of.max_code + int(of.infinities)
        case "negative_zero":
            return code == 1 << (of.exponent + of.mantissa)
    return False


def decode(of: ElementType, code: int) -> Real:
    """Return the exact value of a code (``of.width`` bits, unsigned, of integers too)."""
    if not 0 <= code < 1 << of.width:
        raise ValueError(f"{code:#x} is no code of {of.name}: it has {of.width} bits")
    if not isinstance(of, FloatType):
        return _whole(of, code) / (1 << of.fraction if isinstance(of, FixedType) else 1)
    if is_nan(of, code):
        return Special.NAN
    magnitude = code & ((1 << (of.exponent + of.mantissa)) - 1)
    negative = magnitude != code
    if magnitude > of.max_code:
        return Special.NEGATIVE_INFINITY if negative else Special.INFINITY
    value = magnitude_value(of, magnitude)
    return negate(value) if negative else value


def _whole(of: FixedType | IntegerType, code: int) -> Fraction:
    """Return the two's complement integer of a code, or the code itself where the format is unsigned."""
    return Fraction(code - (1 << of.width) if of.signed and code >> (of.width - 1) else code)


def magnitude_value(of: FloatType, magnitude: int) -> Fraction:
    """Return the value of a positive code, as if all codes, and those beyond the width, were finite."""
    exponent, mantissa = magnitude >> of.mantissa, magnitude & ((1 << of.mantissa) - 1)
    if magnitude == 0 and of.has_zero:
        return Fraction(0)
    if exponent == 0 and of.subnormals:
        exponent = 1
    else:
        mantissa |= 1 << of.mantissa
    return mantissa * power_of_two(exponent - of.bias - of.mantissa)


def floor_log2(value: Fraction) -> int:
    """Return the exponent of the greatest power of two that is not above a positive ``value``."""
    n, d = value.numerator, value.denominator
    exponent = n.bit_length() - d.bit_length()
    reached = n >= d << exponent if exponent >= 0 else n << -exponent >= d
    return exponent if reached else exponent - 1


def power_of_two(exponent: int) -> Fraction:
    """Return 2^exponent."""
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)
