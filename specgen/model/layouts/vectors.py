"""Whether the vector of every lane lies without gaps, and is aligned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.bits import combined, places
from specgen.model.layouts.lanes import Touch, bits_of, inside, repetitions, touches
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.layout import Access


@frozen()
class Stray:
    """An element that does not lie where a vector wants it: at the ``bit`` from the tensor's first; ``repeat``: the counters."""

    touch: Touch
    repeat: dict[str, int]
    bit: int


def align_of(bound: Bound, access: Access) -> int:
    """Return the bytes to which an access aligns the vector of every lane."""
    if access.align is not None:
        return access.align
    bits = access.vector * bound.width * bound.unit
    return bits // 8 if access.vector > 1 and bits >= 8 and bits & bits - 1 == 0 else 1


def strays(bound: Bound, access: Access) -> tuple[Stray | None, Stray | None]:
    """Return the first vector that is not aligned, and the first element that is not behind the one before it in its vector.

    None where all that are looked at are. Raises Outside, ExpressionError.
    """
    size, bits = bound.width * bound.unit, 8 * align_of(bound, access)
    if _in_order(bound, access, bits):
        return None, None
    crooked = apart = None
    for repeat in repetitions(access)[0]:
        expected = 0
        for place, touch in enumerate(touches(bound, access, repeat)):
            bit, first = bound.bit(touch.index), place % access.vector == 0
            if crooked is None and first and bit % bits:
                crooked = Stray(touch, repeat, bit)
            if apart is None and not first and bit != expected:
                apart = Stray(touch, repeat, bit)
            expected = bit + size
        if crooked is not None and apart is not None:
            break
    return crooked, apart


def _in_order(bound: Bound, access: Access, bits: int) -> bool:
    """Whether the forms of addresses show that every vector is aligned and in order, in all repetitions."""
    sizes = (bits, bound.unit, bound.width)
    touched = bits_of(access)
    if any(one & one - 1 for one in sizes) or not inside(bound, touched.index):
        return False
    address = places(bound, touched.index)[ADDRESS]
    if address is None:
        return False
    within = sum(touched.vector)
    first = tuple(mask & ~within for mask in address)
    steps = tuple(mask & within for mask in address)
    expected = (0,) * (bound.width.bit_length() - 1) + touched.vector
    aligned = (bits // bound.unit).bit_length() - 1
    return not any(first[: max(aligned, 0)]) and not any(combined(steps, expected))
