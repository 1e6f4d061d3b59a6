"""Sizes and strides: a constant times sizes that are known only where a layout is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

from specgen.data import frozen

ELEMENT = "element"
"""The name of an element's extent in units, where a layout is for elements of any format."""


@frozen()
class Named:
    """The size of a dimension, an argument, or the extent of an element."""

    name: str


@frozen()
class Quotient:
    """``of / divisor``, rounded up."""

    of: Size
    divisor: int


Factor = Named | Quotient


@frozen()
class Size:
    """``constant`` times the product of ``factors``."""

    constant: int = 1
    factors: tuple[Factor, ...] = ()

    def __mul__(self, other: Size) -> Size:
        return Size(self.constant * other.constant, self.factors + other.factors)

    def over(self, divisor: int) -> Size:
        """Return the quotient, rounded up."""
        if divisor == 1:
            return self
        if not self.factors:
            return Size(-(-self.constant // divisor))
        return Size(1, (Quotient(self, divisor),))

    @property
    def known(self) -> int | None:
        """The number, where nothing has to be known for it."""
        return None if self.factors else self.constant

    @property
    def names(self) -> frozenset[str]:
        """The names that have to be known."""
        return frozenset(_names(self))

    def value(self, names: Mapping[str, int]) -> int:
        """Return the number. Raises KeyError with a name that is not known."""
        return self.constant * prod(_value(factor, names) for factor in self.factors)


def named(name: str) -> Size:
    """Return the size that has a name."""
    return Size(1, (Named(name),))


def _names(size: Size) -> Iterator[str]:
    for factor in size.factors:
        if isinstance(factor, Named):
            yield factor.name
        else:
            yield from _names(factor.of)


def _value(factor: Factor, names: Mapping[str, int]) -> int:
    if isinstance(factor, Named):
        return names[factor.name]
    return -(-factor.of.value(names) // factor.divisor)
