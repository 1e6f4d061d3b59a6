"""The same chart as a Plotly figure: plain lists, no colours but the number of one (``meta``), which the page knows."""

from __future__ import annotations

from math import log10
from typing import Any

from specgen.perfmodel.charts.axes import Axis, short
from specgen.perfmodel.charts.rooflines.lines import Lines, ridge_text
from specgen.perfmodel.figures import plain, rate

_DASHES = ("solid", "dash", "dot", "dashdot")


def figure(lines: Lines) -> dict[str, Any]:
    """Return ``data`` and ``layout``. Figures have six digits, so that they do not depend on the machine."""
    data, seen = [], dict.fromkeys((slope.color for slope in lines.slopes), 0)
    for slope in lines.slopes:
        low = lines.intensities[0]
        points = [(low, low * slope.rate), (slope.ridge, slope.top)]
        data.append(_trace(slope.name, slope.color, points, ridge_text(slope)))
    for roof in lines.roofs:
        number = seen[roof.color] = seen.get(roof.color, 0) + 1
        points = [(lines.start(roof), roof.rate), (lines.intensities[1], roof.rate)]
        data.append(
            _trace(
                roof.name,
                roof.color,
                points,
                f"{roof.name}: {rate(roof.rate, 'op/s')}",
                _DASHES[(number - 1) % len(_DASHES)],
            )
        )
    return {"data": data, "layout": _layout(lines)}


def _trace(
    name: str, color: int, points: list[tuple[float, float]], text: str, dash: str = "solid"
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "meta": color,
        "line": {"dash": dash},
        "x": [short(x) for x, _ in points],
        "y": [short(y) for _, y in points],
        "text": [text] * len(points),
        "hovertemplate": "%{text}<br>%{x:.3s} op/B, %{y:.3s}op/s<extra></extra>",
    }


def _layout(lines: Lines) -> dict[str, Any]:
    axis = {"type": "log", "showline": True, "zeroline": False}
    across, up = (Axis(*ends, 0, 1, log=True).ticks for ends in (lines.intensities, lines.rates))
    return {
        "xaxis": {
            **axis,
            "title": {"text": "operations per byte"},
            "range": [short(log10(value)) for value in lines.intensities],
            "tickvals": across,
            "ticktext": [plain(value) for value in across],
        },
        "yaxis": {
            **axis,
            "title": {"text": "operations per second"},
            "range": [short(log10(lines.rates[0])), short(log10(lines.rates[1]) + 0.1)],
            "tickvals": up,
            "ticktext": [rate(value, "") for value in up],
        },
        "legend": {"orientation": "h", "y": -0.22},
        "margin": {"l": 70, "r": 20, "t": 20, "b": 60},
        "hovermode": "closest",
    }
