"""Exact numbers from and to the codes of any float format: what every backend is measured by."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from specgen.model.types import OVERFLOWS, ROUNDINGS, FloatType


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
    magnitude = code & ((1 << (of.exponent + of.mantissa)) - 1)
    match of.nans:
        case "ieee":
            return magnitude > of.max_code + int(of.infinities)
        case "all_ones":
            return magnitude == (1 << (of.exponent + of.mantissa)) - 1
        case "negative_zero":
            return code == 1 << (of.exponent + of.mantissa)
    return False


def decode(of: FloatType, code: int) -> Real:
    """Return the exact value of a code (``of.width`` bits, unsigned)."""
    if not 0 <= code < 1 << of.width:
        raise ValueError(f"{code:#x} is no code of {of.name}: it has {of.width} bits")
    if is_nan(of, code):
        return Special.NAN
    magnitude = code & ((1 << (of.exponent + of.mantissa)) - 1)
    negative = magnitude != code
    if magnitude > of.max_code:
        return Special.NEGATIVE_INFINITY if negative else Special.INFINITY
    value = _value(of, magnitude)
    return negate(value) if negative else value


def _value(of: FloatType, magnitude: int) -> Fraction:
    """Return the value of a positive code, as if all codes, and those beyond the width, were finite."""
    exponent, mantissa = magnitude >> of.mantissa, magnitude & ((1 << of.mantissa) - 1)
    if magnitude == 0 and of.has_zero:
        return Fraction(0)
    if exponent == 0 and of.subnormals:
        exponent = 1
    else:
        mantissa |= 1 << of.mantissa
    return mantissa * _power_of_two(exponent - of.bias - of.mantissa)


def encode(
    to: FloatType,
    value: Real,
    rounding: str | None = None,
    overflow: str | None = None,
    random: int = 0,
    random_bits: int = 0,
) -> int:
    """Return the code of ``value`` in the format ``to``, rounded once, by the format's own modes where None.

    A finite value overflows where rounding with an unbounded exponent leads beyond the greatest finite value,
    except that roundings which do not lead away from zero (``toward_zero``, ``odd``, ``up`` of a negative,
    ``down`` of a positive value) end at that value (IEEE 754-2019, 7.4). ``overflow`` then says: ``saturate``
    (infinities, too, become the greatest finite value), ``infinity`` or ``nan``; what the format does not
    have falls back from infinity to NaN and from NaN to the greatest finite value. A NaN is the canonical
    one, or the greatest finite value where there is none. A negative value in an unsigned format overflows to
    NaN, or to the code 0. Where there is no zero, 0 is the least value; where there is no -0, it is 0.

    ``stochastic`` rounds away from zero if ``random`` (of ``random_bits`` bits) plus the part that is cut
    off, in units of 2^-random_bits of the last place and truncated, reaches one.
    """
    rounding, overflow = rounding or to.rounding, overflow or to.overflow
    if rounding not in ROUNDINGS or overflow not in OVERFLOWS:
        raise ValueError(f"no rounding {rounding!r} or overflow {overflow!r}")
    if value is Special.NAN:
        return _nan(to)
    negative = value in (Special.NEGATIVE_ZERO, Special.NEGATIVE_INFINITY) or (
        isinstance(value, Fraction | int) and value < 0
    )
    if value in (Special.INFINITY, Special.NEGATIVE_INFINITY):
        special = infinity(to)
        magnitude = special if special is not None and overflow != "saturate" else None
    else:
        exact = Fraction(0) if value is Special.NEGATIVE_ZERO else abs(Fraction(value))
        if negative and not to.signed and exact:
            return 0 if overflow == "saturate" or not to.has_nan else _nan(to)
        magnitude = _rounded(to, exact, negative, rounding, random, random_bits)
    return _signed(to, magnitude, negative, overflow)


def _signed(to: FloatType, magnitude: int | None, negative: bool, overflow: str) -> int:
    """Return the code of a magnitude, or of an overflow where it is None."""
    if magnitude is None:
        if overflow == "infinity" and to.infinities:
            magnitude = to.max_code + 1
        elif overflow != "saturate" and to.has_nan:
            return _nan(to)
        else:
            magnitude = to.max_code
    if not negative or (magnitude == 0 and not to.has_negative_zero):
        return magnitude
    if to.signed:
        return magnitude | 1 << (to.exponent + to.mantissa)
    return 0


def _nan(to: FloatType) -> int:
    code = canonical_nan(to)
    return to.max_code if code is None else code


def _rounded(
    to: FloatType, value: Fraction, negative: bool, rounding: str, random: int, random_bits: int
) -> int | None:
    """Return the code of a non-negative value with an unbounded exponent, or None where it overflows."""
    code, rest = _floor(to, value)
    up, bounded = False, False  # bounded: this rounding never leads beyond the greatest finite value
    match rounding:
        case "nearest_even":
            up = rest > _HALF or (rest == _HALF and _odd(to, code))
        case "nearest_away":
            up = rest >= _HALF
        case "stochastic":
            up = int(rest * (1 << random_bits)) + random >= 1 << random_bits
        case "odd":
            up, bounded = rest != 0 and not _odd(to, code), True
        case "toward_zero":
            bounded = True
        case _:
            away = (rounding == "down") == negative
            up, bounded = away and rest != 0, not away
    code += up
    if code <= to.max_code:
        return code
    return to.max_code if bounded else None


def _odd(to: FloatType, code: int) -> bool:
    """Whether the last digit is 1: of a format without mantissa bits it always is, so that ties grow (4.3.1)."""
    return code % 2 == 1 if to.mantissa else code > 0 or not to.has_zero


def _floor(to: FloatType, value: Fraction) -> tuple[int, Fraction]:
    """Return the greatest code (as if they had no end) not above ``value``, and the rest in gaps."""
    least = _value(to, int(to.has_zero))
    if value < least:
        return (0, value / least) if to.has_zero else (0, Fraction(0))
    exponent = max(_floor_log2(value), to.min_exponent)
    scaled = value * _power_of_two(to.mantissa - exponent)
    significand = scaled.numerator // scaled.denominator
    steps = exponent - to.min_exponent - int(not to.subnormals)
    return (steps << to.mantissa) + significand, scaled - significand


def _floor_log2(value: Fraction) -> int:
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    return exponent if value >= _power_of_two(exponent) else exponent - 1


def _power_of_two(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


_HALF = Fraction(1, 2)
