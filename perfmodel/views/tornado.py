"""What widens a band: each input's swing, the widest first."""

from __future__ import annotations

from specgen.perfmodel.charts import Mark, Rows, Scale, Span
from specgen.perfmodel.figures import figure_text
from specgen.perfmodel.uncertainty import Banded

_MOST = 12
_BELOW, _ABOVE = 2, 1


def tornado(found: Banded, what: str, unit: str = "", name: str = "tornado") -> Rows:
    """Return the chart of a figure with its band; ``what`` it is, in ``unit``."""
    drivers = found.drivers[:_MOST]
    rows = ("all together", *(one.input.name for one in drivers))
    band = f"{figure_text(found.low, unit)} to {figure_text(found.high, unit)}"
    spans = [Span(0, found.low, found.high, 7, f"nine times of ten {band}")]
    table = [("all together", figure_text(found.low, unit), figure_text(found.high, unit), "")]
    for row, one in enumerate(drivers, start=1):
        ends = ((one.at_low, "low"), (one.at_high, "high"))
        for value, end in ends:
            text = f"{one.input.name} {end}: {figure_text(value, unit)}"
            low, high = sorted((value, found.value))
            spans.append(Span(row, low, high, _BELOW if end == "low" else _ABOVE, text))
        told = (figure_text(one.at_low, unit), figure_text(one.at_high, unit), f"{100 * one.share:.0f} %")
        table.append((one.input.name, *told))
    values = [value for span in spans for value in (span.start, span.end)]
    room = (max(values) - min(values)) * 0.1 or abs(found.value) * 0.1 or 1.0
    return Rows(
        name,
        f"What widens {what}",
        f"{figure_text(found.value, unit)}, nine times of ten between {band}.",
        rows,
        Scale(what, unit, low=min(values) - room, high=max(values) + room),
        tuple(spans),
        (Mark(0, found.value, text=figure_text(found.value, unit)),),
        ((found.value, figure_text(found.value, unit)),),
        {_BELOW: "the input at its low end", _ABOVE: "at its high end", 7: "all inputs drawn together"},
        ("Input", "At its low end", "At its high end", "Share of the variance"),
        tuple(table),
    )
