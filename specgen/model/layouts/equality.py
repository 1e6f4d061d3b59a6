"""Whether two layouts put every element at the same place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.bits import Form, exchanged_form, inputs, places
from specgen.model.layouts.collisions import ENUMERATED, PROVED, SAMPLED
from specgen.model.layouts.enumeration import MOST_LISTED, samples
from specgen.model.layouts.flat import Index
from specgen.model.layouts.layout import ADDRESS, Xor
from specgen.model.layouts.parts import parts_of

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

MOST_COMPARED = 1 << 17

Where = dict[str, int]
"""A coordinate for each axis, that on ``addr`` in bits."""


@frozen()
class Comparison:
    """Whether two layouts agree: ``index`` None, or an element that they put elsewhere, and ``places`` where to.

    ``how``: ``proved`` from digits or bits, ``enumerated``, or ``sampled``, so that only a difference is certain.
    """

    index: Index | None
    places: tuple[Where, Where] | None
    how: str

    @property
    def equal(self) -> bool:
        """Whether no element lies elsewhere."""
        return self.index is None


def compare(one: Bound, other: Bound) -> Comparison:
    """Return whether two layouts put every element of a tensor at the same place; copies, and what they are for, aside.

    Dimensions are matched in their order, axes by their names; an axis that a layout does not have is always 0. Raises
    ValueError where the shapes differ.
    """
    if one.shape != other.shape:
        raise ValueError(f"{one.layout.name} is {one.shape}, and {other.layout.name} {other.shape}")
    if not one.count:
        return Comparison(None, None, PROVED)
    for decide in (_by_bits, _by_parts):
        suspects = decide(one, other)
        if suspects is not None:
            return _first(one, other, suspects, PROVED)
    if one.count <= MOST_COMPARED:
        return _first(one, other, product(*map(range, one.shape)), ENUMERATED)
    return _first(one, other, samples(one), SAMPLED)


def where(bound: Bound, index: Index) -> Where:
    """Return where an element lies, the axis ``addr`` in bits; coordinates that are 0 are left out."""
    found = {axis: at * (bound.unit if axis == ADDRESS else 1) for axis, at in bound.locate(index).items()}
    return {axis: at for axis, at in found.items() if at}


def _first(one: Bound, other: Bound, indices: Iterable[Index], how: str) -> Comparison:
    for index in indices:
        places = where(one, index), where(other, index)
        if places[0] != places[1]:
            return Comparison(index, places, how)
    return Comparison(None, None, how)


def _by_bits(one: Bound, other: Bound) -> list[Index] | None:
    """The elements that decide where all places are affine over the bits of an index: 0, and those of one bit."""
    known, forms = 1, []
    for size in one.shape:
        forms.append(inputs(known, size))
        known += len(forms[-1])
    for bound in (one, other):
        if bound.unit & bound.unit - 1 or None in places(bound, forms).values():
            return None
    return _corners(one.shape)


def _corners(shape: Index) -> list[Index]:
    """The first element, and those with one bit set."""
    zero = (0,) * len(shape)
    bits = ((at, 1 << bit) for at, size in enumerate(shape) for bit in range((size - 1).bit_length()))
    return [zero, *((*zero[:at], value, *zero[at + 1 :]) for at, value in bits)]


def _by_parts(one: Bound, other: Bound) -> list[Index] | None:
    """The elements that decide where both add up parts of dimensions, and exchange the same bits: 0, and one a part.

    A dimension is cut wherever a part of either begins or ends; within a piece both are multiples of its number.
    """
    parts, others = parts_of(one), parts_of(other)
    if parts is None or others is None or not _same_exchanges(one, other):
        return None
    zero = (0,) * len(one.shape)
    found = [zero]
    for place, (dim, size) in enumerate(zip(one.layout.dims, one.shape, strict=True)):
        renamed = other.layout.dims[place].name
        own = [p for p in parts if p.dim == dim.name] + [p for p in others if p.dim == renamed]
        cuts = sorted({1, size, *(p.divisor for p in own), *(p.end for p in own if p.end is not None)})
        cuts = [cut for cut in cuts if cut < size]
        if any(large % small for small, large in pairwise(cuts)):
            if size > MOST_LISTED:
                return None
            cuts = list(range(1, size))
        found += [(*zero[:place], cut, *zero[place + 1 :]) for cut in cuts]
    return found


def _same_exchanges(one: Bound, other: Bound) -> bool:
    """Whether the exchanged bits of two layouts are the same function of places."""
    xors, others = one.layout.xors, other.layout.xors
    if (xors or others) and one.unit != other.unit:
        return False
    axes = {xor.axis for xor in (*xors, *others)}
    return all(_exchanges(xors, axis) == _exchanges(others, axis) for axis in axes)


def _exchanges(xors: Iterable[Xor], axis: str) -> Form:
    form: Form = inputs(1, 1 << 64)
    for xor in xors:
        if xor.axis == axis:
            form = exchanged_form(form, xor.dst, xor.src)
    return form
