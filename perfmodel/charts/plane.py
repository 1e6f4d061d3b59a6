"""Lines and points over two axes as a drawing: rooflines with operators, Pareto fronts."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import sqrt

from specgen.perfmodel.charts.axes import Axis, axis
from specgen.perfmodel.charts.describe import Dot, Plane
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

_LEFT, _HEIGHT, _NAMED = 84.0, 330.0, 14


def draw_plane(chart: Plane) -> str:
    """Return the drawing of a plane."""
    x = axis(chart.x, _values(chart, 0), _LEFT, WIDTH - 26)
    lines = legend_lines(chart.legend, _LEFT)
    top = 14.0 + 18 * lines
    bottom = top + _HEIGHT
    y = axis(chart.y, _values(chart, 1), bottom, top)
    parts = [
        *legend(chart.legend, _LEFT, 14),
        *across(x, chart.x, top, bottom),
        *_up(chart, y, x),
        *_lines(chart, x, y),
        *_dots(chart, x, y),
        f'<path class="axis" fill="none" d="M{x.start:g} {top:g}V{bottom:g}H{x.end:g}"/>',
    ]
    return framed(chart.title, described(chart), bottom + 44, parts)


def described(chart: Plane) -> str:
    """What the plane shows, in words, for those who do not see it."""
    lines = [line.text or line.name for line in chart.lines]
    dots = [dot.text or dot.name for dot in chart.dots[:30]]
    return f"{chart.summary} {'; '.join([*lines, *dots])}".strip()


def _values(chart: Plane, which: int) -> Iterator[float]:
    for line in chart.lines:
        yield from (point[which] for point in line.points)
    yield from ((dot.x, dot.y)[which] for dot in chart.dots)


def _up(chart: Plane, y: Axis, x: Axis) -> Iterator[str]:
    for value in y.ticks:
        at = y.at(value)
        yield f'<line class="grid" x1="{x.start:g}" y1="{at:g}" x2="{x.end:g}" y2="{at:g}"/>'
        words = escape(figure_text(value, chart.y.unit))
        yield f'<text class="tick" x="{x.start - 7:g}" y="{at + 4:g}" text-anchor="end">{words}</text>'
    centre = (y.start + y.end) / 2
    turned = f'transform="rotate(-90 14 {centre:g})"'
    yield f'<text class="tick" x="14" y="{centre:g}" text-anchor="middle" {turned}>{escape(chart.y.title)}</text>'


def _lines(chart: Plane, x: Axis, y: Axis) -> Iterator[str]:
    for line in chart.lines:
        path = "L".join(f"{x.at(a):g} {y.at(b):g}" for a, b in line.points)
        dash = ' stroke-dasharray="6 4"' if line.dash else ""
        words = f"<title>{escape(line.text or line.name)}</title>"
        yield f'<path d="M{path}" fill="none" stroke="{color(line.color)}" stroke-width="2"{dash}>{words}</path>'
    taken: list[float] = []
    for line in chart.lines:
        (left, low), (right, high) = line.points[0], line.points[-1]
        level = low == high
        at, up = (x.at(right) - 2, y.at(high) - 5) if level else (x.at(left) + 4, y.at(low) - 8)
        if len(chart.lines) > 1 and all(abs(up - other) >= 13 for other in taken):
            taken.append(up)
            anchor = ' text-anchor="end"' if level else ""
            yield f'<text x="{at:g}" y="{up:g}"{anchor}>{escape(line.name)}</text>'


def _dots(chart: Plane, x: Axis, y: Axis) -> Iterator[str]:
    """The points, and the names of the weightiest beside them where they do not touch others."""
    taken: list[tuple[float, float, float]] = []
    weighty = sorted(chart.dots, key=lambda dot: -dot.share)[:_NAMED]
    for dot in chart.dots:
        at, up, radius = x.at(dot.x), y.at(dot.y), _radius(dot)
        words = escape(dot.text or dot.name)
        yield (
            f'<circle cx="{at:g}" cy="{up:g}" r="{radius:.1f}" fill="{color(dot.color)}" '
            f'fill-opacity="0.8"><title>{words}</title></circle>'
        )
    for dot in weighty:
        at, up, radius = x.at(dot.x), y.at(dot.y), _radius(dot)
        name = cut(dot.name, 150)
        width = len(name) * CHARACTER
        right = at + radius + 4
        left, anchor = (right, "start") if right + width < WIDTH else (at - radius - 4 - width, "end")
        if any(abs(up - b) < 13 and left < d and c < left + width for b, c, d in taken):
            continue
        taken.append((up, left, left + width))
        edge = left if anchor == "start" else left + width
        yield f'<text x="{edge:g}" y="{up + 4:g}" text-anchor="{anchor}">{escape(name)}</text>'


def _radius(dot: Dot) -> float:
    """A radius so that the area tells the share."""
    return 3.5 + 12 * sqrt(min(max(dot.share, 0.0), 1.0))
