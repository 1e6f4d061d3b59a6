"""Layouts drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.api.references import LayoutError

if TYPE_CHECKING:
    from specgen.model.layouts import Bound

DRAWINGS = ("heat", "banks")
"""What `draw_layout` draws."""


def draw_layout(bound: Bound, drawing: str = "heat") -> str:
    """Return one of `DRAWINGS` as an SVG file. Raises LayoutError where there is nothing of the kind to draw."""
    from specgen.generators import drawings

    try:
        shown = drawings.view(bound)
        drawn = drawings.heat_map(shown) if drawing == "heat" else drawings.bank_map(shown)
    except ValueError as error:
        raise LayoutError(str(error)) from None
    return drawings.standalone(drawn)
