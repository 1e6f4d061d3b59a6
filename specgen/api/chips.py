"""Chips, of the library, of a spec and what a spec's variants come to; and the bounds of workloads on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec
from specgen.source import nearest_of

if TYPE_CHECKING:
    from specgen.model.performance import Chip as Declared
    from specgen.perfmodel.bounds import GraphBound
    from specgen.perfmodel.chips import Chip


def declared_chips(spec: Path | None = None) -> dict[str, Declared]:
    """Return the chips that a spec declares, and those of the library, by name. Raises SpecError."""
    from specgen.perfmodel.chips import declared_chips as library

    own = dict(load_spec(spec).architecture().chips) if spec else {}
    return own | {name: one for name, one in library().items() if name not in own}


def variant_chips(spec: Path, variant: str | None = None) -> tuple[Chip, ...]:
    """Return a spec's variants as chips, or one of them. Raises SpecError, and ChipError where it says too little."""
    from specgen.perfmodel.chips import derived_chip

    loaded = load_spec(spec)
    names = [variant] if variant else loaded.variants
    made = (Accelerator(loaded, name) for name in names)
    return tuple(derived_chip(one.architecture, one.semantics) for one in made)


def find_chip(name: str, spec: Path | None = None) -> Chip:
    """Return a chip of the library or of a spec; a variant goes by its own name, or behind the name of its spec.

    Raises SpecError, and ChipError where there is no such chip.
    """
    from specgen.perfmodel.chips import ChipError, chip_of

    known = declared_chips(spec)
    if name in known:
        return chip_of(known[name])
    loaded = load_spec(spec) if spec else None
    variants = {}
    if spec and loaded and loaded.merged:
        variants = {f"{loaded.merged.header.name}_{one}": one for one in loaded.variants}
        variants |= {one: one for one in loaded.variants}
        if name in variants:
            return variant_chips(spec, variants[name])[0]
    names = [*variants, *known]
    alike = [one for one in names if name in one]
    raise ChipError(f"no chip is called {name!r}; {nearest_of(name, [*alike, *names])}")


def bounded(
    name: str,
    chips: Sequence[Chip],
    spec: Path | None = None,
    phase: str = "",
    *,
    parallel: dict[str, int] | None = None,
    residence: str = "innermost",
    blocked: bool = False,
    **how: Any,
) -> tuple[GraphBound, ...]:
    """Return the bounds of a workload or model on chips, divided among ranks as ``parallel`` or the workload says.

    ``how`` is what its builder takes: ``batch``, ``context``, ``formats``, ... Raises SpecError; WorkloadError where there
    is no such name or size, ParallelError where the ranks do not fit or nothing joins chips of a kind.
    """
    from specgen.api.workloads import workload
    from specgen.perfmodel.bounds import Residence, bounds_of
    from specgen.perfmodel.parallel import ParallelError, divided, ranks
    from specgen.perfmodel.workloads import Kind

    graph = workload(name, spec, phase, **how)
    own = load_spec(spec).architecture().workloads.get(name) if spec else None
    ways = parallel if parallel is not None else (own.parallel if own else {})
    part = divided(graph, ranks(ways))
    most = max((int(one.dims["ranks"]) for one in part.of_kind(Kind.COLLECTIVE)), default=1)
    for chip in chips:
        if most > max((one.ranks for one in chip.networks), default=1):
            raise ParallelError(f"nothing is known that joins {most} chips of {chip.name}")
    return tuple(bounds_of(part, chip, Residence(residence), blocked=blocked) for chip in chips)
