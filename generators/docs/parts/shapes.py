"""What drawings of memories and links are made of: boxes, arrows and words in the classes of bit diagrams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

from specgen.generators.docs.parts.text import html

#: The width of a character of the 12 px type, and of the small 10 and 11 px type.
CHARACTER, SMALL = 7.4, 6.8

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.left + self.width / 2, self.top + self.height / 2

    def rectangle(self) -> str:
        """Its element."""
        return f'<rect x="{self.left:g}" y="{self.top:g}" width="{self.width:g}" height="{self.height:g}"/>'


def drawing(title: str, size: Point, parts: Iterable[str]) -> str:
    """Return an SVG that follows the page's colours, as wide as it is or as the page allows."""
    width, height = size
    return (
        f'<div class="sg-drawing" data-search-exclude><svg class="sg-bits" viewBox="0 0 {width:g} {height:g}" '
        f'style="--sg-width:{width:g}px" '
        f'role="group" aria-label="{html(title)}"><title>{html(title)}</title>{"".join(parts)}</svg></div>'
    )


def words(x: float, y: float, text: object, kind: str = "name") -> str:
    """Return a text: ``name`` and ``bit`` (small) in the middle of x, ``lane`` (small) and ``below`` from x on."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{html(str(text))}</text>'


def group(kind: str, about: str, parts: Iterable[str], address: str = "") -> str:
    """Return shapes of one kind (``operand``, ``fixed``, ``reserved``) with what a pointer is told, and a link."""
    inner = f"<title>{html(about)}</title>{''.join(parts)}"
    if address:
        return f'<a class="{kind}" href="{html(address)}">{inner}</a>'
    return f'<g class="{kind}">{inner}</g>'


def line(points: Iterable[Point]) -> str:
    """Return a line through points."""
    return f'<path d="M{"L".join(f"{x:g} {y:g}" for x, y in points)}"/>'


def arrow(points: list[Point]) -> str:
    """Return a line through points with a head at the last."""
    (x, y), (end_x, end_y) = points[-2:]
    length = hypot(end_x - x, end_y - y) or 1.0
    along_x, along_y = (end_x - x) / length, (end_y - y) / length
    base_x, base_y = end_x - 8 * along_x, end_y - 8 * along_y
    left = f"{base_x - 3.5 * along_y:g} {base_y + 3.5 * along_x:g}"
    right = f"{base_x + 3.5 * along_y:g} {base_y - 3.5 * along_x:g}"
    head = f'<path class="head" d="M{end_x:g} {end_y:g}L{left}L{right}Z"/>'
    return line([*points[:-1], (base_x, base_y)]) + head
