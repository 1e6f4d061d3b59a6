"""The hierarchical roofline: every memory level's slope, every format's roof, and the operators of a workload below them."""

from __future__ import annotations

from math import isfinite

from specgen.perfmodel.bounds import GraphBound
from specgen.perfmodel.charts import Dot, Line, Plane, Scale
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.figures import figure_text
from specgen.perfmodel.views.limits import limit_colors, limit_legend

_COLUMNS = ("Operator", "Times", "Operations", "Bytes", "Operations per byte", "Time", "Share", "Bound by")


def hierarchy(found: GraphBound) -> Plane:
    """Return the chart of a workload on a chip; operators lie at what the outermost level brings for them.

    An operator's height is what it reaches when it takes as long as its bound: below a slope it waits for a level
    further in, or for the network.
    """
    chip, outermost = found.chip, found.chip.levels[0].name
    dots = []
    for one in found.bounds:
        intensity, time = float(one.intensity(outermost)), float(one.time)
        if not isfinite(intensity) or intensity <= 0 or time <= 0:
            continue
        rate = float(one.operator.operations) / time
        share = float(found.share(one))
        text = (
            f"{one.operator.name}: {figure_text(rate, 'op/s')}, {100 * share:.1f} % of the time, {one.limit}"
        )
        dots.append(Dot(one.operator.name, intensity, rate, limit_colors(chip)[one.limit], share, text))
    low = min([0.1, *(dot.x / 2 for dot in dots)])
    high = max([1e4, *(dot.x * 2 for dot in dots)])
    name = f"{found.graph.name}-{chip.name}".replace(".", "-")
    return Plane(
        f"roofline-{name}",
        f"{found.graph.name} on {chip.name}",
        f"Operators at their operations per byte of {outermost}; their areas are their shares of the time.",
        Scale(f"operations per byte of {outermost}", "", log=True),
        Scale("operations per second", "op/s", log=True),
        (*_slopes(chip, low, _formats(found)), *_roofs(chip, high, _formats(found))),
        tuple(dots),
        limit_legend(chip, found.bounds),
        _COLUMNS,
        tuple(_row(found, n) for n in range(len(found.bounds))),
    )


def bare(chip: Chip) -> Plane:
    """Return the chart of a chip by itself: its memories' slopes and its own peaks, with where they meet."""
    known = [level for level in chip.levels if isfinite(float(level.bandwidth))]
    peaks = sorted(chip.peaks, key=lambda one: -float(chip.peaks[one]))
    rows = [
        (
            " ".join(one),
            figure_text(float(chip.peaks[one]), "op/s"),
            *(f"{float(chip.peaks[one] / level.bandwidth):.3g} op/B" for level in known),
        )
        for one in peaks
    ]
    return Plane(
        f"roofline-{chip.name}",
        chip.name,
        "What computes how fast, under what memories deliver.",
        Scale(f"operations per byte of {chip.levels[0].name}", "", log=True),
        Scale("operations per second", "op/s", log=True),
        (*_slopes(chip, 0.1, peaks), *_roofs(chip, 1e4, peaks)),
        (),
        {},
        ("Peak", "Operations per second", *(f"Ridge of {level.name}" for level in known)),
        tuple(rows),
    )


def _formats(found: GraphBound) -> list[tuple[str, str]]:
    """Units and formats that the workload computes in, in the order of their first operators."""
    return list(dict.fromkeys(one.computed_in for one in found.bounds if one.computed_in))


def _slopes(chip: Chip, low: float, formats: list[tuple[str, str]]) -> list[Line]:
    top = max((float(chip.peaks[one]) for one in formats), default=1.0)
    lines = []
    for level in chip.levels:
        rate = float(level.bandwidth)
        if isfinite(rate):
            points = ((low, low * rate), (top / rate, top))
            text = f"{level.name}: {figure_text(rate, 'B/s')}, ridge at {top / rate:.3g} operations per byte"
            lines.append(Line(level.name, points, limit_colors(chip)[level.name], text=text))
    return lines


def _roofs(chip: Chip, high: float, formats: list[tuple[str, str]]) -> list[Line]:
    fastest = max(
        (float(one.bandwidth) for one in chip.levels if isfinite(float(one.bandwidth))), default=1.0
    )
    lines = []
    for unit, form in formats:
        peak = float(chip.peaks[unit, form])
        text = f"{unit} {form}: {figure_text(peak, 'op/s')}"
        lines.append(
            Line(f"{unit} {form}", ((peak / fastest, peak), (high, peak)), 1, unit != "matrix", text)
        )
        best = chip.achievable.get((unit, form))
        if best is not None:
            text = f"{unit} {form}, the best that was measured: {figure_text(float(best), 'op/s')}"
            points = ((float(best) / fastest, float(best)), (high, float(best)))
            lines.append(Line(f"{unit} {form}, achieved", points, 8, True, text))
    return lines


def _row(found: GraphBound, number: int) -> tuple[str, ...]:
    one = found.bounds[number]
    moved = float(one.bytes[found.chip.levels[0].name])
    intensity = float(one.intensity(found.chip.levels[0].name))
    return (
        one.operator.name,
        f"{float(one.times):g}",
        figure_text(float(one.operator.operations), "op"),
        figure_text(moved, "B"),
        f"{intensity:.3g}" if isfinite(intensity) else "-",
        figure_text(float(one.total), "s"),
        f"{100 * float(found.share(one)):.1f} %",
        one.limit,
    )
