"""The pages of charts that a spec's site has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.perfmodel.charts import Sheet
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.status import Status
    from specgen.semantics import Semantics


def sheets(
    spec: Spec, architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> tuple[Sheet, ...]:
    """Return the pages that a spec gives rise to: of its rooflines, workloads, chips, targets and decisions."""
    return tuple(_sheets(spec, architectures, semantics))


def _sheets(
    spec: Spec, architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> Iterator[Sheet]:
    from specgen.perfmodel import roofline_reports
    from specgen.perfmodel.chips import chip_of, library_chip, library_chips
    from specgen.perfmodel.claims import decision_records, results_of
    from specgen.perfmodel.coverage import coverage
    from specgen.perfmodel.views import (
        chip_sheets,
        coverage_sheet,
        decision_sheets,
        performance_sheet,
        target_sheets,
        workload_sheets,
    )
    from specgen.perfmodel.workloads import build_workload

    rooflines = roofline_reports(architectures, semantics)
    if rooflines:
        yield performance_sheet(rooflines)
    chips = _chips(architectures, semantics)
    own = list(chips.values())
    default = architectures[0]
    if own and default.workloads:
        graphs = {name: build_workload(one, default.models) for name, one in default.workloads.items()}
        yield from workload_sheets(graphs, own)
        if default.lowerings:
            covered = {name: coverage(graph, default) for name, graph in graphs.items()}
            yield coverage_sheet(covered, default.lowerings)
    if own:
        declared = [chip_of(one) for one in default.chips.values()]
        yield from chip_sheets(chips, [*declared, *map(library_chip, library_chips())])
    if default.targets:
        yield from target_sheets(results_of(spec).targets)
    if default.decisions:
        yield from decision_sheets(decision_records(spec))


def status(
    spec: Spec, architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]
) -> Status | None:
    """Return where a spec stands; None of one without targets and decisions."""
    if not architectures[0].targets and not architectures[0].decisions:
        return None
    from specgen.perfmodel.status import status_of

    return status_of(spec, _chips(architectures, semantics))


def _chips(architectures: Sequence[Architecture], semantics: Mapping[str, Semantics]) -> dict[str, Chip]:
    """The chips that the variants come to, by variant; none of one that says no timing or no bandwidth."""
    from specgen.perfmodel.chips import ChipError, derived_chip

    made = {}
    for one in architectures:
        try:
            made[one.variant] = derived_chip(one, semantics[one.variant])
        except ChipError:
            continue
    return made
