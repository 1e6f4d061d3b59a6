"""Which operators of a workload a spec's lowerings do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.api.checking import load_spec
from specgen.api.workloads import workload

if TYPE_CHECKING:
    from specgen.model.performance import Lowering
    from specgen.perfmodel.coverage import Coverage


def lowerings(spec: Path, variant: str | None = None) -> tuple[Lowering, ...]:
    """Return the lowerings of a spec. Raises SpecError where the spec is wrong."""
    return tuple(load_spec(spec).architecture(variant).lowerings.values())


def coverage(name: str, spec: Path, variant: str | None = None, phase: str = "", **how: Any) -> Coverage:
    """Return for each operator of a workload, a model or a file of a graph the lowering of a spec that does it.

    ``how`` is as `workload` takes it. Raises what that raises, and SpecError where the spec is wrong.
    """
    from specgen.perfmodel.coverage import coverage as covered

    graph = workload(name, spec, phase, **how)
    return covered(graph, load_spec(spec).architecture(variant))
