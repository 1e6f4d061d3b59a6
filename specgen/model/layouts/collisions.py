"""Whether two elements of a layout share a place, decided from strides and not from elements.

Two do exactly where a difference of digits that is not zero, each below the size of its digit, adds up to less than the
extent of an element. Such a difference is looked for by branch and bound over strides in descending order: what the
smaller strides can still make up for, and the greatest common divisor of them, bound each digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from math import gcd
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.enumeration import MOST_LISTED, listed, sampled
from specgen.model.layouts.flat import Flat, Index, flatten, shifts
from specgen.model.layouts.tearing import torn

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

PROVED = "proved"
ENUMERATED = "enumerated"
SAMPLED = "sampled"

MOST_NODES = 1 << 15
MOST_SHIFTS = 1 << 12


@frozen()
class Injectivity:
    """Whether no two elements share a place: ``collision`` is None, or the indices of two that do, in ascending order.

    ``how``: ``proved`` from strides; ``enumerated``, all elements looked at; or ``sampled``, some elements or, of a layout
    for any sizes, some ``shapes`` looked at, so that only a collision is certain.
    """

    collision: tuple[Index, Index] | None
    how: str
    shapes: tuple[Index, ...] = ()


class Undecided(Exception):
    """The search took too many steps."""


def injectivity(bound: Bound) -> Injectivity:
    """Return whether no two elements of a tensor share a unit, and how that is known; broadcast digits aside."""
    if not bound.count:
        return Injectivity(None, PROVED)
    flat = flatten(bound)
    try:
        if not torn(flat):
            return Injectivity(_first(flat), PROVED)
    except Undecided:
        pass
    if bound.count <= MOST_LISTED:
        return Injectivity(listed(flat), ENUMERATED)
    return Injectivity(sampled(flat), SAMPLED)


def _first(flat: Flat) -> tuple[Index, Index] | None:
    """The first collision of elements that are there. Raises Undecided."""
    doubtful = False
    for difference in Search(flat).differences():
        try:
            pair = _pair(flat, difference)
        except Undecided:
            doubtful = True
            continue
        if pair is not None:
            return pair
    if doubtful:
        raise Undecided
    return None


def _pair(flat: Flat, difference: dict[str, int]) -> tuple[Index, Index] | None:
    """Two indices with a difference of digits, None where one is always beyond a dimension. Raises Undecided.

    The least digits with that difference are max(0, -d) and max(0, d): where these lie beyond a dimension, all do, but
    for merged digits of padded dimensions.
    """
    low = {digit: max(0, -d) for digit, d in difference.items()}
    high = {digit: max(0, d) for digit, d in difference.items()}
    pair = _both(flat, low, high)
    if pair is not None or not flat.coupled:
        return pair
    every = shifts(flat.merged, difference)
    for shift in islice(every, MOST_SHIFTS):
        moved = {t.digit: by for t, by in zip(flat.merged, shift, strict=True)}
        pair = _both(flat, _raised(low, moved), _raised(high, moved))
        if pair is not None:
            return pair
    if next(every, None) is not None:
        raise Undecided
    return None


def _raised(digits: dict[str, int], by: dict[str, int]) -> dict[str, int]:
    return {name: digits.get(name, 0) + by.get(name, 0) for name in digits.keys() | by.keys()}


def _both(flat: Flat, low: dict[str, int], high: dict[str, int]) -> tuple[Index, Index] | None:
    first, second = flat.index(low), flat.index(high)
    if first is None or second is None:
        return None
    return (first, second) if first < second else (second, first)


class Search:
    """Looks for differences of digits that add up to less than an element."""

    def __init__(self, flat: Flat) -> None:
        self.terms = flat.terms
        common = gcd(*(t.weight for t in flat.terms)) or 1
        self.weights = [t.weight // common for t in flat.terms]
        self.slack = (flat.width - 1) // common
        behind = [(t.size - 1) * w for t, w in zip(flat.terms, self.weights, strict=True)]
        self.rest = list(accumulate(reversed(behind), initial=0))[::-1]
        self.common = list(accumulate(reversed(self.weights), gcd, initial=0))[::-1]
        self.nodes = 0

    def differences(self) -> Iterator[dict[str, int]]:
        """Yield differences that are not zero, the first digit's positive. Raises Undecided after many steps."""
        chosen = [0] * len(self.terms)
        for _ in self._below(0, 0, chosen, zero=True):
            yield {t.digit: d for t, d in zip(self.terms, chosen, strict=True) if d}

    def _below(self, level: int, total: int, chosen: list[int], *, zero: bool) -> Iterator[None]:
        if level == len(self.terms):
            if not zero:
                yield None
            return
        for d in self._choices(level, total, zero=zero):
            self.nodes += 1
            if self.nodes > MOST_NODES:
                raise Undecided
            chosen[level] = d
            yield from self._below(level + 1, total + d * self.weights[level], chosen, zero=zero and not d)

    def _choices(self, level: int, total: int, *, zero: bool) -> Iterable[int]:
        """What a digit's difference may be, so that the smaller ones can bring the total to zero."""
        weight, most = self.weights[level], self.terms[level].size - 1
        reach, divisor = self.rest[level + 1] + self.slack, self.common[level + 1]
        low = 0 if zero else max(-most, -((reach + total) // weight))
        high = min(most, (reach - total) // weight)
        if self.slack or not divisor:
            return range(low, high + 1)
        # total + d * weight has to be a multiple of what the smaller weights have in common
        shared = gcd(weight, divisor)
        if total % shared:
            return ()
        step = divisor // shared
        first = -(total // shared) * pow(weight // shared, -1, step) % step
        return range(low + (first - low) % step, high + 1, step)
