"""Quantities as they were spelled, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import html, inline
from specgen.model.units import written

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.quantity import Quantity


def quantity(value: Quantity | int | None) -> str:
    """Return a quantity with its unit; a number as it is; nothing for None."""
    if value is None:
        return ""
    return html(value if isinstance(value, int) else written(value.value, value.dimension))


def rests_on(value: Quantity | int | None, links: Links | None = None) -> str:
    """Return the confidence, range and source of a quantity."""
    if value is None or isinstance(value, int):
        return ""
    parts = [value.confidence.value] if value.confidence else []
    if value.low is not None and value.high is not None:
        parts.append(f"{written(value.low, value.dimension)} to {written(value.high, value.dimension)}")
    source = (links.inline(value.source) if links else inline(value.source)) if value.source else ""
    return ": ".join(part for part in (", ".join(parts), source) if part)
