"""How many bits the elements of a layout take, and of which sizes functions are generated."""

from __future__ import annotations

from specgen.generators.layouts.case import Case
from specgen.generators.layouts.names import Scope
from specgen.model.layouts import ADDRESS, Layout

WHOLE, PACKED = (8, 16, 32, 64), (1, 2, 4, 8, 16, 32, 64)
MOST_BITS = 64
"""The most bits of an element that begins anywhere in a byte."""


def packed(layout: Layout) -> bool:
    """Whether elements take their bits and not whole bytes: nothing shares a byte where nothing has an address."""
    return layout.packed and ADDRESS in layout.axes


def stored_bits(layout: Layout) -> int | None:
    """Return how many bits an element takes, where the layout says so."""
    if layout.element is None:
        return None
    return layout.element.width if packed(layout) else 8 * layout.element.bytes


def moved_bits(layout: Layout) -> list[int]:
    """Return the sizes of elements that functions move, in bits: those that units of addresses and exchanges allow."""
    stored = stored_bits(layout)
    sizes = [stored] if stored is not None else PACKED if packed(layout) else WHOLE
    found = []
    for bits in sizes:
        case = Case(layout, bits, Scope("c"))
        whole = not layout.unit or bits % layout.unit == 0
        moved = not any(x.axis == ADDRESS for x in layout.xors) or case.grain() > 0
        if whole and moved and (case.aligned or bits <= MOST_BITS):
            found.append(bits)
    return found
