"""Layouts made of layouts: one behind another, a box of a tensor, copies of a tile, dimensions in another order, the inverse.

What is made has fixed sizes, constant strides and one copy. None is returned where there is no such layout: where an index
would carry from one digit to the next, where merged digits are no parts of dimensions, or where places have gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.model.layouts.layout import ADDRESS, Layout
from specgen.model.layouts.parts import Part, parts_of
from specgen.model.layouts.rebuilding import rebuilt

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound


def permuted(layout: Layout, order: Sequence[str]) -> Layout:
    """Return a layout with its dimensions in another order; what is accessed is left out.

    Raises ValueError where ``order`` does not have each dimension once.
    """
    dims = {d.name: d for d in layout.dims}
    if sorted(order) != sorted(dims):
        raise ValueError(f"the dimensions of {layout.name} are {', '.join(dims)}")
    return replace(layout, dims=tuple(dims[name] for name in order), accesses={}, order="")


def box(bound: Bound, start: Sequence[int], shape: Sequence[int]) -> Bound | None:
    """Return the layout of the elements from ``start`` on as a tensor of its own, with the same byte 0; None as above.

    Raises ValueError for a box that is not within the tensor.
    """
    parts = parts_of(bound)
    at = dict.fromkeys(bound.places, 0)
    for dim, first, size, whole in zip(bound.layout.dims, start, shape, bound.shape, strict=True):
        if first < 0 or size < 1 or first + size > whole:
            raise ValueError(f"{first} to {first + size - 1} is not within {dim.name}, of {whole}")
        for part in parts or ():
            if part.dim != dim.name:
                continue
            ends = (part.divisor,) if part.end is None else (part.divisor, part.end)
            if any(first % end + min(size, end) > end for end in ends):
                return None
            at[part.axis] += part.value(first) * part.stride
    offset = bound.layout.offset + at.pop(ADDRESS, 0)
    if parts is None or any(at.values()):
        return None
    return rebuilt(bound, dict(zip((d.name for d in bound.layout.dims), shape, strict=True)), parts, offset)


def compose(outer: Bound, inner: Bound) -> Bound | None:
    """Return where ``outer`` puts the element at the index that ``inner`` gives: its axes are dimensions of ``outer``.

    Dimensions that it does not name are 0. Raises ValueError where ``inner`` goes beyond ``outer``, or names another axis.
    """
    shape = dict(zip((d.name for d in outer.layout.dims), outer.shape, strict=True))
    for axis, extent in inner.extents.items():
        if axis not in shape:
            raise ValueError(f"{outer.layout.name} has no dimension {axis}")
        if extent > shape[axis]:
            raise ValueError(
                f"{axis} goes to {extent - 1}, and that of {outer.layout.name} to {shape[axis] - 1}"
            )
    own, others = parts_of(outer), parts_of(inner)
    if own is None or others is None or inner.layout.xors or inner.layout.offset or inner.width > 1:
        return None
    found: list[Part] = []
    sizes = dict(zip((d.name for d in inner.layout.dims), inner.shape, strict=True))
    for axis in inner.places:
        behind = [part for part in own if part.dim == axis]
        pieces = _cut([part for part in others if part.axis == axis], behind, sizes)
        if pieces is None:
            return None
        found += _through(pieces, behind)
    return rebuilt(outer, sizes, found, outer.layout.offset)


def _cut(parts: list[Part], behind: list[Part], sizes: dict[str, int]) -> list[Part] | None:
    """Parts cut where parts of the number that they add up to begin or end, None where they cannot be or where they carry."""
    ends = sorted({end for part in behind for end in (part.divisor, part.end) if end is not None})
    for end in ends:
        pieces: list[Part] = []
        for part in parts:
            if part.stride >= end or part.stride * part.count(sizes[part.dim]) <= end:
                pieces.append(part)
                continue
            low = end // part.stride
            if end % part.stride or (part.size is not None and part.size % low):
                return None
            high = None if part.size is None else part.size // low
            pieces.append(replace(part, size=low))
            pieces.append(replace(part, divisor=part.divisor * low, size=high, stride=end))
        below = [p for p in pieces if p.stride < end]
        if any(p.stride % end for p in pieces if p.stride >= end):
            return None
        if sum((p.count(sizes[p.dim]) - 1) * p.stride for p in below) >= end:
            return None
        parts = pieces
    return parts


def _through(pieces: list[Part], behind: list[Part]) -> Iterator[Part]:
    """Where pieces of a number are put by the parts of it that they lie in."""
    for piece in pieces:
        for part in behind:
            if part.divisor <= piece.stride and (part.end is None or piece.stride < part.end):
                yield replace(piece, axis=part.axis, stride=piece.stride // part.divisor * part.stride)


def repeated(tile: Bound, counts: Sequence[int]) -> Bound | None:
    """Return a tensor of ``counts`` tiles a dimension, one after another on ``addr``, those along the last dimension first.

    None as above, and where a tile is padded or exchanges bits that differ from tile to tile.
    """
    parts, layout = parts_of(tile), tile.layout
    room = tile.extents[ADDRESS] - layout.offset
    xors = [xor for xor in layout.xors if xor.axis == ADDRESS]
    block = max((2 << max(xor.dst[0], xor.src[0]) for xor in xors), default=1)
    if parts is None or room % block or (xors and layout.offset):
        return None
    sizes = dict(zip((d.name for d in layout.dims), tile.shape, strict=True))
    if any(sizes[p.dim] % (p.end or p.divisor) for p in parts):
        return None
    found = [replace(p, size=p.count(sizes[p.dim])) for p in parts]
    stride = room
    for dim, count in zip(reversed(layout.dims), reversed(counts), strict=True):
        found.append(Part(dim.name, sizes[dim.name], None, ADDRESS, stride))
        sizes[dim.name] *= count
        stride *= count
    return rebuilt(tile, sizes, found, layout.offset)


def inverse(bound: Bound) -> Bound | None:
    """Return the layout from places to indices: its dimensions are the axes, in elements, and its axes the dimensions.

    None as above, and where bits are exchanged, elements are broadcast, or there is an offset.
    """
    parts, layout = parts_of(bound), bound.layout
    if parts is None or layout.xors or layout.broadcast or layout.offset or not bound.count:
        return None
    whole = dict(zip((d.name for d in layout.dims), bound.shape, strict=True))
    found, sizes = [], {}
    for axis in bound.places:
        reach = bound.width if axis == ADDRESS else 1
        first = reach
        for part in sorted((p for p in parts if p.axis == axis), key=lambda p: p.stride):
            count = part.count(whole[part.dim])
            if part.stride != reach or whole[part.dim] % (part.divisor * count):
                return None
            found.append(Part(axis, reach // first, count, part.dim, part.divisor))
            reach *= count
        sizes[axis] = reach // first
    return rebuilt(bound, sizes, found, 0)
