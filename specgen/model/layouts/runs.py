"""Which elements lie one after another, and in which order an increasing address meets digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.flat import flatten
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.layout import Layout


@frozen()
class Run:
    """Into runs of so many ``elements``, of ``bits`` without gaps, a tensor falls; ``digits`` count in one, the fastest first."""

    elements: int
    bits: int
    digits: tuple[str, ...]


@frozen()
class Step:
    """A digit on ``addr`` that takes ``size`` values ``stride`` units apart, and the dimensions that it is a part of."""

    digit: str
    dims: tuple[str, ...]
    size: int
    stride: int


def traversal(bound: Bound) -> tuple[Step, ...]:
    """Return the digits that an increasing address counts in, the fastest first; exchanged bits aside."""
    if not bound.count or ADDRESS not in bound.places:
        return ()
    terms = reversed(flatten(bound, ADDRESS).terms)
    return tuple(Step(t.digit, dims_of(bound.layout, t.digit), t.size, t.weight) for t in terms)


def dims_of(layout: Layout, digit: str) -> tuple[str, ...]:
    """Return the dimensions that a digit is a part of: several where it is merged."""
    source = layout.digits[digit].source
    if source not in layout.fused:
        return (source,)
    return tuple(dict.fromkeys(d for name, _ in layout.fused[source].digits for d in dims_of(layout, name)))


def run(bound: Bound) -> Run:
    """Return how many elements lie one after another everywhere, but for the ends of padded dimensions.

    Exchanged bits break runs at every multiple of 2^b, b the least bit that is exchanged or exchanges.
    """
    if not bound.count or ADDRESS not in bound.places:
        return Run(int(bound.count > 0), bound.unit * bound.width * (bound.count > 0), ())
    flat = flatten(bound, ADDRESS)
    elements, counted, values = 1, [], {}
    for term in reversed(flat.terms):
        values[term.digit] = term.size - 1
        unsure = flat.coupled and term in flat.merged
        if unsure or term.weight != elements * bound.width or flat.index(values) is None:
            break
        elements *= term.size
        counted.append(term.digit)
        if term.size != bound.sizes[term.digit]:
            break
    for xor in bound.layout.xors:
        if xor.axis == ADDRESS and bound.extents[ADDRESS] > 1 << xor.src[1]:
            elements = min(elements, max((1 << min(xor.dst[1], xor.src[1])) // bound.width, 1))
    return Run(elements, elements * bound.width * bound.unit, tuple(counted))
