"""Operators of workloads in the tiles of a spec's lowerings: how long they take on its engines, beside their bounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec
from specgen.api.workloads import workload

if TYPE_CHECKING:
    from specgen.perfmodel.timelines import Tiled
    from specgen.perfmodel.workloads import Operator


@dataclass(frozen=True, slots=True)
class TiledOperator:
    """An operator, its ``bound`` in seconds, and how its ``lowering`` takes it tile by tile; or ``reason``, why none does."""

    operator: Operator
    bound: float
    lowering: str = ""
    tiled: Tiled | None = None
    reason: str = ""

    @property
    def seconds(self) -> float:
        """The time of all its repetitions; the bound where no lowering does it."""
        own = self.tiled.seconds if self.tiled is not None else None
        return (self.bound if own is None else own) * float(self.operator.times)


@dataclass(frozen=True, slots=True)
class TiledWorkload:
    """The operators of a workload on a chip, one after the other, and those that could not be analysed."""

    name: str
    chip: str
    operators: tuple[TiledOperator, ...]
    unsupported: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """The time of all."""
        return sum(one.seconds for one in self.operators)

    @property
    def bound(self) -> float:
        """The sum of the bounds."""
        return sum(one.bound * float(one.operator.times) for one in self.operators)


def tiled_workload(
    name: str,
    spec: Path,
    variant: str | None = None,
    phase: str = "",
    *,
    depth: int | None = None,
    **how: Any,
) -> TiledWorkload:
    """Return the tiles of a workload, a model or a file of a graph on a variant; ``how`` is as `workload` takes it.

    Raises what that raises, SpecError where the spec is wrong, TimelineError where it gives an instruction or a path no
    time, and ChipError where no chip follows from it.
    """
    from specgen.perfmodel.bounds import time_of
    from specgen.perfmodel.chips import derived_chip
    from specgen.perfmodel.coverage import fit
    from specgen.perfmodel.timelines import tiled

    graph = workload(name, spec, phase, **how)
    made = Accelerator(load_spec(spec), variant)
    architecture, semantics = made.architecture, made.semantics
    chip = derived_chip(architecture, semantics)
    rows = []
    for operator in graph.operators:
        bound, found = float(time_of(operator, chip).time), fit(operator, architecture)
        if isinstance(found, str):
            rows.append(TiledOperator(operator, bound, reason=found))
        else:
            cut = tiled(found.tiling, architecture, semantics, depth)
            rows.append(TiledOperator(operator, bound, found.lowering.name, cut))
    return TiledWorkload(graph.name, chip.name, tuple(rows), tuple(graph.unsupported))
