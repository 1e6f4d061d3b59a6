"""Which digits of a tensor are loops, in which order, and which are moved at once."""

from __future__ import annotations

from functools import cached_property
from math import prod

from specgen.generators.layouts.c.index import extent
from specgen.generators.layouts.case import Case
from specgen.generators.layouts.words import Value, times
from specgen.model.layouts import ADDRESS, Bound, Digit, Layout

PIECE = 512
"""Bytes of the storage that are moved before the loops go on elsewhere."""


class Plan:
    """The order in which elements of a known size are moved."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.layout: Layout = case.layout
        self.item = -(-(case.stored or 0) // 8)
        """Bytes of an element in the dense tensor."""

    @cached_property
    def order(self) -> list[Digit]:
        """The digits that have a place, from the outermost by address, in the example's sizes."""
        bound = self.layout.bind()
        strides = {axis: dict(bound.places[axis]) for axis in self.case.axes}
        return [
            self.layout.digits[place.digit]
            for axis in self.case.axes
            for place in sorted(self.layout.axes[axis].places, key=lambda p: -strides[axis][p.digit])
        ]

    @cached_property
    def loops(self) -> list[Digit]:
        """The digits as they are looped over: within what is moved at once by address, around it by the dense tensor.

        So a piece of the storage is written whole, and lines of the dense tensor are used up while they are at hand.
        """
        bound = self.layout.bind()
        piece, inner = self.item, 0
        while inner < len(self.order) and piece < PIECE:
            inner += 1
            piece *= bound.sizes[self.order[-inner].name]
        outer = self.order[: len(self.order) - inner]
        steps = {d.name: self._example_step(bound, d) for d in outer}
        return sorted(outer, key=lambda d: -steps[d.name]) + self.order[len(outer) :]

    def _example_step(self, bound: Bound, digit: Digit) -> int:
        """Elements from one value of a digit to the next in the dense tensor, in the example's sizes."""
        if digit.source in self.layout.fused:
            last = self.layout.digits[self.layout.fused[digit.source].digits[-1][0]]
            return digit.divisor * self._example_step(bound, last)
        names = [d.name for d in self.layout.dims]
        return digit.divisor * prod(bound.shape[names.index(digit.source) + 1 :])

    def direct(self, digit: Digit) -> bool:
        """Whether a digit is of a dimension, and not merged."""
        merged = {part for fused in self.layout.fused.values() for part, _ in fused.digits}
        return digit.source not in self.layout.fused and digit.name not in merged

    def axis_of(self, digit: Digit) -> str:
        """The axis of a digit."""
        return next(
            a for a in self.case.axes if any(p.digit == digit.name for p in self.layout.axes[a].places)
        )

    @cached_property
    def run(self) -> Digit | None:
        """The digit that is moved at once: the innermost in the storage."""
        last = self.order[-1] if self.order else None
        if last is None or not self.direct(last):
            return None
        if not self.case.aligned:
            addressed = self.axis_of(last) == ADDRESS and self.stride(last) == self.case.width
            return last if addressed and not self.exchanged(last) else None
        if self.exchanged(last):
            within = self.axis_of(last) == ADDRESS and self.stride(last) == self.case.width
            return last if within and self.case.grain() > 1 else None
        return last

    @cached_property
    def row(self) -> Digit | None:
        """The digit whose runs are moved together: the innermost of the dense tensor, or the next of the storage."""
        if self.run is None or self.exchanged(self.run) or not self.case.aligned:
            return None
        others = [
            d
            for d in self.order[:-1]
            if self.direct(d) and not self.exchanged(d) and d.source != self.run.source
        ]
        last = self.layout.dims[-1].name
        inner = [d for d in others if d.source == last and d.divisor == 1]
        return next(iter(inner + others[::-1]), None)

    @cached_property
    def parted(self) -> bool:
        """Whether exchanges part a run."""
        if self.run is None or not self.exchanged(self.run):
            return False
        size = self.case.size(self.run.size)
        return not isinstance(size, int) or size > self.case.grain()

    def exchanged(self, digit: Digit) -> bool:
        """Whether something exchanges bits of the axis of a digit."""
        return any(x.axis == self.axis_of(digit) for x in self.layout.xors)

    def stride(self, digit: Digit) -> Value:
        """What a digit adds on its axis."""
        places = self.layout.axes[self.axis_of(digit)].places
        return self.case.size(next(p.stride for p in places if p.digit == digit.name))

    def dense_step(self, digit: Digit) -> Value:
        """Bytes from one value of a digit to the next in the dense tensor."""
        names = [d.name for d in self.layout.dims]
        inner = self.layout.dims[names.index(digit.source) + 1 :]
        return times(digit.divisor, *(self.case.size(d.size) for d in inner), self.item)

    def storage_step(self, digit: Digit) -> Value:
        """The same in the storage."""
        axis = self.axis_of(digit)
        later = [extent(self.case, a) for a in self.case.axes[self.case.axes.index(axis) + 1 :]]
        stride = self.stride(digit)
        if axis == ADDRESS:
            return self.case.octets(stride)
        return times(stride, *later, *([] if self.case.addressed else [self.item]))

    @cached_property
    def moved(self) -> list[Digit]:
        """The digits that are no loops: those of rows and of runs, of runs alone, or none."""
        return [d for d in (self.row, self.run) if d is not None]
