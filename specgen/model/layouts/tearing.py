"""Whether exchanged bits tear elements apart that are wider than a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.flat import Flat


def torn(flat: Flat) -> bool:
    """Whether an element may have units in two blocks that exchanged bits move apart.

    Bits are exchanged in the address of an element's first unit. Where no element lies across a multiple of 2^b, b the
    least bit that is exchanged or exchanges, that moves whole blocks, and no two elements can meet by it.
    """
    bound = flat.bound
    if bound.width == 1:
        return False
    strides = [stride for _, stride in bound.places.get(ADDRESS, ())]
    return any(
        crosses(strides, bound.layout.offset, bound.width, min(xor.dst[1], xor.src[1]))
        for xor in bound.layout.xors
        if xor.axis == ADDRESS
    )


def crosses(strides: list[int], offset: int, width: int, bit: int) -> bool:
    """Whether an element of ``width`` units may lie across a multiple of 2^bit."""
    block = 1 << bit
    for stride in strides:
        block = min(block, stride & -stride)
    return offset % block + width > block
