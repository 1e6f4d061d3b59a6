"""Whether the vector of every lane lies without gaps, and is aligned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.lanes import Touch, repetitions, touches

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def misaligned(bound: Bound, access: Access) -> Stray | None:
    """Return the first element of a vector that is not aligned; None where all that are looked at are.

    Raises Outside, ExpressionError.
    """
    bits = 8 * align_of(bound, access)
    return next((one for one, first in _elements(bound, access) if first and one.bit % bits), None)


def scattered(bound: Bound, access: Access) -> Stray | None:
    """Return the first element that does not lie behind the one before it in its vector; None as `misaligned`.

    Raises Outside, ExpressionError.
    """
    expected = 0
    for one, first in _elements(bound, access):
        if not first and one.bit != expected:
            return one
        expected = one.bit + bound.width * bound.unit
    return None


def _elements(bound: Bound, access: Access) -> Iterator[tuple[Stray, bool]]:
    """All elements that are looked at, and whether they are the first of a vector."""
    for repeat in repetitions(access)[0]:
        for place, touch in enumerate(touches(bound, access, repeat)):
            yield Stray(touch, repeat, bound.bit(touch.index)), place % access.vector == 0
