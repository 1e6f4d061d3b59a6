"""Exactness of floats: how many significant bits a value has at most."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model import numerics
from specgen.semantics.ir import FloatValue

if TYPE_CHECKING:
    from specgen.model.types import FloatType


def significant_bits(value: Fraction) -> int:
    """Bits from the first to the last 1 of a number, which must be a dyadic rational."""
    number = abs(value.numerator)
    return (number // (number & -number)).bit_length() if number else 1


def of_code(format: FloatType, code: int) -> FloatValue:  # noqa: A002
    """The type of a constant given by its code."""
    value = numerics.decode(format, code)
    exact = value if isinstance(value, Fraction) else Fraction(0)
    return FloatValue(format, min(significant_bits(exact), format.precision))


def of_operation(op: str, values: Sequence[FloatValue]) -> FloatValue:
    """The type of an operation's result: a product is as long as its factors together, most others are full."""
    first = values[0]
    if op in ("neg", "abs"):
        return first
    if op == "mul":
        return FloatValue(
            first.format, min(first.significant + values[1].significant, first.format.precision)
        )
    return FloatValue(first.format, first.format.precision)


def converted(format: FloatType, significant: int) -> FloatValue:  # noqa: A002
    """The type of a conversion of something with that many significant bits."""
    return FloatValue(format, min(max(significant, 1), format.precision))
