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
    axes: dict[str, list[Place]] = {ADDRESS: []} if ADDRESS in like.places else {}
    placed: set[str] = set()
    for dim, size in sizes.items():
        own = [part for part in parts if part.dim == dim and part.count(size) > 1]
        cut = _cut(dim, size, own)
        if cut is None:
            return None
        digits |= {digit.name: digit for digit in cut}
        for digit in cut:
            for part in own:
                if part.divisor <= digit.divisor and (part.end is None or digit.divisor < part.end):
                    if digit.name in placed:
                        return None
                    placed.add(digit.name)
                    stride = part.stride * (digit.divisor // part.divisor)
                    axes.setdefault(part.axis, []).append(Place(digit.name, Size(stride)))
    return _like(like, sizes, digits, axes, offset)


def _cut(dim: str, size: int, parts: Sequence[Part]) -> list[Digit] | None:
    """The digits of a dimension, the outermost first."""
    ends = (p.end for p in parts if p.end is not None and p.end < size)
    cuts = sorted({1, *(p.divisor for p in parts), *ends})
    if any(large % small for small, large in pairwise(cuts)):
        return None
    names = [f"{dim}{number}" for number in range(len(cuts))] if len(cuts) > 1 else [dim]
    pieces = reversed([*pairwise((*cuts, size))])
    return [
        Digit(name, dim, first, Size(-(-end // first)), outermost=name == names[0])
        for name, (first, end) in zip(names, pieces, strict=True)
    ]


def _like(
    like: Bound, sizes: Mapping[str, int], digits: dict[str, Digit], axes: dict[str, list[Place]], offset: int
) -> Bound:
    placed = {place.digit for places in axes.values() for place in places}
    banks = like.layout.banks
    layout = replace(
        like.layout,
        dims=tuple(Dim(dim, Size(size), size) for dim, size in sizes.items()),
        digits=digits,
        fused={},
        axes={axis: Axis(axis, tuple(sorted(places, key=_descending))) for axis, places in axes.items()},
        broadcast=tuple(name for name in digits if name not in placed),
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
