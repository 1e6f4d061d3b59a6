"""Rooflines on two logarithmic axes: roofs named at the right, memories above their ridges."""

from specgen.perfmodel.charts.rooflines.drawing import draw
from specgen.perfmodel.charts.rooflines.lines import Lines, Roof, Slope
from specgen.perfmodel.charts.rooflines.plotly import figure

__all__ = ["Lines", "Roof", "Slope", "draw", "figure"]
