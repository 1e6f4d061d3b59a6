"""What drawings are made of: elements, runs of cells as strokes, boundaries, labels; and files of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files as resources

LEVELS = 12
"""Colours of a scale, from the least to the greatest."""
CHARACTER = 6.1
"""The width of a character of the 10 px type, rounded up."""


@cache
def style() -> str:
    """Return the style sheet of the drawings, whose colours are variables for light and dark pages."""
    return (resources(__package__) / "drawings.css").read_text(encoding="utf-8")


def element(
    kind: str, title: str, description: str, size: tuple[float, float], parts: Iterable[str], data: str = ""
) -> str:
    """Return a drawing that scales with its page; ``data`` are further attributes."""
    width, height = size
    return (
        f'<svg class="sg-layout {kind}" viewBox="0 0 {width:g} {height:g}" style="--sg-width:{width:g}px" role="img" '
        f'aria-label="{escape(title)}"{data}><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def standalone(drawing: str) -> str:
    """Return a drawing as a file of its own, with the colours that a page would give it."""
    head, _, rest = drawing.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{style()}</style>{rest}\n'


def text(x: float, y: float, words: object, kind: str = "", anchor: str = "") -> str:
    """Return a text; ``anchor`` is ``start`` or ``end`` where it is not in the middle."""
    attributes = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text{attributes} x="{x:g}" y="{y:g}">{escape(str(words))}</text>'


def runs(levels: Sequence[Sequence[int | None]]) -> str:
    """Return a grid's cells, 1 wide and high, as one stroke path a level; None is left empty.

    Neighbours in a row that have the same level are one stroke: 4096 cells take a few kilobytes.
    """
    paths: dict[int, list[str]] = {}
    for y, row in enumerate(levels):
        x = 0
        while x < len(row):
            end = next((n for n in range(x, len(row)) if row[n] != row[x]), len(row))
            level = row[x]
            if level is not None:
                paths.setdefault(level, []).append(f"M{x} {y}.5h{end - x}")
            x = end
    return "".join(f'<path class="h{level}" d="{"".join(paths[level])}"/>' for level in sorted(paths))


def scaled(left: float, top: float, cell: float, inner: str) -> str:
    """Return what is drawn in units of cells, at its place."""
    return f'<g class="cells" transform="translate({left:g} {top:g}) scale({cell:g})">{inner}</g>'


def lines(boundaries: Mapping[int, int], length: int, *, across: bool) -> str:
    """Return boundaries in units of cells, one path a level: ``across`` ones lie, others stand."""
    levels: dict[int, list[str]] = {}
    for at, level in boundaries.items():
        levels.setdefault(level, []).append(f"M0 {at}h{length}" if across else f"M{at} 0v{length}")
    return "".join(
        f'<path class="edge e{min(level, 3)}" d="{"".join(d)}"/>' for level, d in sorted(levels.items())
    )


def level(value: int, most: int) -> int:
    """Return the colour of a value from 0 to ``most``."""
    return value * (LEVELS - 1) // most if most > 0 else 0
