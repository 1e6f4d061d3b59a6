"""A roofline chart as SVG: two logarithmic axes, roofs named at the right, memories above their ridges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import atan2, degrees

from specgen.perfmodel.charts.axes import Axis
from specgen.perfmodel.charts.drawing import WIDTH, framed
from specgen.perfmodel.charts.rooflines.lines import Lines, Roof, Slope, ridge_text
from specgen.perfmodel.figures import plain, rate

_LEFT, _BOTTOM, _ROW, _PLOT_HEIGHT = 72.0, 46.0, 17.0, 330.0
_CHARACTER = 6.3  # the width of an average character of the 12 px type, rounded up


def draw(lines: Lines, title: str, description: str) -> str:
    """Return the drawing, which scales with its width and takes its colours from the page (``--sg-1`` and on)."""
    right = max((len(_named(roof)) for roof in lines.roofs), default=0) * _CHARACTER + 26
    labelled = sorted((s for s in lines.slopes if s.at_ridge), key=lambda s: -s.ridge)
    x = Axis(*lines.intensities, _LEFT, WIDTH - right, log=True)
    rows = _rows(labelled, x)
    top = 14 + _ROW * (max(rows, default=-1) + 1)
    y = Axis(*lines.rates, top + _PLOT_HEIGHT, top, log=True)
    height = top + _PLOT_HEIGHT + _BOTTOM
    parts = [*_grid(x, y), *_slopes(lines.slopes, x, y), *_roofs(lines, x, y)]
    for slope, row in zip(labelled, rows, strict=True):
        parts += _ridge(slope, x.at(slope.ridge), y.at(slope.top), top - 8 - _ROW * row)
    return framed(title, description, height, parts)


def _named(roof: Roof) -> str:
    return f"{roof.name}: {rate(roof.rate, 'op/s')}"


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    for value in x.ticks:
        at = x.at(value)
        yield f'<line class="grid" x1="{at:g}" y1="{y.end:g}" x2="{at:g}" y2="{y.start:g}"/>'
        yield f'<text class="tick" x="{at:g}" y="{y.start + 17:g}" text-anchor="middle">{plain(value)}</text>'
    for value in y.ticks:
        at = y.at(value)
        yield f'<line class="grid" x1="{x.start:g}" y1="{at:g}" x2="{x.end:g}" y2="{at:g}"/>'
        yield f'<text class="tick" x="{x.start - 7:g}" y="{at + 4:g}" text-anchor="end">{rate(value, "")}</text>'
    yield f'<path class="axis" fill="none" d="M{x.start:g} {y.end:g}V{y.start:g}H{x.end:g}"/>'
    middle = (x.start + x.end) / 2
    yield f'<text class="tick" x="{middle:g}" y="{y.start + 38:g}" text-anchor="middle">operations per byte</text>'
    centre = (y.start + y.end) / 2
    turned = f'transform="rotate(-90 14 {centre:g})"'
    yield f'<text class="tick" x="14" y="{centre:g}" text-anchor="middle" {turned}>operations per second</text>'


def _slopes(slopes: Sequence[Slope], x: Axis, y: Axis) -> Iterator[str]:
    for slope in slopes:
        low = max(x.low, y.low / slope.rate)
        points = f"M{x.at(low):g} {y.at(low * slope.rate):g}L{x.at(slope.ridge):g} {y.at(slope.top):g}"
        yield f'<path d="{points}" fill="none" stroke="var(--sg-{slope.color})" stroke-width="2"/>'
    along = [slope for slope in slopes if not slope.at_ridge]
    for number, slope in enumerate(along, start=1):
        yield _along(slope, x, y, number / (len(along) + 1))


def _along(slope: Slope, x: Axis, y: Axis, part: float) -> str:
    """A name above its line, turned with it; ``part`` tells how far along, so that names stand apart."""
    low = max(x.low, y.low / slope.rate)
    left, right = x.at(low), x.at(slope.ridge)
    bottom, top = y.at(low * slope.rate), y.at(slope.top)
    at = left + part * (right - left), bottom + part * (top - bottom)
    angle = degrees(atan2(top - bottom, right - left))
    turned = f'transform="rotate({angle:.1f} {at[0]:.1f} {at[1]:.1f})"'
    return (
        f'<text x="{at[0]:.1f}" y="{at[1] - 6:.1f}" text-anchor="middle" {turned}>{escape(slope.name)}</text>'
    )


def _roofs(lines: Lines, x: Axis, y: Axis) -> Iterator[str]:
    """The roofs, and their names beside them, moved apart where they would touch."""
    roofs = sorted(lines.roofs, key=lambda roof: -roof.rate)
    wanted = [y.at(roof.rate) for roof in roofs]
    for roof, level, label in zip(roofs, wanted, spread(wanted, y.end, y.start), strict=True):
        left, color = x.at(max(lines.start(roof), x.low)), f"var(--sg-{roof.color})"
        yield f'<path d="M{left:g} {level:g}H{x.end:g}" stroke="{color}" stroke-width="2" fill="none"/>'
        yield f'<path d="M{x.end:g} {level:g}L{x.end + 14:g} {label:g}" stroke="{color}" fill="none"/>'
        yield f'<text x="{x.end + 18:g}" y="{label + 4:g}">{escape(_named(roof))}</text>'


def spread(wanted: list[float], low: float, high: float) -> list[float]:
    """Return ascending positions, a row apart or more, as near to the ascending ``wanted`` as pushing on allows."""
    placed: list[float] = []
    for at in wanted:
        placed.append(max(at, placed[-1] + _ROW) if placed else max(at, low))
    for n in range(len(placed) - 1, -1, -1):
        limit = placed[n + 1] - _ROW if n + 1 < len(placed) else high
        placed[n] = min(placed[n], limit)
    return placed


def _rows(slopes: list[Slope], x: Axis) -> list[int]:
    """The row of each label above the plot, for slopes from right to left; one row up where the text would touch."""
    edges: list[float] = []
    rows = []
    for slope in slopes:
        left = x.at(slope.ridge)
        right = left + 5 + len(ridge_text(slope)) * _CHARACTER
        row = next((n for n, edge in enumerate(edges) if right < edge), len(edges))
        edges[row:] = [left, *edges[row + 1 :]]
        rows.append(row)
    return rows


def _ridge(slope: Slope, x: float, y: float, label: float) -> Iterator[str]:
    color = f"var(--sg-{slope.color})"
    yield f'<path d="M{x:g} {y:g}V{label - 8:g}" stroke="{color}" stroke-dasharray="2 3" fill="none"/>'
    yield f'<circle cx="{x:g}" cy="{y:g}" r="3.5" fill="{color}"/>'
    yield f'<text x="{x + 5:g}" y="{label:g}">{escape(ridge_text(slope))}</text>'
