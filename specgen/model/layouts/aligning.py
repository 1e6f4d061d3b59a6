"""To how many bits the elements of a layout are aligned, or vectors of them."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from specgen.model.layouts.flat import reached
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound

ANYHOW = 1 << 62
"""The alignment of a lone element at 0."""


def alignment(bound: Bound, vector: int = 1) -> int:
    """Return a power of two that divides the bit at which every element begins, counted from the tensor's first.

    It is the greatest one where nothing is padded. With ``vector`` only the elements count whose index along the last
    dimension is a multiple of that.
    """
    sizes, layout, last = reached(bound), bound.layout, bound.layout.dims[-1].name
    found = gcd(ANYHOW, layout.offset)
    for name, stride in bound.places[ADDRESS]:
        digit, step = layout.digits[name], 1
        if digit.source == last and vector % digit.divisor == 0:
            step = vector // digit.divisor
            step = step if digit.outermost else gcd(step, bound.sizes[name])
        if sizes[name] > step:
            found = gcd(found, stride * step)
    for xor in layout.xors:
        if xor.axis == ADDRESS and bound.extents[ADDRESS] > 1 << xor.src[1]:
            found = gcd(found, 1 << xor.dst[1])
    return gcd(found * bound.unit, ANYHOW)
