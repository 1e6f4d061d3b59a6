"""A bound layout as one sum: its placed digits with their sizes, and the axes flattened into one mixed radix."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

MOST_TRIED = 1 << 12

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
    """The sum of a bound layout on some or all axes, ``terms`` by descending weight, without ``offset`` and exchanged bits.

    Two elements share a place exactly where their sums differ by less than ``width``: ``addr`` has the least weights and
    room for whole elements, every other axis more than all before it. ``radices`` are, from the least, each axis, its weight
    and its room.
    """

    bound: Bound
    terms: tuple[Term, ...]
    width: int
    radices: tuple[tuple[str, int, int], ...]

    @cached_property
    def coupled(self) -> bool:
        """Whether digits of padded dimensions are merged, so that a smaller merged number may be a greater index."""
        bound, layout = self.bound, self.bound.layout
        padded = {d.name for d in layout.dims if padding(bound, d.name)}
        merged = {name for one in layout.fused.values() for name, _ in one.digits}
        return any(layout.digits[name].source in padded for name in merged if name in layout.digits)

    @cached_property
    def merged(self) -> tuple[Term, ...]:
        """The digits on any axis, or broadcast, that are parts of merged ones."""
        layout, sizes = self.bound.layout, reached(self.bound)
        weights = {t.digit: t.weight for t in self.terms}
        names = [d.name for d in layout.placed if d.source in layout.fused and sizes[d.name] > 1]
        return tuple(Term(name, sizes[name], weights.get(name, 0)) for name in names)

    def complete(self, values: Mapping[str, int]) -> Index | None:
        """Return an index among whose placed digits are these; None where there is none.

        Others are 0, but for some of merged digits of padded dimensions, of which thousands of choices are tried.
        """
        found = self.index(values)
        if found is not None or not self.coupled:
            return found
        free = [t for t in self.merged if t.digit not in values]
        for chosen in islice(product(*(range(t.size) for t in free)), 1, MOST_TRIED):
            found = self.index({**values, **{t.digit: d for t, d in zip(free, chosen, strict=True)}})
            if found is not None:
                return found
        return None

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


def totals(bound: Bound) -> dict[str, int]:
    """How many numbers each dimension has, and each merged digit in elements that are there."""
    found = {d.name: size for d, size in zip(bound.layout.dims, bound.shape, strict=True)}
    sizes: dict[str, int] = {}
    for digit in bound.layout.digits.values():
        if digit.source not in found:
            parts = bound.layout.fused[digit.source].digits
            found[digit.source] = 1 + sum((sizes[n] - 1) * w.value(bound.names) for n, w in parts)
        sizes[digit.name] = min(bound.sizes[digit.name], -(-found[digit.source] // digit.divisor))
    return found


def reached(bound: Bound) -> dict[str, int]:
    """How many values each digit has in elements that are there: fewer than its size where that is more than the dimension."""
    numbers, sizes = totals(bound), bound.sizes
    return {
        d.name: min(sizes[d.name], -(-numbers[d.source] // d.divisor)) for d in bound.layout.digits.values()
    }


def flatten(bound: Bound, *only: str) -> Flat:
    """Return the sum of a bound layout that has elements, on all axes or on some."""
    sizes = reached(bound)
    radix, terms, radices = 1, [], []
    width = bound.width if ADDRESS in (only or bound.places) else 1
    for axis in sorted(only or bound.places, key=lambda name: name != ADDRESS):
        places = [(digit, stride) for digit, stride in bound.places[axis] if sizes[digit] > 1]
        terms += [Term(digit, sizes[digit], stride * radix) for digit, stride in places]
        room = sum((sizes[digit] - 1) * stride for digit, stride in places) + (
            width if axis == ADDRESS else 1
        )
        radices.append((axis, radix, room))
        radix *= room
    return Flat(bound, tuple(sorted(terms, key=lambda t: -t.weight)), width, tuple(radices))
