"""Whether two elements of a layout share a place, decided from strides and not from elements.

Two do exactly where a difference of digits that is not zero, each below the size of its digit, adds up to less than the
extent of an element.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.enumeration import MOST_LISTED, listed, sampled
from specgen.model.layouts.flat import MOST_TRIED, Flat, Index, flatten
from specgen.model.layouts.search import Search, Undecided
from specgen.model.layouts.tearing import torn

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

PROVED = "proved"
ENUMERATED = "enumerated"
SAMPLED = "sampled"


@frozen()
class Injectivity:
    """Whether no two elements share a place: ``collision`` is None, or the indices of two that do, in ascending order.

    ``how``: ``proved`` from strides; ``enumerated``, all elements looked at; or ``sampled``, some elements or, of a layout
    for any sizes, some ``shapes`` looked at, so that only a collision is certain.
    """

    collision: tuple[Index, Index] | None
    how: str
    shapes: tuple[Index, ...] = ()


def injectivity(bound: Bound) -> Injectivity:
    """Return whether no two elements of a tensor share a unit, and how that is known; broadcast digits aside."""
    if not bound.count:
        return Injectivity(None, PROVED)
    flat = flatten(bound)
    try:
        if not torn(flat) and not _loose(flat):
            return Injectivity(_first(flat), PROVED)
    except Undecided:
        pass
    if bound.count <= MOST_LISTED:
        return Injectivity(listed(flat), ENUMERATED)
    return Injectivity(sampled(flat), SAMPLED)


def _loose(flat: Flat) -> bool:
    """Whether two elements may be there by broadcast digits that differ, which algebra leaves at 0."""
    return flat.coupled and any(t.digit in flat.bound.layout.broadcast for t in flat.merged)


def _first(flat: Flat) -> tuple[Index, Index] | None:
    """The first collision of elements that are there. Raises Undecided."""
    doubtful, most = False, [t.size - 1 for t in flat.terms]
    weights, slack = [t.weight for t in flat.terms], flat.width - 1
    for found in Search(weights, [-m for m in most], most, -slack, slack).differences():
        try:
            pair = _pair(flat, {t.digit: d for t, d in zip(flat.terms, found, strict=True) if d})
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
    every = product(*(range(t.size - abs(difference.get(t.digit, 0))) for t in flat.merged))
    for shift in islice(every, MOST_TRIED):
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
