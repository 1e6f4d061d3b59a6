"""Conversions into integers and fixed-point numbers: one rounding, and saturation."""

from __future__ import annotations

from fractions import Fraction

from specgen.model.numerics.modes import goes_away
from specgen.model.numerics.values import Real, Special
from specgen.model.types import ROUNDINGS, FixedType, IntegerType


def encode_fixed(
    to: FixedType | IntegerType, value: Real, rounding: str | None, random: int = 0, random_bits: int = 0
) -> int:
    """Return the code (``to.width`` bits, unsigned) of ``value`` rounded once and clamped; of NaN, 0."""
    rounding = rounding or (to.rounding if isinstance(to, FixedType) else "nearest_even")
    if rounding not in ROUNDINGS:
        raise ValueError(f"no rounding {rounding!r}")
    match value:
        case Special.NAN | Special.NEGATIVE_ZERO:
            number = 0
        case Special.INFINITY:
            number = to.high
        case Special.NEGATIVE_INFINITY:
            number = to.low
        case _:
            number = _rounded(
                value * (1 << to.fraction if isinstance(to, FixedType) else 1), rounding, random, random_bits
            )
    return min(max(number, to.low), to.high) & ((1 << to.width) - 1)


def _rounded(value: Fraction, rounding: str, random: int, random_bits: int) -> int:
    size = abs(value)
    whole = size.numerator // size.denominator
    whole += goes_away(rounding, size - whole, whole % 2 == 1, value < 0, random, random_bits)
    return -whole if value < 0 else whole
