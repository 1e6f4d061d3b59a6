"""Charts of the performance model, each described once: as a drawing, as a live figure, and as a table."""

from specgen.perfmodel.charts.axes import decades
from specgen.perfmodel.charts.describe import Dot, Line, Mark, Plane, Rows, Scale, Span
from specgen.perfmodel.charts.drawing import standalone
from specgen.perfmodel.charts.pages import Report, Sheet, report
from specgen.perfmodel.charts.rooflines import Lines, Roof, Slope, draw, figure

__all__ = [
    "Dot",
    "Line",
    "Lines",
    "Mark",
    "Plane",
    "Report",
    "Roof",
    "Rows",
    "Scale",
    "Sheet",
    "Slope",
    "Span",
    "decades",
    "draw",
    "figure",
    "report",
    "standalone",
]
