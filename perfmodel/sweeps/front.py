"""Pareto fronts: the points that none other beats in every objective.

A front is what is left of a set of points; of points that are alike in all objectives the one of the least number stands
for all. So the front of a union is the front of the union of fronts, in whatever order they are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Members of a front that a chunk's points are held against before they are sorted.
_SCOUTS = 8


@dataclass(frozen=True, slots=True)
class Objective:
    """A metric or an axis, and which way is better."""

    name: str
    maximise: bool = False

    def __str__(self) -> str:
        return f"{'max' if self.maximise else 'min'}:{self.name}"

    def signed(self, values: Any) -> Any:
        """Return values of which less is better."""
        return -values if self.maximise else values


@dataclass(frozen=True, slots=True)
class Front:
    """Points that none beats: ``numbers`` of shape (n,), ascending, and ``costs`` of shape (n, k), less being better."""

    numbers: NDArray[np.int64]
    costs: NDArray[np.float64]

    def joined(self, other: Front) -> Front:
        """Return the front of the points of both."""
        return front_of(
            np.concatenate((self.numbers, other.numbers)), np.concatenate((self.costs, other.costs))
        )

    def with_later(self, start: int, costs: Sequence[Any], kept: Any) -> Front:
        """Return the front with points from number ``start`` on, all later than its own.

        ``costs`` are finite arrays of one length, one of each objective; points where ``kept`` is false are none.
        """
        for scout in self._scouts():
            better = costs[0] < scout[0]
            for cost, limit in zip(costs[1:], scout[1:], strict=True):
                better |= cost < limit
            kept = kept & better
        places = np.flatnonzero(kept)
        if not len(places):
            return self
        found = np.stack([cost[places] for cost in costs], axis=1)
        return self.joined(front_of(places + start, found))

    def _scouts(self) -> NDArray[np.float64]:
        if not len(self.costs):
            return self.costs
        order = np.argsort(self.costs[:, 0], kind="stable")
        places = np.linspace(0, len(order) - 1, min(_SCOUTS, len(order))).round().astype(np.int64)
        found: NDArray[np.float64] = self.costs[order[places]]
        return found


def empty_front(objectives: int) -> Front:
    """Return the front of no points."""
    return Front(np.empty(0, np.int64), np.empty((0, objectives)))


def front_of(numbers: NDArray[np.int64], costs: NDArray[np.float64]) -> Front:
    """Return the front of points with finite costs of shape (n, k)."""
    order = np.lexsort((numbers, *reversed(costs.T)))
    numbers, costs = numbers[order], costs[order]
    if costs.shape[1] <= 2:
        kept = _lowest_so_far(costs[:, -1]) if costs.shape[1] == 2 else np.arange(len(numbers)) < 1
        places = np.flatnonzero(kept)
    else:
        places = _unbeaten(costs)
    places = places[np.argsort(numbers[places])]
    return Front(numbers[places], costs[places])


def _lowest_so_far(values: NDArray[np.float64]) -> Any:
    """Of points sorted by the first cost: those whose second one is below all before."""
    if not len(values):
        return np.zeros(0, bool)
    lowest = np.minimum.accumulate(values)
    return np.concatenate(([True], values[1:] < lowest[:-1]))


def _unbeaten(costs: NDArray[np.float64]) -> NDArray[np.int64]:
    """The places, in lexicographic order, that no earlier one equals or beats; later ones never beat earlier ones."""
    left = np.arange(len(costs))
    found = []
    while len(left):
        first, rest = left[0], left[1:]
        found.append(first)
        left = rest[np.any(costs[rest] < costs[first], axis=1)]
    return np.array(found, np.int64)
