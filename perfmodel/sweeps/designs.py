"""Points of chips and workloads, computed by the same formulas as one chip and one workload alone.

Every axis has a dimension of its own: what depends on some of them is computed for those alone, such as the bytes of an
operator for each batch and each size of a memory, and only what depends on all for every point.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.bounds import GraphBound, Residence, bounds_of
from specgen.perfmodel.chips import numbers
from specgen.perfmodel.sweeps.errors import SweepError
from specgen.perfmodel.sweeps.scaling import with_numbers
from specgen.perfmodel.sweeps.space import Chunk, Space
from specgen.perfmodel.sweeps.sweep import ABSENT, Points
from specgen.perfmodel.workloads import Kind

if TYPE_CHECKING:
    from specgen.model.performance.networks import Network
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.sweeps.axes import Setting
    from specgen.perfmodel.sweeps.uses import Use

METRICS: dict[str, Callable[[GraphBound], Any]] = {
    "time": lambda b: b.time,
    "tokens_per_s": lambda b: b.graph.facts["tokens"] / b.time,
    "tokens_per_s_user": lambda b: b.graph.facts["tokens"] / b.graph.facts["batch"] / b.time,
    "utilisation": lambda b: b.busy["compute"] / b.time,
    "energy": lambda b: b.energy,
    "energy_per_token": lambda b: _over(b.energy, b.graph.facts["tokens"]),
    "power": lambda b: _over(b.energy, b.time),
    "cost_per_million_tokens": lambda b: _over(b.cost, b.graph.facts["tokens"] / 1e6),
    "memory": lambda b: _memory(b),
}
"""What is computed of a step: seconds, tokens/s, those of one sequence, the part of the time in which the arithmetic is
busy; joules, watts and US dollars of all its chips; bytes of weights and cache of one. None where a chip does not say."""

UNITS = {"time": "s", "energy": "J", "energy_per_token": "J", "power": "W", "memory": "B"}
"""Units of the metrics that have one."""

_PROBES = 7
_WHY_NOT = {"cost_per_million_tokens": "has no price"}


def _over(what: Any, divisor: Any) -> Any:
    return None if what is None else what / divisor


def _memory(bound: GraphBound) -> Any:
    """Bytes of one chip: tensor ranks share weights and cache, data ranks the cache alone."""
    facts = bound.graph.facts
    ranks = facts.get("tensor", 1)
    return facts["weight_bytes"] / ranks + facts["cache_bytes"] / facts.get("chips", 1)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an axis sets: a number of the chip by its path, or a setting of one use (its place), or None: a family."""

    axis: str
    path: str = ""
    use: int = -1
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Designs:
    """The `Model` of chips and workloads: ``chips`` and ``networks`` by the values of the axes that choose them."""

    space: Space
    uses: tuple[Use, ...]
    assigned: tuple[Assigned, ...]
    chip_axes: tuple[str, ...]
    chips: Mapping[tuple[Setting, ...], Chip]
    networks: Mapping[str, Network]
    metrics: tuple[str, ...]
    operators: tuple[str, ...]
    resources: tuple[str, ...]
    residence: Residence = Residence.INNERMOST
    blocked: bool = False

    @property
    def identity(self) -> str:
        """All numbers of the chips and networks, and what some points come to: formulas may have changed, too."""
        chips = {
            str(key): {path: float(one) for path, one in numbers(c).items()} for key, c in self.chips.items()
        }
        uses = [repr(one) for one in self.uses] + [repr(one) for _, one in sorted(self.networks.items())]
        how = [self.residence.value, self.blocked, *self.metrics, *self.operators, *self.resources]
        probes = {n * (self.space.size - 1) // _PROBES for n in range(_PROBES + 1)}
        points = (self.evaluate(self.space.at(number)) for number in sorted(probes))
        found = [{name: value.item().hex() for name, value in one.metrics.items()} for one in points]
        return json.dumps([chips, uses, how, found])

    def evaluate(self, chunk: Chunk) -> Points:
        """Compute a chunk."""
        import numpy as np

        values: dict[str, Any] = {**self.space.family(chunk.family), **self.space.arrays(chunk)}
        chip = self.chip(values)
        metrics: dict[str, Any] = {}
        bounds = np.full((len(self.operators), *chunk.shape), ABSENT, np.uint8)
        fits: Any = True
        for place, use in enumerate(self.uses):
            found = self.bound(place, chip, values)
            self._keep_bounds(bounds, place, found)
            fits = fits & (_memory(found) <= chip.levels[0].size)
            metrics |= {name: METRICS[what](found) for name, what in self._wanted(use)}
        shaped = {name: np.broadcast_to(np.float64(one), chunk.shape) for name, one in metrics.items()}
        return Points(shaped, np.broadcast_to(fits, chunk.shape), bounds)

    def chip(self, values: Mapping[str, Any]) -> Chip:
        """Return the chip at some values of the axes."""
        chip = self.chips[tuple(values[name] for name in self.chip_axes)]
        return with_numbers(chip, {one.path: values[one.axis] for one in self.assigned if one.path})

    def bound(self, place: int, chip: Chip, values: Mapping[str, Any]) -> GraphBound:
        """Return the bounds of a use on a chip at some values of the axes."""
        use = self.uses[place]
        changed = {one.setting: values[one.axis] for one in self.assigned if one.use == place}
        graph = use.graph(self.networks[str(changed.get("model", use.model))], changed)
        if not chip.networks and any(graph.of_kind(Kind.COLLECTIVE)):
            raise SweepError(f"{use.name}: nothing is known that joins chips of {chip.name}")
        return bounds_of(graph, chip, self.residence, blocked=self.blocked)

    def _wanted(self, use: Use) -> list[tuple[str, str]]:
        """The metrics of a use: the name that it has here, and what it is of one step."""
        prefix = "" if len(self.uses) == 1 else f"{use.name}."
        return [(name, name.removeprefix(prefix)) for name in self.metrics if _is_of(name, prefix)]

    def _keep_bounds(self, bounds: Any, place: int, found: GraphBound) -> None:
        import numpy as np

        for name, one in zip(operator_names(self.uses, place, found), found.bounds, strict=True):
            row = bounds[self.operators.index(name)]
            if one.limits == self.resources[: len(one.limits)]:
                row[...] = one.bound_by
            else:
                places: Any = np.array([self.resources.index(limit) for limit in one.limits])
                row[...] = places[one.bound_by]


def _is_of(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name.removeprefix(prefix) in METRICS


def operator_names(uses: Sequence[Use], place: int, found: GraphBound) -> list[str]:
    """Return the names of a step's operators; where there are several steps, behind the name of theirs."""
    prefix = "" if len(uses) == 1 else f"{uses[place].name}."
    names = [prefix + one.operator.name for one in found.bounds]
    return [
        name if name not in names[:n] else f"{name}.{names[:n].count(name) + 1}"
        for n, name in enumerate(names)
    ]


def metric_names(uses: Sequence[Use]) -> list[str]:
    """Return the names of all metrics that there can be."""
    return [name if len(uses) == 1 else f"{use.name}.{name}" for use in uses for name in METRICS]


def require_known(designs: Designs) -> Designs:
    """Return it. Raises SweepError where a chip does not say what one of the metrics is made of."""
    for number in range(designs.space.families):
        values: dict[str, Any] = designs.space.values(number * designs.space.family_size)
        chip = designs.chip(values)
        for place, use in enumerate(designs.uses):
            found = designs.bound(place, chip, values)
            if not found.time:
                raise SweepError(f"{use.name}: nothing is known of {chip.name} that takes any time")
            for name, what in designs._wanted(use):
                if METRICS[what](found) is None:
                    why = _WHY_NOT.get(what, "says neither its power nor the energy of its operations")
                    raise SweepError(f"{name}: the chip {chip.name} {why}")
    return designs
