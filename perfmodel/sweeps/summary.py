"""What is left of points that are not kept: the front, the best, how metrics are spread, what bounds each operator.

Summaries of parts join to that of the whole, the same in whatever order they are joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from specgen.perfmodel.sweeps.front import Front, Objective, empty_front

#: Bins of a histogram in an octave, equally wide: the leading bits of the significand.
BINS = 4
_SHIFT = 50  # a double's exponent and two bits of its significand are above


@dataclass(slots=True)
class Summary:
    """A reduction of points; ``best`` holds (cost, number) by objective, ``spread`` counts by metric and bin.

    ``bounds`` of shape (operators, resources) counts the points where a resource bounds an operator.
    """

    objectives: tuple[Objective, ...]
    top: int
    points: int
    fitting: int
    front: Front
    best: tuple[list[tuple[float, int]], ...]
    spread: dict[str, Counter[int]]
    bounds: NDArray[np.int64]

    def take(
        self,
        start: int,
        values: Mapping[str, Any],
        fits: Any,
        bounds: NDArray[np.uint8],
        metrics: Sequence[str],
    ) -> None:
        """Add points from number ``start`` on, later than all before.

        ``values`` are arrays of metrics and axes by name, flat and of one length; points where ``fits`` is false count
        as points, and as nothing else. ``bounds`` has the shape (operators, points).
        """
        self.points += bounds.shape[1]
        self.fitting += int(np.count_nonzero(fits))
        costs = [one.signed(values[one.name]) for one in self.objectives]
        candidates = fits
        for cost in costs:
            candidates = candidates & np.isfinite(cost)
        self.front = self.front.with_later(start, costs, candidates)
        for found, cost in zip(self.best, costs, strict=True):
            _keep_best(found, self.top, start, cost, candidates)
        for name in metrics:
            self.spread[name] += _counted(values[name][fits] if not fits.all() else values[name])
        for resource in range(self.bounds.shape[1]):
            self.bounds[:, resource] += np.count_nonzero(bounds == resource, axis=1)

    def join(self, other: Summary) -> None:
        """Add the points of another part."""
        self.points += other.points
        self.fitting += other.fitting
        self.front = self.front.joined(other.front)
        self.best = tuple(
            sorted(mine + theirs)[: self.top] for mine, theirs in zip(self.best, other.best, strict=True)
        )
        for name, counts in other.spread.items():
            self.spread[name] += counts
        self.bounds = self.bounds + other.bounds

    def as_data(self) -> dict[str, Any]:
        """Return it as data that JSON holds exactly."""
        return {
            "points": self.points,
            "fitting": self.fitting,
            "front": [
                [int(n), *map(float, costs)]
                for n, costs in zip(self.front.numbers, self.front.costs, strict=True)
            ],
            "best": [[[cost, number] for cost, number in found] for found in self.best],
            "spread": {name: sorted(counts.items()) for name, counts in sorted(self.spread.items())},
            "bounds": self.bounds.tolist(),
        }

    def filled(self, data: Mapping[str, Any]) -> Summary:
        """Return a summary of the same sweep from `as_data`. Raises KeyError, TypeError or ValueError on other data."""
        count = len(self.objectives)
        rows = np.array(data["front"], np.float64).reshape(-1, count + 1)
        return Summary(
            self.objectives,
            self.top,
            int(data["points"]),
            int(data["fitting"]),
            Front(np.array([row[0] for row in data["front"]], np.int64), np.ascontiguousarray(rows[:, 1:])),
            tuple([(float(cost), int(number)) for cost, number in found] for found in data["best"]),
            {name: Counter({int(b): int(n) for b, n in data["spread"][name]}) for name in self.spread},
            np.array(data["bounds"], np.int64).reshape(self.bounds.shape),
        )


def empty_summary(
    objectives: tuple[Objective, ...], top: int, metrics: Sequence[str], operators: int, resources: int
) -> Summary:
    """Return the summary of no points."""
    return Summary(
        objectives,
        top,
        0,
        0,
        empty_front(len(objectives)),
        tuple([] for _ in objectives),
        {name: Counter() for name in metrics},
        np.zeros((operators, resources), np.int64),
    )


def bin_edges(number: int) -> tuple[float, float]:
    """Return where a bin of a histogram begins and where it ends."""
    bits = np.array([number << _SHIFT, (number + 1) << _SHIFT], np.int64)
    low, high = bits.view(np.float64)
    return float(low), float(high)


def _keep_best(found: list[tuple[float, int]], top: int, start: int, cost: Any, fits: Any) -> None:
    """Keep the ``top`` least, the earliest of equal ones."""
    if not top:
        return
    kept = fits if len(found) < top else fits & (cost < found[-1][0])
    places = np.flatnonzero(kept)
    if len(places) > top:
        limit = np.partition(cost[places], top - 1)[top - 1]
        places = places[cost[places] <= limit]
        places = places[np.argsort(cost[places], kind="stable")[:top]]
    found.extend((float(cost[place]), start + int(place)) for place in places)
    found.sort()
    del found[top:]


def _counted(values: NDArray[np.float64]) -> Counter[int]:
    """Count positive values by bin."""
    if not values.size:
        return Counter()
    bins = np.ascontiguousarray(values, np.float64).view(np.int64) >> _SHIFT
    low = int(bins.min())
    counts = np.bincount(bins - low) if int(bins.max()) - low < 1 << 16 else None
    if counts is None:
        return Counter(bins.tolist())
    return Counter({low + int(place): int(counts[place]) for place in np.flatnonzero(counts)})
