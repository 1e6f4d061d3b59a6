"""What a spec says about performance, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.resolve.context import Context


def resolve_performance(ctx: Context) -> None:
    """Resolve chips, what runs on them, targets and decisions; most specs say none of it."""
    sections = ctx.merged.sections
    given = (
        sections.chips, sections.models, sections.workloads, sections.measurements, sections.calibrations,
        sections.lowerings, sections.decisions, sections.targets,
    )  # fmt: skip
    if not any(given):
        return
    from specgen.model.resolve.performance.chips import chip
    from specgen.model.resolve.performance.decisions import decision, target
    from specgen.model.resolve.performance.uses import calibration, lowering, measurements, model, workload

    ctx.resolve(sections.chips, ctx.chips, chip)
    ctx.resolve(sections.models, ctx.models, model)
    ctx.resolve(sections.workloads, ctx.workloads, workload)
    ctx.resolve(sections.measurements, ctx.measurements, measurements)
    ctx.resolve(sections.calibrations, ctx.calibrations, calibration)
    ctx.resolve(sections.lowerings, ctx.lowerings, lowering)
    ctx.resolve(sections.decisions, ctx.decisions, decision)
    ctx.resolve(sections.targets, ctx.targets, target)
