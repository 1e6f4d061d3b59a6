"""Sweeps over design spaces, of a spec's chips and models and of the library's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.perfmodel.sweeps import (
    MOST,
    UNITS,
    Objective,
    Progress,
    Request,
    SpecShelf,
    Summary,
    Sweep,
    SweepError,
    designs_of,
    executor_named,
    front_rows,
    objectives_of,
    parse_axis,
    parse_use,
    read_request,
    require_format,
    run,
    usual_format,
    write_results,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.perfmodel import Report

__all__ = ["asked_sweep", "pareto_chart", "prepared_sweep", "run_sweep"]


def asked_sweep(
    shelf: SpecShelf,
    *,
    space: Path | None = None,
    axes: Sequence[str] = (),
    workloads: Sequence[str] = (),
    chip: str | None = None,
    maximise: Sequence[str] = (),
    minimise: Sequence[str] = (),
    metrics: Sequence[str] = (),
    blocked: bool = False,
) -> Request:
    """Return what a file and options ask for together; a chip and objectives of the options stand before the file's.

    Raises SpecError or SweepError where one of them is wrong.
    """
    asked = read_request(space, shelf) if space is not None else Request((), ())
    objectives = tuple(
        Objective(name, way) for names, way in ((maximise, True), (minimise, False)) for name in names
    )
    return replace(
        asked,
        axes=asked.axes + tuple(map(parse_axis, axes)),
        uses=asked.uses + tuple(shelf.use(*parse_use(one)) for one in workloads),
        chip=chip or asked.chip,
        objectives=objectives or asked.objectives,
        metrics=asked.metrics + tuple(metrics),
        blocked=blocked,
    )


def prepared_sweep(
    request: Request,
    shelf: SpecShelf,
    *,
    top: int = 10,
    points: bool = False,
    table: str | None = None,
    most: int = MOST,
) -> Sweep:
    """Return a sweep that can run. Raises SweepError where something that it names is unknown, or it is too large."""
    if not request.axes:
        raise SweepError("there is no axis, so nothing varies: --axis NAME=VALUES, or a file with axes")
    form = require_format(table) if table else usual_format()
    return Sweep(designs_of(request, shelf, most), objectives_of(request), top, points, form)


def run_sweep(
    sweep: Sweep,
    folder: Path | None = None,
    *,
    jobs: int = 1,
    executor: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Run what ``folder`` does not hold yet, and write the results there. Raises SweepError."""
    with executor_named(executor, jobs) as found:
        summary = run(sweep, found, folder, progress)
    if folder is not None:
        write_results(sweep, summary, folder)
    return summary


def pareto_chart(sweep: Sweep, summary: Summary) -> Report:
    """Return the chart of the front in its first two objectives. Raises SweepError where there is one objective."""
    from specgen.perfmodel.charts import Scale, report
    from specgen.perfmodel.views import Design, pareto

    if len(sweep.objectives) < 2:
        raise SweepError("a front is drawn in two objectives: name another with --minimise or --maximise")
    y, x = (one.name for one in sweep.objectives[:2])
    units = {axis.name: axis.unit for axis in sweep.model.space.axes}
    units |= {name: UNITS.get(name.rpartition(".")[2], "") for name in sweep.model.metrics}
    named = [axis for axis in sweep.model.space.axes if len(axis) > 1 and axis.name not in (x, y)]
    designs = []
    for row in front_rows(sweep, summary):
        known = row.metrics | {key: one for key, one in row.values.items() if not isinstance(one, str)}
        name = ", ".join(f"{axis.name} {axis.written(row.values[axis.name])}" for axis in named)
        designs.append(Design(name or f"point {row.number}", known[x], known[y]))
    return report(pareto(designs, Scale(x, units[x], log=True), Scale(y, units[y], log=True)))
