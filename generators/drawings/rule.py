"""A layout as data that scripts compute places from: what they need to say where the cell under the pointer lies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from specgen.generators.drawings.views import View
from specgen.model.layouts import ADDRESS, Bound


def rule(cell: float, corners: Sequence[tuple[float, float]], view: View) -> str:
    """Return the attributes of a map: where its panels and cells lie, and how an index becomes a place."""
    shown = {
        "cell": cell,
        "corners": corners,
        "rows": view.rows,
        "columns": view.columns,
        "height": view.height,
        "width": view.width,
        "panels": view.panels,
        "layout": layout_data(view.bound),
    }
    return f' data-map="{escape(json.dumps(shown, separators=(",", ":")))}"'


def layout_data(bound: Bound) -> dict[str, Any]:
    """Return a layout of known sizes as numbers and names alone.

    ``digits``: name, source, divisor, size (0: no remainder); ``fused``: name and the digits with their weights; ``axes``:
    name, offset and the digits with their strides; ``xors``: axis, the lowest bits of both ranges, and how many bits.
    """
    layout = bound.layout
    banks = layout.banks
    return {
        "dims": [dim.name for dim in layout.dims],
        "digits": [
            [d.name, d.source, d.divisor, 0 if d.outermost else bound.sizes[d.name]]
            for d in layout.digits.values()
        ],
        "fused": [
            [one.name, [[name, weight.value(bound.names)] for name, weight in one.digits]]
            for one in layout.fused.values()
        ],
        "axes": [
            [axis, layout.offset if axis == ADDRESS else 0, [list(place) for place in places]]
            for axis, places in bound.places.items()
        ],
        "xors": [[x.axis, x.dst[1], x.src[1], x.dst[0] - x.dst[1] + 1] for x in layout.xors],
        "unit": bound.unit,
        "banks": [banks.width, banks.count] if banks is not None and not banks.axis else [],
    }
