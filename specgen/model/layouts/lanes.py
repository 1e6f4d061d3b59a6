"""The elements that lanes touch at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from random import Random
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.bits import Form, added, constant, form_of, greatest, inputs
from specgen.model.layouts.collisions import ENUMERATED, SAMPLED
from specgen.model.layouts.flat import Index

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.layout import Access

MOST_TOUCHED = 1 << 12
"""Elements of all lanes and repetitions together that are looked at."""


@frozen()
class Touch:
    """A lane, and an element that it reads or writes."""

    lane: int
    index: Index


class Outside(ValueError):
    """A lane's element is not there: ``touch``, and the counters' values ``repeat``."""

    def __init__(self, touch: Touch, repeat: Mapping[str, int]) -> None:
        super().__init__(f"lane {touch.lane} reads ({', '.join(map(str, touch.index))})")
        self.touch, self.repeat = touch, dict(repeat)


def repetitions(access: Access) -> tuple[list[dict[str, int]], str]:
    """Return the values of the counters that are looked at: all, or where these are too many the ends and some drawn."""
    names, counts = [name for name, _ in access.repeat], [count for _, count in access.repeat]
    room = max(MOST_TOUCHED // (access.lanes * access.vector), 4)
    if prod(counts) <= room:
        return [dict(zip(names, values, strict=True)) for values in product(*map(range, counts))], ENUMERATED
    draw, last = Random(0), [count - 1 for count in counts]
    some = [[0] * len(counts), last, *([draw.randint(0, most) for most in last] for _ in range(room - 2))]
    return [dict(zip(names, values, strict=True)) for values in some], SAMPLED


def firsts(access: Access, repeat: Mapping[str, int]) -> Iterator[Touch]:
    """Yield the first element of every lane, be it there or not. Raises ExpressionError."""
    names = {**access.constants, **repeat}
    for lane in range(access.lanes):
        names["lane"] = lane
        yield Touch(lane, tuple(one.whole(names) for one in access.index))


@frozen()
class Bits:
    """The elements that lanes touch as forms over the bits of lane, counters and, ``vector``, the place in the vector.

    ``index`` has a form for each dimension, None where it is not affine.
    """

    index: tuple[Form | None, ...]
    vector: Form


def bits_of(access: Access) -> Bits:
    """Return the forms of what an access touches."""
    known, forms = 1, {name: constant(value) for name, value in access.constants.items() if value >= 0}
    for name, size in (("lane", access.lanes), *access.repeat):
        forms[name] = inputs(known, size)
        known += len(forms[name])
    vector = inputs(known, access.vector)
    *outer, last = (form_of(one.tree, forms) for one in access.index)
    return Bits((*outer, added(last, vector)), vector)


def inside(bound: Bound, index: Sequence[Form | None]) -> bool:
    """Whether forms show that every index is there."""
    return all(
        form is not None and greatest(form) < size for form, size in zip(index, bound.shape, strict=True)
    )


def outside(bound: Bound, access: Access) -> Outside | None:
    """Return the first element that a lane reads beyond a dimension, of all or some repetitions. Raises ExpressionError."""
    if inside(bound, bits_of(access).index):
        return None
    for repeat in repetitions(access)[0]:
        for first in firsts(access, repeat):
            *outer, last = first.index
            for index in (first.index, (*outer, last + access.vector - 1)):
                if not bound.holds(index):
                    return Outside(Touch(first.lane, index), repeat)
    return None


def touches(bound: Bound, access: Access, repeat: Mapping[str, int]) -> Iterator[Touch]:
    """Yield all elements that the lanes read or write at once. Raises Outside, ExpressionError."""
    for first in firsts(access, repeat):
        *outer, last = first.index
        for element in range(last, last + access.vector):
            touch = Touch(first.lane, (*outer, element))
            if not bound.holds(touch.index):
                raise Outside(touch, repeat)
            yield touch
