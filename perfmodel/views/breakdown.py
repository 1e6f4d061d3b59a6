"""Where the time of a workload goes: its operators, the longest first, coloured by what bounds them."""

from __future__ import annotations

from specgen.perfmodel.bounds import GraphBound
from specgen.perfmodel.charts import Rows, Scale, Span
from specgen.perfmodel.figures import figure_text
from specgen.perfmodel.views.limits import limit_colors, limit_legend

_MOST = 24


def breakdown(found: GraphBound) -> Rows:
    """Return the chart; beyond the two dozen longest operators the rest is one row."""
    colors = limit_colors(found.chip)
    ordered = sorted(found.bounds, key=lambda one: -float(one.total))
    shown, rest = ordered[:_MOST], ordered[_MOST:]
    names, spans, table = [], [], []
    for number, one in enumerate(shown):
        total, share = float(one.total), 100 * float(found.share(one))
        text = f"{figure_text(total, 's')}, {share:.1f} %, bound by {one.limit}"
        names.append(one.operator.name)
        spans.append(Span(number, 0.0, total, colors[one.limit], text))
        table.append((one.operator.name, figure_text(total, "s"), f"{share:.1f} %", one.limit))
    if rest:
        total = sum(float(one.total) for one in rest)
        names.append(f"{len(rest)} more")
        spans.append(Span(len(shown), 0.0, total, 7, figure_text(total, "s")))
        table.append((f"{len(rest)} more", figure_text(total, "s"), "", ""))
    whole = figure_text(float(found.time), "s")
    return Rows(
        f"breakdown-{found.graph.name}-{found.chip.name}".replace(".", "-"),
        f"Where the time of {found.graph.name} on {found.chip.name} goes",
        f"{whole} in all, each operator as long as its bound.",
        tuple(names),
        Scale("time", "s"),
        tuple(spans),
        legend=limit_legend(found.chip, found.bounds),
        columns=("Operator", "Time", "Share", "Bound by"),
        table=tuple(table),
    )
