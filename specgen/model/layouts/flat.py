"""A bound layout as one sum: its placed digits with their sizes, and the axes flattened into one mixed radix."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

Index = tuple[int, ...]
"""A logical index, one number a dimension."""


@frozen()
class Term:
    """A digit that takes ``size`` values, at least two, and adds ``weight`` for each."""

    digit: str
    size: int
    weight: int


@frozen(eq=False, slots=False)
class Flat:
    """The sum of a bound layout, ``terms`` by descending weight; broadcast digits, ``offset`` and exchanged bits are left out.

    Two elements share a place exactly where their sums differ by less than ``width``: ``addr`` has the least weights and
    room for whole elements, every other axis more than all before it.
    """

    bound: Bound
    terms: tuple[Term, ...]
    width: int
    radices: tuple[tuple[str, int], ...]

    @cached_property
    def coupled(self) -> bool:
        """Whether digits of padded dimensions are merged, so that a smaller merged number may be a greater index."""
        bound, layout = self.bound, self.bound.layout
        padded = {d.name for d in layout.dims if padding(bound, d.name)}
        merged = {name for one in layout.fused.values() for name, _ in one.digits}
        return any(layout.digits[name].source in padded for name in merged if name in layout.digits)

    @cached_property
    def merged(self) -> tuple[Term, ...]:
        """The terms whose digits are parts of merged ones."""
        layout = self.bound.layout
        return tuple(t for t in self.terms if layout.digits[t.digit].source in layout.fused)

    def index(self, values: Mapping[str, int]) -> Index | None:
        """Return the index whose placed digits have these values, others 0; None where it is beyond a dimension."""
        layout, sizes, names = self.bound.layout, self.bound.sizes, self.bound.names
        known = dict(values)
        totals = dict.fromkeys((*(d.name for d in layout.dims), *layout.fused), 0)
        for fused in reversed(layout.fused.values()):
            rest = sum(
                known.get(d.name, 0) * d.divisor for d in layout.digits.values() if d.source == fused.name
            )
            for name, weight in fused.digits:
                known[name], rest = divmod(rest, weight.value(names))
                if known[name] >= sizes[name]:
                    return None
        for digit in layout.digits.values():
            totals[digit.source] += known.get(digit.name, 0) * digit.divisor
        found = tuple(totals[d.name] for d in layout.dims)
        return found if all(at < size for at, size in zip(found, self.bound.shape, strict=True)) else None


def padding(bound: Bound, dim: str) -> bool:
    """Whether the digits of a dimension go on beyond it."""
    at = [d.name for d in bound.layout.dims].index(dim)
    parts = prod(bound.sizes[d.name] for d in bound.layout.digits.values() if d.source == dim)
    return parts != bound.shape[at]


def reached(bound: Bound) -> dict[str, int]:
    """How many values each digit has in elements that are there: fewer than its size where that is more than the dimension."""
    totals = {d.name: size for d, size in zip(bound.layout.dims, bound.shape, strict=True)}
    found: dict[str, int] = {}
    for digit in bound.layout.digits.values():
        if digit.source not in totals:
            parts = bound.layout.fused[digit.source].digits
            totals[digit.source] = 1 + sum((found[n] - 1) * w.value(bound.names) for n, w in parts)
        found[digit.name] = min(bound.sizes[digit.name], -(-totals[digit.source] // digit.divisor))
    return found


def flatten(bound: Bound) -> Flat:
    """Return the sum of a bound layout that has elements."""
    sizes = reached(bound)
    radix, terms, radices = 1, [], []
    width = bound.width if ADDRESS in bound.places else 1
    for axis in sorted(bound.places, key=lambda name: name != ADDRESS):
        places = [(digit, stride) for digit, stride in bound.places[axis] if sizes[digit] > 1]
        terms += [Term(digit, sizes[digit], stride * radix) for digit, stride in places]
        radices.append((axis, radix))
        extent = sum((sizes[digit] - 1) * stride for digit, stride in places)
        radix *= extent + (width if axis == ADDRESS else 1)
    return Flat(bound, tuple(sorted(terms, key=lambda t: -t.weight)), width, tuple(radices))


def shifts(terms: tuple[Term, ...], difference: Mapping[str, int]) -> product[tuple[int, ...]]:
    """Every amount by which two sets of digits with a difference can be raised together."""
    return product(*(range(t.size - abs(difference.get(t.digit, 0))) for t in terms))
