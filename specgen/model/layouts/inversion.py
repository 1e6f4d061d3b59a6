"""From an address back to the index of what lies there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specgen.model.layouts.bound import exchanged
from specgen.model.layouts.flat import Flat, Index, flatten
from specgen.model.layouts.layout import ADDRESS
from specgen.model.layouts.search import Search
from specgen.model.layouts.tearing import torn

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound


def element_at(bound: Bound, place: Mapping[str, int] | int) -> Index | None:
    """Return the index of the element whose first copy has a unit at ``place``; None where there is a hole or padding.

    ``place`` has a coordinate for each axis, that on ``addr`` in units; it may be that alone. Of indices that differ by
    broadcast digits it is the least, of several elements that share the place any. Raises KeyError for an axis that is
    missing, and Undecided where a layout without any order would take too long to search.
    """
    if not bound.count:
        return None
    at = {ADDRESS: place} if isinstance(place, int) else dict(place)
    flat = flatten(bound)
    if not torn(flat):
        return _index(flat, {axis: at[axis] for axis in bound.places}, flat.width - 1)
    for within in range(bound.width):
        found = _index(flat, {**at, ADDRESS: at[ADDRESS] - within}, 0)
        if found is not None:
            return found
    return None


def element_on(bound: Bound, axis: str, coordinate: int) -> Index | None:
    """Return an element that begins at ``coordinate`` on one axis, wherever on others; None where none is found."""
    return _index(flatten(bound, axis), {axis: coordinate}, 0)


def _index(flat: Flat, place: dict[str, int], slack: int) -> Index | None:
    """The index of an element that begins at ``place``, or up to ``slack`` units before."""
    layout, total = flat.bound.layout, 0
    for axis, radix, room in flat.radices:
        at = place[axis]
        if at < 0:
            return None
        for xor in reversed(layout.xors):
            if xor.axis == axis:
                at = exchanged(at, xor.dst, xor.src)
        at -= layout.offset if axis == ADDRESS else 0
        if not 0 <= at < room:
            return None
        total += at * radix
    weights, highs = [t.weight for t in flat.terms], [t.size - 1 for t in flat.terms]
    for digits in Search(weights, [0] * len(weights), highs, total - slack, total).solutions():
        known = {t.digit: d for t, d in zip(flat.terms, digits, strict=True)}
        found = flat.complete(known)
        if found is not None:
            return found
    return None
