"""Exact rounding: one step from a rational to a code, in every rounding and overflow mode."""

from __future__ import annotations

from fractions import Fraction

from specgen.model.numerics.fixed import encode_fixed
from specgen.model.numerics.modes import goes_away
from specgen.model.numerics.values import (
    Real,
    Special,
    canonical_nan,
    floor_log2,
    infinity,
    magnitude_value,
)
from specgen.model.types import OVERFLOWS, ROUNDINGS, ElementType, FloatType


def encode(
    to: ElementType,
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
    (infinities, too, become the greatest finite value), ``propagate`` (finite values do, infinities remain),
    ``infinity`` or ``nan``; what the format does not have falls back from infinity to NaN and from NaN to the
    greatest finite value, but ``propagate`` at once to the latter. A NaN is the canonical one, or the greatest
    finite value where there is none. A negative value, -infinity included, in an unsigned format overflows to
    NaN, or to the code 0 where it saturates. Where there is no zero, 0 is the least value; where there is no
    -0, it is 0. Ties of a format without mantissa bits go to the even code, or away from zero where it has no
    zero either (IEEE 754-2019, 4.3.1).

    Stochastic roundings go away from zero by the part d that is cut off, in units of the last place, and
    ``random``, an integer R of n ``random_bits``: ``stochastic`` if floor(d 2^n) + R reaches 2^n,
    ``stochastic_centred`` if d 2^n + R + 1/2 does, ``stochastic_even`` and ``stochastic_odd`` if d 2^n, rounded
    to the nearest integer with ties to the even or the odd one, and R together do.

    Integers and fixed-point numbers round in the same ways, to nearest even where an integer type is silent, and
    always saturate; of NaN, they are 0.
    """
    if not isinstance(to, FloatType):
        if overflow not in (None, "saturate"):
            raise ValueError(f"{to.name} has no overflow but saturate")
        return encode_fixed(to, value, rounding, random, random_bits)
    rounding, overflow = rounding or to.rounding, overflow or to.overflow
    if rounding not in ROUNDINGS or overflow not in OVERFLOWS:
        raise ValueError(f"no rounding {rounding!r} or overflow {overflow!r}")
    if value is Special.NAN:
        return _nan(to)
    negative = value in (Special.NEGATIVE_ZERO, Special.NEGATIVE_INFINITY) or (
        isinstance(value, Fraction | int) and value.numerator < 0
    )
    if negative and not to.signed and value is not Special.NEGATIVE_ZERO:
        return 0 if overflow in ("saturate", "propagate") or not to.has_nan else _nan(to)
    if value in (Special.INFINITY, Special.NEGATIVE_INFINITY):
        magnitude = infinity(to) if overflow != "saturate" else None
    else:
        exact = _NOTHING if isinstance(value, Special) else Fraction(abs(value.numerator), value.denominator)
        magnitude = _rounded(to, exact, negative, rounding, random, random_bits)
    return _signed(to, magnitude, negative, overflow)


def _signed(to: FloatType, magnitude: int | None, negative: bool, overflow: str) -> int:
    """Return the code of a magnitude, or of an overflow where it is None."""
    if magnitude is None:
        if overflow == "infinity" and to.infinities:
            magnitude = to.max_code + 1
        elif overflow in ("infinity", "nan") and to.has_nan:
            return _nan(to)
        else:
            magnitude = to.max_code
    if not negative or not to.signed or (magnitude == 0 and not to.has_negative_zero):
        return magnitude
    return magnitude | 1 << (to.exponent + to.mantissa)


def _nan(to: FloatType) -> int:
    code = canonical_nan(to)
    return to.max_code if code is None else code


def _rounded(
    to: FloatType, value: Fraction, negative: bool, rounding: str, random: int, random_bits: int
) -> int | None:
    """Return the code of a non-negative value with an unbounded exponent, or None where it overflows."""
    code, rest = _floor(to, value)
    bounded = rounding in ("toward_zero", "odd") or rounding == ("up" if negative else "down")
    code += goes_away(rounding, rest, _odd(to, code), negative, random, random_bits)
    if code <= to.max_code:
        return code
    return to.max_code if bounded else None


def _odd(to: FloatType, code: int) -> bool:
    """Whether ties leave this code: one without mantissa bits nor zero always ends in the digit 1 (4.3.1)."""
    return code % 2 == 1 if to.mantissa or to.has_zero else True


def _floor(to: FloatType, value: Fraction) -> tuple[int, Fraction]:
    """Return the greatest code (as if they had no end) not above ``value``, and the rest in gaps."""
    if not value:
        return 0, _NOTHING
    if not to.subnormals and value < (least := magnitude_value(to, int(to.has_zero))):
        return (0, value / least) if to.has_zero else (0, _NOTHING)
    exponent = max(floor_log2(value), to.min_exponent)
    shift = to.mantissa - exponent
    unit = value.denominator << max(-shift, 0)
    significand, rest = divmod(value.numerator << max(shift, 0), unit)
    steps = exponent - to.min_exponent - int(not to.subnormals)
    return (steps << to.mantissa) + significand, Fraction(rest, unit) if rest else _NOTHING


_NOTHING = Fraction(0)
