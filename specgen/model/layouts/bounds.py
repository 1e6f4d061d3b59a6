"""How much room a layout takes, how much of that its elements fill, and which element leaves what there is."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from itertools import islice
from math import gcd, prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.enumeration import MOST_LISTED, keys_of
from specgen.model.layouts.flat import MOST_TRIED, Index, flatten, totals
from specgen.model.layouts.inversion import element_on
from specgen.model.layouts.layout import ADDRESS
from specgen.model.layouts.search import Search, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.layout import Digit

MOST_SUSPECTED = 1 << 16


@frozen()
class Occupancy:
    """Of one copy, in units: its ``room``, all axes multiplied, and how much of that its ``elements`` fill.

    Indices that differ by broadcast digits are one element.
    """

    room: int
    filled: int
    elements: int

    @property
    def holes(self) -> int:
        """Units within the room in which no element lies: gaps and padding. None: every place has its element."""
        return self.room - self.filled

    @property
    def overhead(self) -> Fraction:
        """Holes for each unit that is filled."""
        return Fraction(self.holes, self.filled or 1)


def occupancy(bound: Bound) -> Occupancy:
    """Return how much room an injective layout takes, from its offset on, and how much of that is filled."""
    if not bound.count:
        return Occupancy(0, 0, 0)
    extents = {axis.name: bound.extents[axis.name] // axis.copies for axis in bound.layout.axes.values()}
    if ADDRESS in extents:
        extents[ADDRESS] -= bound.layout.offset
    elements = _elements(bound)
    return Occupancy(prod(extents.values()), elements * (bound.width if ADDRESS in extents else 1), elements)


def _elements(bound: Bound) -> int:
    """How many elements differ by more than broadcast digits; of many with merged digits of padded dimensions at most so many."""
    layout = bound.layout
    if not layout.broadcast:
        return bound.count
    flat = flatten(bound)
    if flat.coupled:
        most = prod(term.size for term in flat.terms)
        return (
            len({whose for _, whose in keys_of(flat)})
            if bound.count <= MOST_LISTED
            else min(bound.count, most)
        )
    found = 1
    merged = {name for one in layout.fused.values() for name, _ in one.digits}
    for source, total in totals(bound).items():
        digits = [d for d in layout.digits.values() if d.source == source]
        free = [d for d in digits if d.name in layout.broadcast or d.name in merged]
        found *= _numbers(total, digits, {d.name for d in free}, bound.sizes)
    return found


def _numbers(total: int, digits: list[Digit], zero: set[str], sizes: dict[str, int]) -> int:
    """How many numbers below ``total`` have digits 0 that are to be ``zero``."""
    found = 0
    for place, (digit, own) in enumerate(zip(digits, _digits_of(total - 1, digits, sizes), strict=True)):
        behind = prod(sizes[d.name] for d in digits[place + 1 :] if d.name not in zero)
        if digit.name not in zero:
            found += own * behind
        elif own:
            return found + behind
    return found + 1


def leaving(bound: Bound, axis: str, room: int) -> Index | None:
    """Return an element of which a unit, exchanged bits and all copies included, is beyond ``room`` on an axis, or None.

    That there is none is certain where the extents of digits, padding included, lie within, and up to the next block of bits
    that are exchanged; else it is looked for among the greatest element and the first thousands of addresses in question.
    """
    if not bound.count:
        return None
    copies = bound.layout.axes[axis].copies
    room -= bound.extents[axis] // copies * (copies - 1)
    width = bound.width if axis == ADDRESS else 1
    if bound.extents[axis] // copies > room:
        for index in _last(bound, axis, room - width):
            if bound.locate(index)[axis] + width > room:
                return index
    xors = [xor for xor in bound.layout.xors if xor.axis == axis]
    if not any(bound.extents[axis] > 1 << xor.src[1] for xor in xors):
        return None
    suspects = _suspects(bound, axis, max(xor.dst[0] for xor in xors), room - width)
    with suppress(Undecided):
        for at in islice(suspects, MOST_TRIED):
            found = element_on(bound, axis, at)
            if found is not None:
                return found
    return None


def _last(bound: Bound, axis: str, last: int) -> Iterator[Index]:
    """The greatest element on an axis, and where digits of padded dimensions are merged others beyond ``last``."""
    yield greatest(bound, axis)
    flat = flatten(bound, axis)
    if not flat.coupled:
        return
    weights, highs = [t.weight for t in flat.terms], [t.size - 1 for t in flat.terms]
    least = last + 1 - (bound.layout.offset if axis == ADDRESS else 0)
    search = Search(weights, [0] * len(weights), highs, least, bound.extents[axis])
    with suppress(Undecided):
        for digits in islice(search.solutions(), MOST_TRIED):
            index = flat.complete({t.digit: d for t, d in zip(flat.terms, digits, strict=True)})
            if index is not None:
                yield index


def _suspects(bound: Bound, axis: str, bit: int, last: int) -> Iterator[int]:
    """The coordinates beyond ``last`` to which exchanged bits bring what digits reach, the greatest of that first."""
    extent = bound.extents[axis] // bound.layout.axes[axis].copies
    start, width = max(last + 1, 0) >> bit + 1 << bit + 1, bound.width if axis == ADDRESS else 1
    step = gcd(*(stride for _, stride in bound.places[axis])) or 1
    first = bound.layout.offset % step if axis == ADDRESS else 0
    every = range(extent - width - (extent - width - first) % step, start - 1, -step)
    for at in islice(every, MOST_SUSPECTED):
        moved = bound.exchange(axis, at)
        if moved > last:
            yield moved


def greatest(bound: Bound, axis: str) -> Index:
    """Return the element whose coordinate on an axis is greatest before bits are exchanged.

    Where digits of padded dimensions are merged it may be the last element instead.
    """
    flat = flatten(bound, axis)
    weights = {t.digit: t.weight for t in flat.terms}
    values: dict[str, int] = {}
    for source, total in totals(bound).items():
        digits = [d for d in bound.layout.digits.values() if d.source == source]
        own = [_digits_of(total - 1, digits, bound.sizes)]
        for place, at in enumerate(own[0]):
            if at:
                full = [bound.sizes[d.name] - 1 for d in digits[place + 1 :]]
                own.append([*own[0][:place], at - 1, *full])
        best = max(
            own, key=lambda ds: sum(d * weights.get(one.name, 0) for d, one in zip(ds, digits, strict=True))
        )
        values |= {one.name: d for d, one in zip(best, digits, strict=True)}
    return flat.index(values) or tuple(size - 1 for size in bound.shape)


def _digits_of(number: int, digits: list[Digit], sizes: dict[str, int]) -> list[int]:
    """A number's digits, from the outermost."""
    return [number // d.divisor if d.outermost else number // d.divisor % sizes[d.name] for d in digits]
