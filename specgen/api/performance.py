"""The performance model of a spec's variants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec

if TYPE_CHECKING:
    from specgen.perfmodel import Report


def rooflines(path: str | Path = "spec", variant: str | None = None) -> tuple[Report, ...]:
    """Return the roofline charts: one that compares the variants where there are several, then one of each.

    With ``variant``, its chart alone. None of a variant whose spec says no timing or no clock. Raises SpecError.
    """
    from specgen.perfmodel import roofline_reports

    spec = load_spec(path)
    loaded = [Accelerator(spec, name) for name in ([variant] if variant else spec.variants)]
    return roofline_reports(
        [one.architecture for one in loaded], {one.architecture.variant: one.semantics for one in loaded}
    )


def standalone(report: Report) -> str:
    """Return a chart's drawing as an SVG file that needs no page around it."""
    from specgen.perfmodel import standalone as whole

    return whole(report.svg)
