"""Where targets stand: how far each is beyond its limit, or short of it."""

from __future__ import annotations

from collections.abc import Mapping

from specgen.perfmodel.charts import Rows, Scale, Span
from specgen.perfmodel.claims import STATUSES, Standing

_COLORS = dict(zip(STATUSES, (3, 7, 2, 8, 5), strict=True))


def standing(targets: Mapping[str, Standing], name: str = "targets") -> Rows:
    """Return the chart of targets by name: the margin, in per cent of the limit, coloured by status."""
    spans, table = [], []
    for row, (target, one) in enumerate(targets.items()):
        margin = 100 * (one.margin or 0.0)
        text = f"{one.status}: {one.value or 'no value'}, {one.limit}"
        spans.append(Span(row, min(margin, 0.0), max(margin, 0.0), _COLORS[one.status], text))
        band = f"{one.band[0]} to {one.band[1]}" if one.band else ""
        table.append((target, one.variant, one.status, one.value, band, one.limit))
    there = {one.status for one in targets.values()}
    met = sum(one.status == "met" for one in targets.values())
    return Rows(
        name,
        "Where the targets stand",
        f"{met} of {len(targets)} are met. Bars to the right exceed their limit, bars to the left miss it.",
        tuple(targets),
        Scale("margin over the limit", "%"),
        tuple(spans),
        rules=((0.0, "limit"),),
        legend={color: status for status, color in _COLORS.items() if status in there},
        columns=("Target", "Variant", "Status", "Value", "Band", "Limit"),
        table=tuple(table),
    )
