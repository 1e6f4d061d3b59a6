"""What pages take of charts: drawing, live figure, and the numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.charts.describe import Plane, Rows
from specgen.perfmodel.charts.plane import draw_plane
from specgen.perfmodel.charts.plotly import plane_figure, rows_figure
from specgen.perfmodel.charts.rows import draw_rows


@dataclass(frozen=True, slots=True)
class Report:
    """A chart by name, with what one reads from it; ``svg`` needs nothing, ``figure`` is Plotly's."""

    name: str
    title: str
    summary: str
    svg: str
    figure: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Charts that stand on one page, by the page's name; one whose ``svg`` is empty is a table alone."""

    name: str
    title: str
    summary: str
    charts: tuple[Report, ...]


def report(chart: Rows | Plane) -> Report:
    """Return a chart as pages take it: drawing, Plotly figure, and its numbers as a table."""
    if isinstance(chart, Rows):
        svg, figure = draw_rows(chart), rows_figure(chart)
    else:
        svg, figure = draw_plane(chart), plane_figure(chart)
    return Report(chart.name, chart.title, chart.summary, svg, figure, chart.columns, chart.table)
