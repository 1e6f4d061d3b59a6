"""The formulas of a step of a workload: what each operator does and moves, how long it takes at least, and the whole.

They are what `build_workload`, `divided` and `bounds_of` compute of sizes and of numbers of a chip that are not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.model.performance.networks import (
    DiffusionTransformer,
    DiffusionUnet,
    Network,
    Recommender,
    ResidualNetwork,
    VisionTransformer,
)
from specgen.perfmodel.bounds import GraphBound, bounds_of
from specgen.perfmodel.formulas.projection import Rate, projected, unknown_chip
from specgen.perfmodel.formulas.recording import Record
from specgen.perfmodel.parallel import divided, ranks
from specgen.perfmodel.sweeps import METRICS
from specgen.perfmodel.workloads import Kind, WorkloadError, build_workload, keywords, model_called

if TYPE_CHECKING:
    from specgen.model.performance import Model, Workload
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.workloads import Graph

SIZES = ("batch", "context")
"""The sizes of a step that may be varied, where its builder takes them."""

_MADE: dict[type[Network], str] = {
    ResidualNetwork: "images",
    VisionTransformer: "images",
    DiffusionUnet: "images",
    DiffusionTransformer: "images",
    Recommender: "samples",
}


@dataclass(frozen=True, slots=True)
class Use:
    """A workload with what it may be built of: ``sizes`` as it has them, the models of its spec."""

    workload: Workload
    models: Mapping[str, Model]
    sizes: Mapping[str, int]

    @property
    def makes(self) -> str:
        """What a step makes so many of, in a word."""
        return _MADE.get(type(self.network), "tokens")

    @property
    def network(self) -> Network:
        """The sizes of its model."""
        return model_called(self.workload.model, self.models)

    @classmethod
    def of(cls, workload: Workload, models: Mapping[str, Model]) -> Use:
        """Return a workload with the sizes that are whole numbers; one that is a distribution stays as it is."""
        model, stated = model_called(workload.model, models), workload.phase
        taken = keywords(model, "" if stated == "forward" else stated)
        said = {name: workload.numbers.get(name, taken.get(name)) for name in SIZES if name in taken}
        sizes = {name: int(one) for name, one in said.items() if one is not None}
        return cls(workload, models, {name: n for name, n in sizes.items() if name not in workload.lengths})

    def graph(self, formats: str = "", **sizes: Any) -> Graph:
        """Return the step of one chip, in other formats than it says where ``formats`` names one for its weights.

        Raises WorkloadError or ParallelError where there is no such step.
        """
        other: dict[str, Any] = dict(sizes) | ({"formats": formats} if formats else {})
        whole = build_workload(self.workload, self.models, **other)
        return divided(whole, ranks(self.workload.parallel))

    def rates(self, formats: str = "") -> tuple[Rate, ...]:
        """Return in which units and formats its operators compute."""
        return tuple(dict.fromkeys((one.unit, one.format) for one in self.graph(formats).operators))

    def takes(self, formats: str) -> bool:
        """Return whether there is such a step in a format."""
        try:
            return bool(self.graph(formats).operators)
        except WorkloadError:
            return False

    def runs_on(self, chip: Chip) -> bool:
        """Return whether a chip has what joins as many chips as the step is divided among."""
        joined = max((one.ranks for one in chip.networks), default=1)
        return all(int(one.dims["ranks"]) <= joined for one in self.graph().of_kind(Kind.COLLECTIVE))


def bound(use: Use, chip: Chip, formats: str = "", **sizes: Any) -> GraphBound:
    """Return the bound of a step on a chip, known or not, its products blocked, as claims and pages have it."""
    return bounds_of(use.graph(formats, **sizes), chip, blocked=True)


def record_step(
    record: Record, use: Use, chip: Chip, rates: tuple[Rate, ...], formats: str = ""
) -> dict[str, Any]:
    """Record the bound of a step on a chip like ``chip``, and return the places of what it comes to.

    Inputs are the sizes by name and the numbers of the projected chip by path.
    """
    sizes = {name: record.input(name, whole=True) for name in use.sizes}
    found = bound(use, unknown_chip(record, projected(chip, rates)), formats, **sizes)
    place, facts = record.place, found.graph.facts
    operators = [
        {
            "name": one.operator.name,
            "computes": f"{one.operator.unit}.{one.operator.format}",
            "times": place(one.times),
            "operations": place(one.operator.operations),
            "bytes": [place(moved) for moved in one.bytes.values()],
            "time": place(one.time),
            "total": place(one.total),
            "limit": place(one.bound_by),
        }
        for one in found.bounds
    ]
    return {
        "operators": operators,
        "time": place(found.time),
        "rate": place(METRICS["tokens_per_s"](found)),
        "busy": [place(one) for one in found.busy.values()],
        "memory": place(METRICS["memory"](found)) if "weight_bytes" in facts else None,
    }
