"""Models and workloads, of the library and of a spec."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.api.checking import load_spec

if TYPE_CHECKING:
    from specgen.perfmodel.workloads import Graph


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that workloads may name."""

    name: str
    kind: str
    summary: str
    source: str
    phases: tuple[str, ...]
    parameters: int
    active: int


def models(spec: Path | None = None) -> tuple[KnownModel, ...]:
    """Return the models of a spec, and those of the library. Raises SpecError where the spec is wrong."""
    from specgen.perfmodel.workloads import Transformer as Decoder
    from specgen.perfmodel.workloads import active, build, declared_models, phases

    declared = dict(load_spec(spec).architecture().models) if spec else {}
    made = []
    for name, one in (declared | declared_models()).items():
        network = declared[name].network if name in declared else one.network
        if network is None:
            continue
        total = int(build(network).facts["parameters"])
        met = active(network) if isinstance(network, Decoder) else total
        made.append(KnownModel(name, one.kind, one.summary, one.source, phases(network), total, met))
    return tuple(made)


def is_file(name: str) -> bool:
    """Whether a name is that of a file which holds a graph."""
    from specgen.perfmodel.importing import READABLE

    return name.endswith(READABLE)


def read_file(
    name: str, phase: str = "", *, dims: dict[str, int] | None = None, taken: str | None = None, **others: Any
) -> Graph:
    """Return the graph of an ONNX file or a program of torch.export, with f32 taken as another format if asked.

    ``dims`` are the extents that it leaves open. Raises Unreadable, WorkloadError, MissingReader, OSError.
    """
    from specgen.perfmodel.importing import Unreadable, read_graph, retyped

    for option in (*("phase",) * bool(phase), *others):
        raise Unreadable(f"{option} is nothing of a file; --dim gives extents that it leaves open")
    graph = read_graph(Path(name), dims)
    return retyped(graph, taken) if taken else graph


def workload(name: str, spec: Path | None = None, phase: str = "", **how: Any) -> Graph:
    """Return a step of a workload or a model of a spec, or of a model of the library; ``how`` as its builder takes it.

    A name that ends in .onnx or .pt2 is a file's; of it ``how`` are ``dims`` and ``taken``, as `read_file` has them.
    Raises SpecError where the spec is wrong, WorkloadError where there is no such name, phase, size or format, and what
    `read_file` raises.
    """
    if is_file(name):
        return read_file(name, phase, **how)
    from specgen.perfmodel.workloads import (
        build,
        build_workload,
        library_models,
        model_called,
        unknown,
    )

    architecture = load_spec(spec).architecture() if spec else None
    own = dict(architecture.models) if architecture else {}
    if isinstance(how.get("draft"), str):
        how["draft"] = model_called(how["draft"], own)
    given = dict(architecture.workloads) if architecture else {}
    if name in given:
        return build_workload(given[name], own, phase, **how)
    if name not in own and name not in library_models():
        raise unknown("model or workload", name, (*given, *own, *library_models()))
    return build(model_called(name, own), phase, **how)
