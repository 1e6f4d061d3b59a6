"""From the ideal to what was measured: a waterfall of named causes."""

from __future__ import annotations

from collections.abc import Mapping

from specgen.perfmodel.charts import Rows, Scale, Span
from specgen.perfmodel.figures import figure_text

_IDEAL, _CAUSE, _LESS, _MEASURED = 3, 2, 1, 8


def gap(causes: Mapping[str, float], measured: float, title: str, name: str = "gap") -> Rows:
    """Return the waterfall: ``causes`` in seconds, the ideal first, then up (or down) to the ``measured`` time.

    What the causes do not explain is a row of its own.
    """
    parts = dict(causes)
    parts["unexplained"] = measured - sum(parts.values())
    spans, at = [], 0.0
    table = []
    for number, (cause, seconds) in enumerate(parts.items()):
        low, high = sorted((at, at + seconds))
        color = _IDEAL if number == 0 else _CAUSE if seconds >= 0 else _LESS
        spans.append(Span(number, low, high, color, f"{cause}: {figure_text(seconds, 's')}"))
        table.append((cause, figure_text(seconds, "s"), f"{100 * seconds / measured:.1f} %"))
        at += seconds
    rows = (*parts, "measured")
    spans.append(Span(len(parts), 0.0, measured, _MEASURED, f"measured: {figure_text(measured, 's')}"))
    ideal = next(iter(parts.values()))
    return Rows(
        name,
        title,
        f"Measured {figure_text(measured, 's')}, {measured / ideal:.2f} times the ideal.",
        rows,
        Scale("time", "s"),
        tuple(spans),
        legend={_IDEAL: "ideal", _CAUSE: "adds", _LESS: "takes off", _MEASURED: "measured"},
        columns=("Cause", "Time", "Of the measured time"),
        table=tuple(table),
    )
