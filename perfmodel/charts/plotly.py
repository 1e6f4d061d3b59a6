"""The same charts as Plotly figures: plain lists, no colours but the number of one (``meta``), which the page knows."""

from __future__ import annotations

from math import log10, sqrt
from typing import Any

from specgen.perfmodel.charts.axes import Axis, axis, short
from specgen.perfmodel.charts.describe import Plane, Rows, Scale, Span
from specgen.perfmodel.figures import figure_text

MOST_SPANS = 4000
_WIDE, _THIN = 0.7, 0.18  # of a row's height


def rows_figure(chart: Rows) -> dict[str, Any]:
    """Return ``data`` and ``layout`` of rows; of more than `MOST_SPANS` spans, the longest."""
    spans = sorted(chart.spans, key=lambda one: one.start - one.end)[:MOST_SPANS]
    data = [_bars(chart, [s for s in spans if s.color == c], c) for c in sorted({s.color for s in spans})]
    data += [_mark(chart, dot) for dot in (False, True) if any(mark.dot is dot for mark in chart.marks)]
    values = [v for s in chart.spans for v in (s.start, s.end)] + [m.at for m in chart.marks]
    values += [at for at, _ in chart.rules]
    layout = _layout({"xaxis": _axis(chart.x, axis(chart.x, values, 0, 1))}, bool(chart.legend))
    layout["yaxis"] = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(reversed(chart.rows)),
        "automargin": True,
    }
    layout |= {"barmode": "overlay", "bargap": 0.3, "showlegend": bool(chart.legend)}
    layout["shapes"] = [
        {"type": "line", "x0": short(at), "x1": short(at), "yref": "paper", "y0": 0, "y1": 1}
        | {"line": {"dash": "dash", "width": 1}}
        for at, _ in chart.rules
    ]
    return {"data": data, "layout": layout}


def _bars(chart: Rows, spans: list[Span], color: int) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": chart.legend.get(color, chart.title),
        "meta": color,
        "base": [short(one.start) for one in spans],
        "x": [short(one.end - one.start) for one in spans],
        "y": [chart.rows[one.row] for one in spans],
        "text": [one.text or figure_text(one.end - one.start, chart.x.unit) for one in spans],
        "width": [_THIN if one.thin else _WIDE for one in spans],
        "textposition": "none",
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }


def _mark(chart: Rows, dot: bool) -> dict[str, Any]:
    marks = [mark for mark in chart.marks if mark.dot is dot]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "showlegend": False,
        "meta": marks[0].color,
        "marker": {"symbol": "circle" if dot else "line-ns-open", "size": 9 if dot else 16},
        "x": [short(mark.at) for mark in marks],
        "y": [chart.rows[mark.row] for mark in marks],
        "text": [mark.text or figure_text(mark.at, chart.x.unit) for mark in marks],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }


def plane_figure(chart: Plane) -> dict[str, Any]:
    """Return ``data`` and ``layout`` of a plane."""
    data: list[dict[str, Any]] = []
    for line in chart.lines:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": line.name,
                "meta": line.color,
                "line": {"dash": "dash" if line.dash else "solid"},
                "x": [short(x) for x, _ in line.points],
                "y": [short(y) for _, y in line.points],
                "hovertemplate": f"{line.text or line.name}<extra></extra>",
            }
        )
    for color in sorted({dot.color for dot in chart.dots}):
        dots = [dot for dot in chart.dots if dot.color == color]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": chart.legend.get(color, chart.title),
                "meta": color,
                "marker": {"size": [short(7 + 24 * sqrt(min(max(d.share, 0.0), 1.0))) for d in dots]},
                "x": [short(dot.x) for dot in dots],
                "y": [short(dot.y) for dot in dots],
                "text": [dot.text or dot.name for dot in dots],
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
    xs = [p[0] for line in chart.lines for p in line.points] + [dot.x for dot in chart.dots]
    ys = [p[1] for line in chart.lines for p in line.points] + [dot.y for dot in chart.dots]
    axes = {
        "xaxis": _axis(chart.x, axis(chart.x, xs, 0, 1)),
        "yaxis": _axis(chart.y, axis(chart.y, ys, 0, 1)),
    }
    return {"data": data, "layout": _layout(axes, True) | {"hovermode": "closest"}}


def _layout(axes: dict[str, Any], legend: bool) -> dict[str, Any]:
    return {
        **axes,
        "legend": {"orientation": "h", "y": -0.25},
        "margin": {"l": 80, "r": 20, "t": 20, "b": 70 if legend else 50},
    }


def _axis(scale: Scale, drawn: Axis) -> dict[str, Any]:
    ends = (log10(drawn.low), log10(drawn.high)) if drawn.log else (drawn.low, drawn.high)
    return {
        "type": "log" if drawn.log else "linear",
        "showline": True,
        "zeroline": False,
        "title": {"text": scale.title},
        "range": [short(end) for end in ends],
        "tickvals": [short(tick) for tick in drawn.ticks],
        "ticktext": [figure_text(tick, scale.unit) for tick in drawn.ticks],
    }
