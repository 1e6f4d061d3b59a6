"""Tensor layouts for people: drawings as SVG that needs no script, formulas, and what is known, in words."""

from specgen.generators.drawings.digits import digit_diagram
from specgen.generators.drawings.formulas import formula, size_words
from specgen.generators.drawings.kinds import KINDS, Kind
from specgen.generators.drawings.known import Fact, facts
from specgen.generators.drawings.maps import bank_map, heat_map
from specgen.generators.drawings.memory import memory_strip
from specgen.generators.drawings.order import traversal
from specgen.generators.drawings.svg import standalone, style
from specgen.generators.drawings.views import Cell, View, view
from specgen.generators.drawings.words import place_words, shape_words

__all__ = [
    "KINDS",
    "Cell",
    "Fact",
    "Kind",
    "View",
    "bank_map",
    "digit_diagram",
    "facts",
    "formula",
    "heat_map",
    "memory_strip",
    "place_words",
    "shape_words",
    "size_words",
    "standalone",
    "style",
    "traversal",
    "view",
]
