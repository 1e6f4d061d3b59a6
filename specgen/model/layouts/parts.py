"""A bound layout as parts of its dimensions with constant strides, merged digits put back where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.layout import Digit

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound


@frozen()
class Part:
    """``index // divisor % size`` of a dimension adds ``stride`` on ``axis``; size None: no remainder is taken."""

    dim: str
    divisor: int
    size: int | None
    axis: str
    stride: int

    @property
    def end(self) -> int | None:
        """The least number in which the part is 0 again."""
        return None if self.size is None else self.divisor * self.size

    def value(self, number: int) -> int:
        """Return what the part of a number is."""
        return number // self.divisor if self.size is None else number // self.divisor % self.size

    def count(self, size: int) -> int:
        """Return how many values the part has where the dimension has ``size``."""
        found = -(-size // self.divisor)
        return found if self.size is None else min(found, self.size)


def parts_of(bound: Bound) -> tuple[Part, ...] | None:
    """Return the parts of a layout; None where merged digits are split so that they are no parts of dimensions."""
    layout, found = bound.layout, []
    for axis, places in bound.places.items():
        for name, stride in places:
            parts = list(_parts(bound, layout.digits[name], axis, stride))
            if None in parts:
                return None
            found += [part for part in parts if part is not None]
    return tuple(part for part in found if part.size != 1)


def _parts(bound: Bound, digit: Digit, axis: str, stride: int) -> Iterator[Part | None]:
    size = None if digit.outermost else bound.sizes[digit.name]
    fused = bound.layout.fused.get(digit.source)
    if fused is None:
        yield Part(digit.source, digit.divisor, size, axis, stride)
        return
    for name, weight in fused.digits:
        own, step, count = bound.layout.digits[name], weight.value(bound.names), bound.sizes[name]
        first = max(digit.divisor, step)
        end = step * count if size is None else min(digit.divisor * size, step * count)
        if first >= end:
            continue
        if own.source in bound.layout.fused or first % digit.divisor or first % step or end % step:
            yield None
            return
        yield _within(own, first // step, end // step, count, axis, stride * (first // digit.divisor))


def _within(digit: Digit, low: int, high: int, count: int, axis: str, stride: int) -> Part | None:
    """What a digit of ``count`` values counts from ``low`` up to ``high``; None where that is no part."""
    if not digit.outermost and (count % low or count % high):
        return None
    size = None if digit.outermost and high >= count else high // low
    return None if high % low else Part(digit.source, digit.divisor * low, size, axis, stride)
