"""The bounds of a workload: of each operator, and of all of them one after the other or all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.bounds.bound import Bound, time_of
from specgen.perfmodel.bounds.residence import Residence
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count, maximum
from specgen.perfmodel.workloads import Graph


@dataclass(frozen=True, slots=True)
class GraphBound:
    """The bounds of a workload on a chip; times in seconds, energies in joules, costs in US dollars.

    What is in ``graph.unsupported`` is not in them.
    """

    graph: Graph
    chip: Chip
    residence: Residence
    bounds: tuple[Bound, ...]

    @property
    def time(self) -> Any:
        """All operators one after the other, each as long as it takes at least."""
        return sum((one.total for one in self.bounds), 0.0)

    @property
    def overlapped(self) -> Any:
        """What no schedule beats: the resource that is busy longest, all others hidden behind it."""
        return maximum(*self.busy.values())

    @property
    def busy(self) -> dict[str, Any]:
        """Seconds for which the arithmetic, each memory level and the network are busy."""
        found: dict[str, Any] = {}
        for one in self.bounds:
            for name, seconds in zip(
                one.limits, (one.compute, *one.levels.values(), one.network), strict=True
            ):
                found[name] = found.get(name, 0.0) + seconds * one.times
        return found or {"compute": 0.0}

    @property
    def energy(self) -> Any:
        """Joules of all chips of a divided workload; None where they do not follow from what the chip says."""
        parts = [one.energy.total for one in self.bounds]
        if any(part is None for part in parts):
            return None
        each = sum((part * one.times for part, one in zip(parts, self.bounds, strict=True)), 0.0)
        return each * self.chips

    @property
    def cost(self) -> Any:
        """US dollars of all chips for one run; None where the chip has no price."""
        return None if self.chip.cost is None else self.chip.cost * self.time * self.chips / 3600

    @property
    def chips(self) -> Any:
        """How many chips the workload is divided among."""
        return self.graph.facts.get("chips", 1)

    def share(self, one: Bound) -> Any:
        """The part of the time that an operator takes."""
        return one.total / maximum(self.time, 1e-300)

    def per_token(self, what: Count) -> Any:
        """A time, energy or cost for each new token; as it is where the workload makes none."""
        return what / maximum(self.graph.facts.get("tokens", 1), 1)


def bounds_of(
    graph: Graph, chip: Chip, residence: Residence = Residence.INNERMOST, *, blocked: bool = False
) -> GraphBound:
    """Return the bounds of all operators of a workload on a chip; see `time_of`."""
    bounds = tuple(time_of(one, chip, residence, blocked=blocked) for one in graph.operators)
    return GraphBound(graph, chip, residence, bounds)
