"""What expressions compute with: conditions, exact numbers, and measures."""

from __future__ import annotations

from fractions import Fraction

from specgen.data import frozen
from specgen.model.quantity import Quantity
from specgen.model.units import DIMENSIONS, NUMBER, Exponents


@frozen()
class Measure:
    """A number with a dimension, in base units."""

    value: Fraction
    exponents: Exponents


Value = bool | int | Fraction | Measure
"""``bool`` is a condition and never a number; a whole number is always an ``int``."""


def simplified(value: Measure | Fraction) -> Value:
    """Return a measure without dimension as a number, and a whole number as an int."""
    if isinstance(value, Measure):
        if value.exponents != NUMBER:
            return value
        value = value.value
    return value.numerator if value.denominator == 1 else value


def value_of(quantity: bool | int | Fraction | Quantity | Measure) -> Value:
    """Return what a name stands for as a value to compute with."""
    if isinstance(quantity, Quantity):
        return simplified(Measure(quantity.value, DIMENSIONS[quantity.dimension]))
    return quantity


def parts(value: int | Fraction | Measure) -> tuple[int | Fraction, Exponents]:
    """Return a number and its dimension."""
    return (value.value, value.exponents) if isinstance(value, Measure) else (value, NUMBER)
