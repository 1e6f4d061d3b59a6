"""Pages of charts: the rooflines of the variants, the workloads of a spec, its chips beside others, its targets.

Of several things there is a page of all, then one for each, whose name begins with that page's and a slash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from specgen.perfmodel.bounds import GraphBound, bounds_of
from specgen.perfmodel.charts import Report, Sheet, report
from specgen.perfmodel.claims import Standing
from specgen.perfmodel.figures import figure_text
from specgen.perfmodel.uncertainty import banded
from specgen.perfmodel.views.breakdown import breakdown
from specgen.perfmodel.views.hierarchy import hierarchy
from specgen.perfmodel.views.standing import standing
from specgen.perfmodel.views.tornado import tornado

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.workloads import Graph


def performance_sheet(charts: Sequence[Report]) -> Sheet:
    """Return the page of rooflines."""
    words = "Peaks and ceilings, computed from the numbers of the spec alone."
    return Sheet("performance", "Performance", words, tuple(charts))


def workload_sheets(graphs: Mapping[str, Graph], chips: Sequence[Chip]) -> Iterator[Sheet]:
    """Yield the page of a spec's workloads, all on all of its chips, and one for each, where it is fastest.

    ``graphs`` are by the workload's name.
    """
    found = {name: [bounds_of(graph, chip, blocked=True) for chip in chips] for name, graph in graphs.items()}
    words = "What is to run on it, how long that takes at least, and what it waits for."
    yield Sheet("workloads", "Workloads", words, (_overview(found),))
    for name, bounds in found.items():
        fastest = min(bounds, key=lambda one: float(one.time))
        words = f"How long it takes at least on {fastest.chip.name}, and what it waits for."
        yield Sheet(f"workloads/{name}", name, words, tuple(_of_workload(name, fastest)))


def _of_workload(name: str, found: GraphBound) -> Iterator[Report]:
    graph, chip = found.graph, found.chip
    yield _named(report(hierarchy(found)), f"{name}-roofline", f"{name}: operators on {chip.name}")
    yield _named(report(breakdown(found)), f"{name}-breakdown", f"{name}: where the time goes")
    if chip.basis:
        band = banded(lambda varied: bounds_of(graph, varied, blocked=True).time, chip)
        chart = report(tornado(band, "its time", "s"))
        yield _named(chart, f"{name}-tornado", f"{name}: what widens its time")


def _named(chart: Report, name: str, title: str) -> Report:
    return Report(name, title, chart.summary, chart.svg, chart.figure, chart.columns, chart.rows)


def _overview(found: Mapping[str, Sequence[GraphBound]]) -> Report:
    columns = ("Workload", "Chip", "Operations", "Bytes", "Time", "Tokens per second", "Waits most for")
    rows = tuple(_summary(name, one) for name, bounds in found.items() for one in bounds)
    words = "Each operator as long as its bound, one after the other; nothing here was measured."
    return Report("workloads-overview", "All workloads", words, "", {}, columns, rows)


def _summary(name: str, one: GraphBound) -> tuple[str, ...]:
    time = float(one.time)
    tokens = one.graph.facts.get("tokens")
    waits = max(one.busy.items(), key=lambda pair: float(pair[1]))[0]
    return (
        name,
        one.chip.name,
        figure_text(float(one.graph.operations), "op"),
        figure_text(float(one.graph.bytes), "B"),
        figure_text(time, "s"),
        _count(float(tokens) / time) if tokens is not None and time > 0 else "",
        waits,
    )


def _count(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def chip_sheets(own: Mapping[str, Chip], others: Sequence[Chip]) -> Iterator[Sheet]:
    """Yield the page of chips, others beside those of the spec, and one for each of these by the name of its page."""
    words = "The chip that each variant comes to, from its instructions, memories and paths; and public ones beside it."
    yield Sheet("chips", "Chips", words, (_beside((*own.values(), *others)),))
    for name, one in own.items():
        words = "What its numbers are, and what they rest on."
        yield Sheet(f"chips/{name}", one.name, words, (_beside((one,)), _numbers(one)))


def _beside(chips: Iterable[Chip]) -> Report:
    columns = ("Chip", "bf16", "8 bits", "Memory", "Bandwidth", "Ridge of bf16", "Power")
    rows = []
    for one in chips:
        bf16 = _peak(one, "bf16", "f16")
        memory = one.levels[0]
        ridge = f"{bf16 / float(memory.bandwidth):.3g}" if bf16 and isfinite(float(memory.bandwidth)) else ""
        rows.append(
            (
                one.name,
                _rate(bf16),
                _rate(_peak(one, "e4m3", "s8")),
                _known(float(memory.size), "B"),
                _known(float(memory.bandwidth), "B/s"),
                ridge,
                _known(float(one.power), "W") if one.power is not None else "",
            )
        )
    words = "Dense peaks; the ridge is in operations per byte of the outermost memory."
    return Report("chips-beside", "Side by side", words, "", {}, columns, tuple(rows))


def _peak(chip: Chip, *forms: str) -> float:
    """The matrix peak of the first of these formats that a chip has itself; 0 where it has none."""
    return next((float(chip.peaks["matrix", form]) for form in forms if ("matrix", form) in chip.peaks), 0.0)


def _rate(value: float) -> str:
    return figure_text(value, "op/s") if value else ""


def _known(value: float, unit: str) -> str:
    return figure_text(value, unit) if isfinite(value) and value else ""


def _numbers(chip: Chip) -> Report:
    rows = tuple(
        (path, str(one), one.confidence.value if one.confidence else "not stated", one.source or "")
        for path, one in chip.basis.items()
    )
    columns = ("Number", "Value", "Confidence", "Rests on")
    words = "Derived, so that nothing is said twice."
    return Report(f"chips-{chip.name}", f"The numbers of {chip.name}", words, "", {}, columns, rows)


def target_sheets(targets: Mapping[str, Standing]) -> Iterator[Sheet]:
    """Yield the page of targets, how far each is beyond its limit or short of it, and one for each."""
    words = "What has to be reached, by when, and where it stands."
    yield Sheet("targets", "Targets", words, (report(standing(targets)),))
    for name, one in targets.items():
        charts = [_of_target(name, one)]
        if one.widest:
            charts.append(_widest(name, one.widest))
        yield Sheet(f"targets/{name}", name, words, tuple(charts))


def _of_target(name: str, one: Standing) -> Report:
    chart = report(standing({name: one}))
    words = "How far its value is beyond its limit, to the right, or short of it."
    return Report(
        f"target-{name}", "Where it stands", words, chart.svg, chart.figure, chart.columns, chart.rows
    )


def _widest(name: str, inputs: Sequence[str]) -> Report:
    rows = tuple((one,) for one in inputs)
    words = "The numbers whose ranges widen its value most."
    return Report(f"target-{name}-inputs", "What it hangs on", words, "", {}, ("Number",), rows)
