"""Drawings of tensor layouts as SVG that follows the colours of its page and needs no script."""

from specgen.generators.drawings.formulas import formula
from specgen.generators.drawings.maps import bank_map, heat_map
from specgen.generators.drawings.svg import standalone, style
from specgen.generators.drawings.views import Cell, View, view
from specgen.generators.drawings.words import place_words, shape_words

__all__ = [
    "Cell",
    "View",
    "bank_map",
    "formula",
    "heat_map",
    "place_words",
    "shape_words",
    "standalone",
    "style",
    "view",
]
