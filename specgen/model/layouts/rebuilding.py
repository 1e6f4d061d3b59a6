"""From parts of dimensions back to a layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from specgen.model.layouts.layout import ADDRESS, Axis, Digit, Dim, Place
from specgen.model.layouts.sizes import Size

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.parts import Part


def rebuilt(like: Bound, sizes: Mapping[str, int], parts: Sequence[Part], offset: int) -> Bound | None:
    """Return the layout of a tensor of ``sizes`` by dimension that has these parts, and what else is said of ``like``.

    Its digits are cut wherever a part begins or ends. None where these are no multiples of each other, or a digit has two
    places.
    """
    digits: dict[str, Digit] = {}
    axes: dict[str, list[Place]] = {}
    broadcast = []
    for dim, size in sizes.items():
        own = [part for part in parts if part.dim == dim and part.count(size) > 1]
        cuts = sorted(
            {1, *(p.divisor for p in own), *(p.end for p in own if p.end is not None and p.end < size)}
        )
        if any(large % small for small, large in pairwise(cuts)):
            return None
        for number, (first, end) in enumerate(reversed([*pairwise((*cuts, size))])):
            name = f"{dim}{number}" if len(cuts) > 1 else dim
            outermost = number == 0
            digits[name] = Digit(name, dim, first, Size(-(-end // first)), outermost)
            at = [p for p in own if p.divisor <= first and (p.end is None or first < p.end)]
            for part in at:
                place = Place(name, Size(part.stride * (first // part.divisor)))
                axes.setdefault(part.axis, []).append(place)
            if not at:
                broadcast.append(name)
    if len({digit for places in axes.values() for digit in places}) < sum(map(len, axes.values())):
        return None
    if ADDRESS in like.places:
        axes.setdefault(ADDRESS, [])
    banks = like.layout.banks
    layout = replace(
        like.layout,
        dims=tuple(Dim(dim, Size(size), size) for dim, size in sizes.items()),
        digits=digits,
        fused={},
        axes={axis: Axis(axis, tuple(sorted(places, key=_descending))) for axis, places in axes.items()},
        broadcast=tuple(broadcast),
        arguments={},
        offset=offset,
        element=like.element,
        pad="any" if like.layout.pad == "forbidden" else like.layout.pad,
        capacity={},
        banks=None if banks is None or (banks.axis and banks.axis not in axes) else banks,
        accesses={},
        order="",
    )
    return layout.bind()


def _descending(place: Place) -> int:
    return -(place.stride.known or 0)
