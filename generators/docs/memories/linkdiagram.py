"""What connects the instances: rings, meshes, tori, crossbars, and each with each."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.shapes import Box, Point, drawing, group, line, words

if TYPE_CHECKING:
    from specgen.model.paths import Links

_CELL, _STEP, _MARGIN = 34.0, 66.0, 26.0
MOST = 256
"""Instances that are drawn; more of them would be a grey area."""


def link_diagram(links: Links) -> str:
    """Return the drawing of links between at most `MOST` instances."""
    places = _places(links)
    width = max(x for x, _ in places) + _CELL + _MARGIN
    height = max(y for _, y in places) + _CELL + _MARGIN
    centres = [(x + _CELL / 2, y + _CELL / 2) for x, y in places]
    drawn = list(_lines(links, centres))
    if links.topology == "crossbar" and links.count > 1:
        middle = (sum(x for x, _ in centres) / links.count, sum(y for _, y in centres) / links.count)
        drawn += [line([centre, middle]) for centre in centres]
        switch = Box(middle[0] - 29, middle[1] - 14, 58, 28)
        drawn.append(
            group("fixed", "the switch", [switch.rectangle(), words(middle[0], middle[1] + 4, "switch")])
        )
    drawn += [_instance(links, number, place) for number, place in enumerate(places)]
    shape = " x ".join(map(str, links.shape))
    title = f"{links.name}: {links.topology} of {shape} {links.between.name}, at most {links.diameter} hops"
    return drawing(title, (width, height), drawn)


def _instance(links: Links, number: int, place: Point) -> str:
    box = Box(*place, _CELL, _CELL)
    where = ", ".join(map(str, links.coordinates(number)))
    parts = [box.rectangle(), words(box.middle[0], box.middle[1] + 4, number)]
    return group("operand", f"{links.between.name} {number} at ({where})", parts)


def _places(links: Links) -> list[Point]:
    """The left upper corners: in rows where there are axes, else around a circle."""
    if links.topology in ("mesh", "torus"):
        return [_on_grid(links.coordinates(number), links.shape) for number in range(links.count)]
    if links.count <= 2:
        return [(_MARGIN + _STEP * number * 2, _MARGIN) for number in range(links.count)]
    radius = max(70.0, links.count * (_CELL + 12) / (2 * pi))
    angles = (2 * pi * number / links.count - pi / 2 for number in range(links.count))
    return [(_MARGIN + radius * (1 + cos(a)), _MARGIN + radius * (1 + sin(a))) for a in angles]


def _on_grid(at: tuple[int, ...], shape: tuple[int, ...]) -> Point:
    """The last axis runs to the right, the one before it down; planes of the others stand beside and below each other."""
    x, y, width, height = 0.0, 0.0, 0.0, 0.0
    for number, (place, extent) in enumerate(zip(reversed(at), reversed(shape), strict=True)):
        if number % 2 == 0:
            x += place * (_STEP if number == 0 else width + _STEP * 1.2)
            width += (extent - 1) * (_STEP if number == 0 else width + _STEP * 1.2)
        else:
            y += place * (_STEP if number == 1 else height + _STEP * 1.2)
            height += (extent - 1) * (_STEP if number == 1 else height + _STEP * 1.2)
    return _MARGIN + x, _MARGIN + y


def _lines(links: Links, centres: list[Point]) -> Iterator[str]:
    """A line for each link; one that wraps leaves the grid at both ends, one to another plane bends around the others."""
    for one, other in links.pairs():
        a, b = centres[one], centres[other]
        away = [abs(x - y) for x, y in zip(links.coordinates(one), links.coordinates(other), strict=True)]
        if links.topology == "torus" and max(away) > 1:
            across, down = float(a[1] == b[1]), float(a[0] == b[0])
            reach = _CELL / 2 + 14
            yield line([a, (a[0] - across * reach, a[1] - down * reach)])
            yield line([b, (b[0] + across * reach, b[1] + down * reach)])
        elif links.topology in ("mesh", "torus") and len(away) > 2 and any(away[:-2]):
            bend = f"{(a[0] + b[0]) / 2 - 30 * (a[0] == b[0]):g} {(a[1] + b[1]) / 2 - 44 * (a[1] == b[1]):g}"
            yield f'<path d="M{a[0]:g} {a[1]:g}Q{bend} {b[0]:g} {b[1]:g}"/>'
        else:
            yield line([a, b])
