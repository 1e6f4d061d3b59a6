"""Rows of spans as a drawing: breakdowns, timelines, gaps, tornadoes, targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from specgen.perfmodel.charts.axes import Axis, axis
from specgen.perfmodel.charts.describe import Rows, Span
from specgen.perfmodel.charts.drawing import (
    CHARACTER,
    WIDTH,
    across,
    color,
    cut,
    framed,
    legend,
    legend_lines,
)
from specgen.perfmodel.figures import figure_text

_ROW, _BAR, _THIN_BAR, _MOST_LABEL = 24.0, 16.0, 4.0, 220.0
_THIN = 0.4  # pixels: spans of one colour that lie closer are drawn as one


def draw_rows(chart: Rows) -> str:
    """Return the drawing of rows."""
    widest = max((len(name) for name in chart.rows), default=0) * CHARACTER
    left = min(widest, _MOST_LABEL) + 14
    x = axis(chart.x, _values(chart), left, WIDTH - 26)
    lines = legend_lines(chart.legend, left)
    top = 8.0 + 18 * lines + (16 if chart.rules else 0)
    bottom = top + _ROW * max(len(chart.rows), 1) + 4
    parts = [
        *legend(chart.legend, left, 14),
        *across(x, chart.x, top, bottom),
        *_names(chart, left, top),
        *_spans(chart, x, top),
        *_rules(chart, x, top, bottom),
        *_marks(chart, x, top),
        f'<path class="axis" fill="none" d="M{left:g} {top:g}V{bottom:g}H{WIDTH - 26:g}"/>',
    ]
    return framed(chart.title, described(chart), bottom + 44, parts)


def described(chart: Rows) -> str:
    """What a drawing of rows shows, in words, for those who do not see it."""
    told = [
        f"{chart.rows[one.row]}: {one.text or figure_text(one.end - one.start, chart.x.unit)}"
        for one in chart.spans[:40]
    ]
    more = f"; and {len(chart.spans) - 40} more" if len(chart.spans) > 40 else ""
    return f"{chart.summary} {'; '.join(told)}{more}".strip()


def _values(chart: Rows) -> Iterator[float]:
    for span in chart.spans:
        yield from (span.start, span.end)
    yield from (mark.at for mark in chart.marks)
    yield from (at for at, _ in chart.rules)


def _names(chart: Rows, left: float, top: float) -> Iterator[str]:
    for number, name in enumerate(chart.rows):
        y = top + _ROW * number + _ROW / 2 + 4
        words = cut(name, left - 12)
        whole = f"<title>{escape(name)}</title>" if words != name else ""
        yield f'<text x="{left - 8:g}" y="{y:g}" text-anchor="end">{whole}{escape(words)}</text>'


def _spans(chart: Rows, x: Axis, top: float) -> Iterator[str]:
    for span in _joined(chart.spans, x):
        start, end = x.at(span.start), x.at(span.end)
        height = _THIN_BAR if span.thin else _BAR
        y = top + _ROW * span.row + (_ROW - height) / 2
        start, width = min(start, end), max(abs(end - start), 0.6)
        words = f"<title>{escape(span.text)}</title>" if span.text else ""
        yield (
            f'<rect x="{start:g}" y="{y:g}" width="{width:.4g}" height="{height:g}" '
            f'fill="{color(span.color)}">{words}</rect>'
        )


def _joined(spans: Iterable[Span], x: Axis) -> list[Span]:
    """Spans of a row and a colour that nobody could tell apart as one: a timeline may have a million."""
    made: list[Span] = []
    last: dict[tuple[int, int, bool], int] = {}
    for span in spans:
        key = span.row, span.color, span.thin
        before = made[last[key]] if key in last else None
        if before is not None and _touching(before, span, x):
            end = max(before.end, span.end)
            made[last[key]] = Span(span.row, before.start, end, span.color, before.text, span.thin)
            continue
        last[key] = len(made)
        made.append(span)
    return made


def _touching(before: Span, span: Span, x: Axis) -> bool:
    """Whether both are slivers without a gap that shows."""
    gap = x.at(span.start) - x.at(before.end)
    return 0 <= gap < _THIN and x.at(span.end) - x.at(span.start) < 2


def _rules(chart: Rows, x: Axis, top: float, bottom: float) -> Iterator[str]:
    for value, name in chart.rules:
        at = x.at(value)
        anchor = "end" if at > WIDTH * 0.7 else "start"
        yield f'<line class="axis" x1="{at:g}" y1="{top - 4:g}" x2="{at:g}" y2="{bottom:g}" stroke-dasharray="4 3"/>'
        yield f'<text x="{at:g}" y="{top - 8:g}" text-anchor="{anchor}">{escape(name)}</text>'


def _marks(chart: Rows, x: Axis, top: float) -> Iterator[str]:
    for mark in chart.marks:
        at, y = x.at(mark.at), top + _ROW * mark.row
        words = f"<title>{escape(mark.text)}</title>" if mark.text else ""
        if mark.dot:
            yield f'<circle cx="{at:g}" cy="{y + _ROW / 2:g}" r="4.5" fill="{color(mark.color)}">{words}</circle>'
        else:
            yield (
                f'<path d="M{at:g} {y + 1:g}v{_ROW - 2:g}" stroke="{color(mark.color)}" stroke-width="3">{words}</path>'
            )
