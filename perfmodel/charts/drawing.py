"""What both kinds of drawings share: the frame, the words of an axis, the legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from specgen.perfmodel.charts.axes import Axis
from specgen.perfmodel.charts.describe import Scale
from specgen.perfmodel.figures import figure_text

WIDTH = 760.0
CHARACTER = 6.6  # the width of an average character of the 12 px type, rounded up


_COLORS = ("#1c6dd0", "#c2410c", "#0f7b4f", "#7c3aed", "#b4236a", "#0e7490", "#8a5a00", "#475569")
_STYLE = (
    f"svg {{ {' '.join(f'--sg-{n}: {color};' for n, color in enumerate(_COLORS, start=1))} background: #fff; }} "
    "text { fill: #1d2129; font-family: system-ui, sans-serif; } .tick { fill: #5f6672; } "
    ".axis { stroke: #5f6672; } .grid { stroke: #b9bfca; stroke-opacity: 0.5; }"
)


def color(number: int) -> str:
    """The colour of the page with a number."""
    return f"var(--sg-{(number - 1) % 8 + 1})"


def cut(text: str, pixels: float) -> str:
    """A text as far as it fits."""
    most = max(int(pixels / CHARACTER), 1)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def framed(title: str, description: str, height: float, parts: list[str]) -> str:
    """Return the drawing, which scales with its width and takes its colours from the page."""
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {height:g}" role="img" aria-label="{escape(title)}" font-size="12">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def standalone(drawing: str) -> str:
    """Return a drawing as a file of its own: named as SVG, with the colours that a page would give it."""
    head, _, rest = drawing.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}"><style>{_STYLE}</style>{rest}\n'


def across(x: Axis, scale: Scale, top: float, bottom: float) -> Iterator[str]:
    """Grid, numbers and title of a horizontal axis."""
    for value in x.ticks:
        at = x.at(value)
        yield f'<line class="grid" x1="{at:g}" y1="{top:g}" x2="{at:g}" y2="{bottom:g}"/>'
        words = escape(figure_text(value, scale.unit))
        yield f'<text class="tick" x="{at:g}" y="{bottom + 17:g}" text-anchor="middle">{words}</text>'
    middle = (x.start + x.end) / 2
    yield (
        f'<text class="tick" x="{middle:g}" y="{bottom + 36:g}" text-anchor="middle">{escape(scale.title)}</text>'
    )


def legend(names: Mapping[int, str], left: float, y: float) -> Iterator[str]:
    """The colours with their names, in as many lines as they need; see `legend_lines`."""
    x = left
    for number, name in names.items():
        width = 20 + len(name) * CHARACTER
        if x + width > WIDTH - 4 and x > left:
            x, y = left, y + 18
        yield f'<rect x="{x:g}" y="{y - 10:g}" width="11" height="11" rx="2" fill="{color(number)}"/>'
        yield f'<text x="{x + 16:g}" y="{y:g}">{escape(name)}</text>'
        x += width + 12


def legend_lines(names: Mapping[int, str], left: float) -> int:
    """How many lines the legend needs."""
    lines, x = 1 if names else 0, left
    for name in names.values():
        width = 20 + len(name) * CHARACTER
        if x + width > WIDTH - 4 and x > left:
            lines, x = lines + 1, left
        x += width + 12
    return lines
