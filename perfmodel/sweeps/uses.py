"""What the points of a sweep are judged by: steps of models, with settings that are fixed and settings that are axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.sweeps.axes import Axis, Setting
from specgen.perfmodel.sweeps.errors import SweepError
from specgen.perfmodel.workloads import PHASES, WorkloadError, transformer

if TYPE_CHECKING:
    from specgen.model.performance.networks import Network
    from specgen.perfmodel.workloads import Graph

#: Settings that are numbers, which a graph takes as arrays, and the least of each.
NUMBERS = {"batch": 1, "context": 1, "new": 1, "past": 0, "chunk": 1, "skew": 0}
#: Settings that are words: a graph for each.
WORDS = ("model", "sparse")
FORMATS = "formats."
TENSORS = ("weights", "activations", "cache", "embedding", "inputs", "experts")


@dataclass(frozen=True, slots=True)
class Use:
    """A step of a model, called ``name`` in metrics; ``settings`` are batch, context and the like, and ``formats.*``."""

    name: str
    model: str
    phase: str
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def setting_of(self, axis: str, alone: bool) -> str | None:
        """Return which of its settings an axis is: ``batch`` of every use, ``decode.batch`` of the one; None if none."""
        name = axis if alone else axis.removeprefix(f"{self.name}.")
        known = name in NUMBERS or name in WORDS
        return name if known or (name.startswith(FORMATS) and name.removeprefix(FORMATS) in TENSORS) else None

    def graph(self, network: Network, changed: Mapping[str, Any]) -> Graph:
        """Return the step with some settings changed, numbers or arrays. Raises SweepError where it cannot be."""
        settings: dict[str, Any] = {**self.settings, **changed}
        formats = {
            name.removeprefix(FORMATS): settings.pop(name)
            for name in list(settings)
            if name.startswith(FORMATS)
        }
        settings.pop("model", None)
        if not isinstance(network, Transformer):
            raise SweepError(f"{self.model} is no transformer: sweeps know steps of transformers")
        try:
            return transformer(network, self.phase, formats=formats or None, **settings)
        except WorkloadError as error:
            raise SweepError(f"{self.name}: {error}") from None


def checked(axis: Axis, setting: str) -> Axis:
    """Return an axis whose values suit a setting. Raises SweepError where they do not."""
    if setting not in NUMBERS:
        return axis.words()
    if setting == "skew":
        return axis
    return axis.whole(NUMBERS[setting])


def parse_use(text: str) -> tuple[str, str, str]:
    """Return the name, the model and the phase of ``[NAME=]MODEL:PHASE``; a step is called by its phase."""
    name, equals, rest = text.rpartition("=")
    model, colon, phase = rest.partition(":")
    if not (model and colon and phase) or (equals and not name):
        raise SweepError(f"--workload {text}: a workload is [NAME=]MODEL:PHASE, such as MODEL:{PHASES[1]}")
    return name or phase, model, phase
