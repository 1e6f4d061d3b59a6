"""What a format can hold: range, precision and what its codes are spent on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import log10

from specgen.model import numerics
from specgen.model.numerics import greatest
from specgen.model.types import BlockType, DataType, ElementType, FixedType, FloatType


@dataclass(frozen=True, slots=True)
class Properties:
    """Of a format: ``bits`` a value (its share of a scale included), significant bits, and values exactly.

    ``greatest`` and ``least`` are the ends of the finite positive values; ``least_normal`` the least with all
    significant bits, None where there is no difference. ``epsilon`` is the distance from 1 to the next greater value,
    of integers and fixed point the distance of any two. A block format's ends are those of the scale times those of an
    element, without a tensor scale. ``nans`` counts codes.
    """

    name: str
    kind: str
    bits: Fraction
    precision: int
    greatest: Fraction
    least: Fraction
    least_normal: Fraction | None
    epsilon: Fraction
    infinities: bool
    nans: int
    negative_zero: bool

    @property
    def decades(self) -> float:
        """Powers of ten from the least to the greatest positive value."""
        ratio = self.greatest / self.least
        return log10(ratio.numerator) - log10(ratio.denominator)

    @property
    def decibels(self) -> float:
        """The same as a ratio of amplitudes."""
        return 20 * self.decades


def properties(of: DataType) -> Properties:
    """Return what a format can hold."""
    if isinstance(of, BlockType):
        return _of_blocks(of)
    if isinstance(of, FloatType):
        return _of_float(of)
    fraction = of.fraction if isinstance(of, FixedType) else 0
    step = Fraction(1) / Fraction(2) ** fraction
    kind = "fixed point" if isinstance(of, FixedType) else "integer"
    precision = of.width - int(of.signed)
    return Properties(
        of.name, kind, Fraction(of.width), precision, greatest(of), step, None, step, False, 0, False
    )


def _of_float(of: FloatType) -> Properties:
    beyond = (1 << (of.exponent + of.mantissa)) - 1 - of.max_code - int(of.infinities)
    nans = beyond * (1 + int(of.signed)) + int(of.nans == "negative_zero")
    return Properties(
        name=of.name,
        kind="float",
        bits=Fraction(of.width),
        precision=of.precision,
        greatest=greatest(of),
        least=_least(of),
        least_normal=Fraction(2) ** of.min_exponent if of.subnormals and of.mantissa else None,
        epsilon=Fraction(1, 1 << of.mantissa),
        infinities=of.infinities,
        nans=nans,
        negative_zero=of.has_negative_zero,
    )


def _least(of: ElementType) -> Fraction:
    code = int(of.has_zero) if isinstance(of, FloatType) else 1
    found = numerics.decode(of, code)
    assert isinstance(found, Fraction)
    return found


def _of_blocks(of: BlockType) -> Properties:
    element, scale = properties(of.element), properties(of.scale)
    return Properties(
        name=of.name,
        kind="block",
        bits=element.bits + scale.bits / of.block,
        precision=element.precision,
        greatest=element.greatest * scale.greatest,
        least=element.least * scale.least,
        least_normal=None,
        epsilon=element.epsilon,
        infinities=element.infinities,
        nans=element.nans,
        negative_zero=element.negative_zero,
    )
