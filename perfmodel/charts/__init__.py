"""Charts of the performance model, each described once: as a drawing, as a live figure, and as a table."""

from __future__ import annotations

from specgen.perfmodel.charts.axes import figure_text
from specgen.perfmodel.charts.describe import Dot, Line, Mark, Plane, Rows, Scale, Span
from specgen.perfmodel.charts.plane import draw_plane
from specgen.perfmodel.charts.plotly import plane_figure, rows_figure
from specgen.perfmodel.charts.rows import draw_rows
from specgen.perfmodel.report import Report

__all__ = ["Dot", "Line", "Mark", "Plane", "Rows", "Scale", "Span", "figure_text", "report"]


def report(chart: Rows | Plane) -> Report:
    """Return a chart as pages take it: drawing, Plotly figure, and its numbers as a table."""
    if isinstance(chart, Rows):
        svg, figure = draw_rows(chart), rows_figure(chart)
    else:
        svg, figure = draw_plane(chart), plane_figure(chart)
    return Report(chart.name, chart.title, chart.summary, svg, figure, chart.columns, chart.table)
