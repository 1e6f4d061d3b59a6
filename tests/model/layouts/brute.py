"""What the algebra of layouts is held to: every element looked at, by what the language's page says and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from specgen.model.layouts import ADDRESS, Bound

Index = tuple[int, ...]


def elements(bound: Bound) -> Iterator[Index]:
    """Yield all indices, the last dimension fastest."""
    return product(*map(range, bound.shape))


def units(bound: Bound, index: Index) -> Iterator[tuple[int, ...]]:
    """Yield the coordinates of every unit of an element, ``addr`` last."""
    at = bound.locate(index)
    others = tuple(at[axis] for axis in sorted(at) if axis != ADDRESS)
    for unit in range(bound.width if ADDRESS in at else 1):
        yield (*others, at.get(ADDRESS, 0) + unit)


def meet(bound: Bound, first: Index, second: Index) -> bool:
    """Whether two elements share a unit, and differ by more than broadcast digits."""
    shared = set(units(bound, first)) & set(units(bound, second))
    return bool(shared) and identity(bound, first) != identity(bound, second)


def identity(bound: Bound, index: Index) -> tuple[int, ...]:
    """The placed digits of an element that are not broadcast."""
    digits = bound.digits(index)
    return tuple(digits[p.digit] for axis in bound.layout.axes.values() for p in axis.places)


def injective(bound: Bound) -> bool:
    """Whether no two elements share a unit."""
    owners: dict[tuple[int, ...], tuple[int, ...]] = {}
    for index in elements(bound):
        own = identity(bound, index)
        if any(owners.setdefault(unit, own) != own for unit in units(bound, index)):
            return False
    return True
