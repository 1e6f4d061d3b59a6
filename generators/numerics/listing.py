"""Codes one by one: their fields, what kind of number they are and its exact value, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

from specgen.model import numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import ElementType, FixedType, FloatType


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a format. ``fields`` are binary digits: sign, exponent and mantissa, or integer and fraction bits."""

    code: int
    width: int
    fields: tuple[str, ...]
    kind: str
    value: Real

    @property
    def hexadecimal(self) -> str:
        """``0x7e``, all digits of the width."""
        return f"{self.code:#0{2 + (self.width + 3) // 4}x}"

    @property
    def binary(self) -> str:
        """The fields, each set apart."""
        return " ".join(self.fields)


def describe(of: ElementType, code: int) -> Code:
    """Return what a code is. Raises ValueError where the format has no such code."""
    value = numerics.decode(of, code)
    return Code(code, of.width, _fields(of, code), _kind(of, code, value), value)


def codes(of: ElementType) -> Iterator[Code]:
    """Yield all codes of a format, ascending."""
    for code in range(1 << of.width):
        yield describe(of, code)


def _fields(of: ElementType, code: int) -> tuple[str, ...]:
    digits = f"{code:0{of.width}b}"
    if isinstance(of, FloatType):
        cuts = (0, int(of.signed), int(of.signed) + of.exponent, of.width)
    else:
        fraction = of.fraction if isinstance(of, FixedType) else 0
        cuts = (0, min(max(of.width - fraction, 0), of.width), of.width, of.width)
    return tuple(digits[a:b] for a, b in pairwise(cuts) if a < b)


def _kind(of: ElementType, code: int, value: Real) -> str:
    if value is Special.NAN:
        return "NaN"
    if value in (Special.INFINITY, Special.NEGATIVE_INFINITY):
        return "infinity"
    if value is Special.NEGATIVE_ZERO or not value:
        return "zero"
    if not isinstance(of, FloatType):
        return "number"
    subnormal = of.subnormals and not code >> of.mantissa & ((1 << of.exponent) - 1)
    return "subnormal" if subnormal else "normal"


def decimal(value: Real, digits: int = 9) -> str:
    """Return a value in decimal, rounded to so many significant digits."""
    if isinstance(value, Special):
        return value.value
    context = Context(prec=digits, Emax=10**9, Emin=-(10**9))
    found = context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context)
    return f"{found:f}" if -6 < found.adjusted() < digits + 3 else f"{found:e}".replace("e+", "e")


def exact(value: Real) -> str:
    """Return a value exactly: ``-1.75 × 2^-9``, or a fraction where it is no such number."""
    if isinstance(value, Special):
        return value.value
    if not value:
        return "0"
    if value.denominator & (value.denominator - 1):
        return f"{value.numerator}/{value.denominator}"
    power = abs(value.numerator).bit_length() - value.denominator.bit_length()
    significand = value / Fraction(2) ** power
    digits = Context(prec=1200)
    return f"{digits.divide(Decimal(significand.numerator), Decimal(significand.denominator)).normalize(digits):f} × 2^{power}"
