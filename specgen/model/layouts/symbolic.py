"""Sizes that are known only where a layout is used: which are at least others whatever they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.bound import width
from specgen.model.layouts.sizes import ELEMENT, Factor, Named, Quotient, Size

if TYPE_CHECKING:
    from specgen.model.layouts.layout import Layout


@frozen()
class Ranges:
    """What is known of names: ``least`` (a multiple of it, too) and ``most`` of each; ``defaults`` stand for arguments."""

    least: dict[str, int]
    most: dict[str, int]
    defaults: dict[str, Size]

    def substituted(self, size: Size) -> Size:
        """Return a size with the defaults of arguments and all that is known put in."""
        made = Size(size.constant)
        for factor in size.factors:
            made = made * self._put(factor)
        return made

    def _put(self, factor: Factor) -> Size:
        if isinstance(factor, Quotient):
            return self.substituted(factor.of).over(factor.divisor)
        if factor.name in self.defaults:
            return self.substituted(self.defaults[factor.name])
        if factor.name in self.most and self.most[factor.name] == self.least.get(factor.name, 1):
            return Size(self.most[factor.name])
        return Size(1, (factor,))

    def at_least(self, size: Size, other: Size) -> bool:
        """Whether ``size`` is no less than ``other``, whatever the names stand for; False where that cannot be told."""
        own, others = Counter(size.factors), Counter(other.factors)
        most = self.upper(Size(other.constant, tuple((others - own).elements())))
        return most is not None and self.lower(Size(size.constant, tuple((own - others).elements()))) >= most

    def lower(self, size: Size) -> int:
        """Return what a size is at least, where nothing is empty."""
        found = size.constant
        for factor in size.factors:
            if isinstance(factor, Named):
                found *= self.least.get(factor.name, 1)
            else:
                found *= -(-self.lower(factor.of) // factor.divisor)
        return found

    def upper(self, size: Size) -> int | None:
        """Return what a size is at most; None where there is no such number."""
        found = size.constant
        for factor in size.factors:
            if isinstance(factor, Named):
                most = self.most.get(factor.name)
            else:
                most = self.upper(factor.of)
                most = None if most is None else -(-most // factor.divisor)
            if most is None:
                return None
            found *= most
        return found

    def divisor(self, size: Size) -> int:
        """Return a number that divides a size."""
        found = size.constant
        for factor in size.factors:
            if isinstance(factor, Named):
                found *= self.least.get(factor.name, 1)
        return found


def ranges(layout: Layout) -> Ranges:
    """Return what is known of a layout's sizes, element and arguments."""
    least, most = {}, {}
    for dim in layout.dims:
        least[dim.name] = layout.multiples[dim.name]
        if dim.most is not None:
            most[dim.name] = dim.most
    if layout.element is not None:
        least[ELEMENT] = most[ELEMENT] = width(layout, layout.element)
    elif not layout.unit:
        least[ELEMENT] = most[ELEMENT] = 1
    defaults = {name: a.default for name, a in layout.arguments.items() if a.default is not None}
    return Ranges(least, most, defaults)
