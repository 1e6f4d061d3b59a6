"""What the points of a sweep are judged by: steps of models, with settings that are fixed and settings that are axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from specgen.model.quantity import Dimension
from specgen.perfmodel.parallel import ParallelError, divided, ranks
from specgen.perfmodel.sweeps.axes import Axis
from specgen.perfmodel.sweeps.errors import SweepError
from specgen.perfmodel.workloads import WorkloadError, build

if TYPE_CHECKING:
    from specgen.model.performance.networks import Network
    from specgen.perfmodel.workloads import Graph

NUMBERS: dict[str, int | None] = {
    "batch": 1,
    "context": 1,
    "new": 1,
    "past": 0,
    "chunk": 1,
    "acceptance": None,
    "skew": None,
    "proposed": 1,
    "tensor": 1,
    "data": 1,
}
"""Settings that are numbers, with the least of those that are whole."""

WAYS = ("tensor", "data")
"""Among how many chips a step is divided, and how."""

SINGLE = ("skew", "proposed", *WAYS)
"""Numbers of which a graph takes one and no array: a graph for each."""

WORDS = ("model", "sparse")
"""Settings that are words: a graph for each."""

FORMATS = "formats."
TENSORS = ("weights", "activations", "cache", "embedding", "inputs", "experts")


@dataclass(frozen=True, slots=True)
class Use:
    """A step of a model, called ``name`` in metrics; ``settings`` are keywords of what builds its graph."""

    name: str
    model: str
    phase: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def setting_of(self, axis: str, alone: bool) -> str | None:
        """Return which of its settings an axis is: ``batch`` of every use, ``decode.batch`` of the one; None if none."""
        name = axis if alone else axis.removeprefix(f"{self.name}.")
        known = name in NUMBERS or name in WORDS
        return name if known or (name.startswith(FORMATS) and name.removeprefix(FORMATS) in TENSORS) else None

    def graph(self, network: Network, changed: Mapping[str, Any]) -> Graph:
        """Return the step with some settings changed, numbers or arrays. Raises SweepError where it cannot be."""
        settings: dict[str, Any] = dict(self.settings)
        for name, value in changed.items():
            if name.startswith(FORMATS):
                settings["formats"] = {**settings.get("formats", {}), name.removeprefix(FORMATS): value}
            elif name != "model":
                settings[name] = value
        ways = {name: int(settings.pop(name)) for name in WAYS if name in settings}
        try:
            graph = divided(build(network, self.phase, **settings), ranks(ways))
            graph = replace(graph, facts={**graph.facts, "tensor": ways.get("tensor", 1)})
        except (WorkloadError, ParallelError) as error:
            raise SweepError(f"{self.name}: {error}") from None
        if not graph.operators:
            raise SweepError(f"{self.name}: {', '.join(graph.unsupported)}")
        return graph


def checked(axis: Axis, setting: str) -> Axis:
    """Return an axis whose values suit a setting. Raises SweepError where they do not."""
    if setting not in NUMBERS:
        return axis.words()
    least = NUMBERS[setting]
    return axis.measuring(Dimension.NUMBER) if least is None else axis.whole(least)


def parse_use(text: str) -> tuple[str, str, str]:
    """Return the name, the model and the phase of ``[NAME=]MODEL[:PHASE]``; a step is called by its phase.

    What has no phase may be a workload of a spec.
    """
    name, equals, rest = text.rpartition("=")
    model, colon, phase = rest.partition(":")
    if not model or (colon and not phase) or (equals and not name):
        raise SweepError(f"--workload {text}: a workload is [NAME=]MODEL:PHASE, or the name of one")
    return name or phase or model, model, phase
