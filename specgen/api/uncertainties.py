"""Figures of a workload on a chip with their bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.sweeps import (
    METRICS,
    UNITS,
    Request,
    SpecShelf,
    SweepError,
    designs_of,
    parse_axis,
    parse_use,
    unknown,
)
from specgen.perfmodel.uncertainty import SAMPLES, SEED, Banded, banded

if TYPE_CHECKING:
    from specgen.perfmodel import Report
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.sweeps import Designs

__all__ = ["Figures", "banded_figures", "tornado_chart"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Metrics of a step on a chip, each with its band."""

    workload: str
    chip: str
    bands: dict[str, Banded]


def banded_figures(
    shelf: SpecShelf,
    workload: str,
    chip: str,
    settings: Sequence[str] = (),
    metrics: Sequence[str] = (),
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Figures:
    """Return metrics of ``MODEL:PHASE`` on a chip with their bands: all that the chip says enough for, unless some are named.

    ``settings`` are axes of one value each, as a sweep takes them. Raises SweepError where something is unknown.
    """
    axes = tuple(map(parse_axis, settings))
    wide = next((one for one in axes if len(one) > 1), None)
    if wide is not None:
        raise SweepError(f"{wide.name} has {len(wide)} values: one is needed; `specgen perf sweep` varies it")
    for name in metrics:
        if name not in METRICS:
            raise unknown("metric", name, METRICS)
    request = Request(axes, (shelf.use(*parse_use(workload)),), chip, metrics=tuple(metrics))
    designs = designs_of(request, shelf, most=1)
    values = designs.space.values(0)
    at = designs.chip(values)
    known = tuple(metrics) or tuple(
        name for name in METRICS if _metric(designs, values, name, at) is not None
    )
    bands = {
        name: banded(partial(_metric, designs, values, name), at, samples=samples, seed=seed)
        for name in known
    }
    return Figures(workload, at.name, bands)


def tornado_chart(found: Figures, metric: str) -> Report:
    """Return the chart of what widens a metric."""
    from specgen.perfmodel.charts import report
    from specgen.perfmodel.views import tornado

    title = f"{metric} of {found.workload} on {found.chip}"
    return report(tornado(found.bands[metric], title, UNITS.get(metric, "")))


def _metric(designs: Designs, values: dict[str, Any], name: str, chip: Chip) -> Any:
    return METRICS[name](designs.bound(0, chip, values))
