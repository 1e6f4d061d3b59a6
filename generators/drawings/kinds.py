"""The kinds of drawings, each with what it shows and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specgen.generators.drawings.digits import digit_diagram
from specgen.generators.drawings.maps import bank_map, heat_map
from specgen.generators.drawings.memory import memory_strip
from specgen.generators.drawings.order import traversal
from specgen.generators.drawings.views import view
from specgen.model.layouts import ADDRESS, Bound


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of drawing; ``draw`` raises ValueError where ``fits`` says that there is nothing of the kind to draw."""

    title: str
    caption: str
    draw: Callable[[Bound], str]
    fits: Callable[[Bound], bool]


def _always(bound: Bound) -> bool:
    return bound.count > 0


def _addressed(bound: Bound) -> bool:
    return bound.count > 0 and ADDRESS in bound.places


def _banked(bound: Bound) -> bool:
    return bound.count > 0 and (bound.layout.banks is not None or bound.places.keys() != {ADDRESS})


KINDS = {
    "digits": Kind(
        "From digits to places",
        "Dimensions are split into digits, from the outermost at the left. Each digit moves its axis by its stride.",
        digit_diagram,
        lambda bound: True,
    ),
    "heat": Kind(
        "Where each element lies",
        "Blue elements lie first, brown ones last. Lines are the boundaries of digits.",
        lambda bound: heat_map(view(bound)),
        _always,
    ),
    "banks": Kind(
        "Banks",
        "Elements of one colour and number share a bank, or what is like one.",
        lambda bound: bank_map(view(bound, most=(24, 64) if bound.layout.banks is not None else (64, 128))),
        _banked,
    ),
    "order": Kind(
        "Order of addresses",
        "The path visits elements as their addresses ascend, from the dot to the square. Jumps are faint.",
        lambda bound: traversal(view(bound, most=(16, 64), panels=1)),
        _always,
    ),
    "memory": Kind(
        "What lies in memory",
        "Addresses from left to right, line by line, with the indices of the elements there. Holes and padding are hatched.",
        memory_strip,
        _addressed,
    ),
}
"""By name, in the order of a page."""
