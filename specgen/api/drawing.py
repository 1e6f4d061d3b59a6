"""Layouts drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.api.references import LayoutError

if TYPE_CHECKING:
    from specgen.model.layouts import Bound

DRAWINGS = ("digits", "heat", "banks", "order", "memory")
"""What `draw_layout` draws."""


def draw_layout(bound: Bound, drawing: str = "heat") -> str:
    """Return one of `DRAWINGS` as an SVG file. Raises LayoutError where there is nothing of the kind to draw."""
    from specgen.generators import drawings

    kind = drawings.KINDS[drawing]
    if not kind.fits(bound):
        others = ", ".join(name for name, one in drawings.KINDS.items() if one.fits(bound))
        raise LayoutError(f"{bound.layout.name} has nothing to draw as {drawing}; there are {others}")
    return drawings.standalone(kind.draw(bound))
