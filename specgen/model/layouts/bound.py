"""A layout with all its sizes known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.layout import ADDRESS, Layout
from specgen.model.layouts.sizes import ELEMENT
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.types import NumberType


@frozen(eq=False, slots=False)
class Bound:
    """The layout of one tensor: ``shape``, ``unit`` in bits, the ``element``, and ``names``, the sizes and arguments by name."""

    layout: Layout
    shape: tuple[int, ...]
    element: NumberType
    unit: int
    names: dict[str, int]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many values each digit may have."""
        return {d.name: d.size.value(self.names) for d in self.layout.digits.values()}

    @cached_property
    def places(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """The digits on each axis with their strides."""
        return {
            axis.name: tuple((p.digit, p.stride.value(self.names)) for p in axis.places)
            for axis in self.layout.axes.values()
        }

    @property
    def width(self) -> int:
        """Units of one element."""
        return self.names[ELEMENT]

    @property
    def count(self) -> int:
        """Elements of the tensor."""
        return prod(self.shape)

    @cached_property
    def extents(self) -> dict[str, int]:
        """One more than the greatest coordinate that digits give on each axis, exchanged bits aside; on ``addr`` in units."""
        found = {}
        for axis, places in self.places.items():
            if not self.count:
                found[axis] = 0
                continue
            most = sum(max(stride, 0) * (self.sizes[digit] - 1) for digit, stride in places)
            extent = most + 1 if axis != ADDRESS else most + self.width + self.layout.offset
            found[axis] = extent * self.layout.axes[axis].copies
        return found

    @property
    def bits(self) -> int:
        """Bits of a tensor on ``addr``: gaps, padding and all that exchanged bits lead to included. Raises ValueError."""
        if ADDRESS not in self.extents:
            raise ValueError(f"{self.layout.name} places nothing on {ADDRESS}")
        copies = self.layout.axes[ADDRESS].copies
        step = max((2 << x.dst[0] for x in self.layout.xors if x.axis == ADDRESS), default=1)
        return -(-(self.extents[ADDRESS] // copies) // step) * step * copies * self.unit

    @property
    def bytes(self) -> int:
        """The same in whole bytes."""
        return -(-self.bits // 8)

    def holds(self, index: Sequence[int]) -> bool:
        """Whether there is an element at an index that has a number for each dimension."""
        return all(0 <= at < size for at, size in zip(index, self.shape, strict=True))

    def digits(self, index: Sequence[int]) -> dict[str, int]:
        """Return the value of every digit. Raises ValueError for an index outside of the shape."""
        if len(index) != len(self.shape):
            raise ValueError(f"{self.layout.name} has {len(self.shape)} dimensions, not {len(index)}")
        known = {}
        for dim, size, at in zip(self.layout.dims, self.shape, index, strict=True):
            if not 0 <= at < size:
                raise ValueError(f"{dim.name} is {at}, and must be from 0 to {size - 1}")
            known[dim.name] = at
        return self.parts(known)

    def parts(self, sources: dict[str, int]) -> dict[str, int]:
        """Return the value of every digit, from the number of every dimension, which is not looked at."""
        values: dict[str, int] = {}
        for digit in self.layout.digits.values():
            if digit.source not in sources:
                fused = self.layout.fused[digit.source]
                sources[digit.source] = sum(values[n] * w.value(self.names) for n, w in fused.digits)
            quotient = sources[digit.source] // digit.divisor
            values[digit.name] = quotient if digit.outermost else quotient % self.sizes[digit.name]
        return values

    def locate(self, index: Sequence[int]) -> dict[str, int]:
        """Return the coordinates of an element on all axes, that on ``addr`` in units; of copies the first. Raises ValueError."""
        return self.coordinates(self.digits(index))

    def coordinates(self, values: Mapping[str, int]) -> dict[str, int]:
        """Return the coordinates on all axes, from the value of every placed digit."""
        found = {
            axis: sum(values[digit] * stride for digit, stride in places)
            for axis, places in self.places.items()
        }
        if ADDRESS in found:
            found[ADDRESS] += self.layout.offset
        return {axis: self.exchange(axis, at) for axis, at in found.items()}

    def exchange(self, axis: str, at: int) -> int:
        """Return a coordinate, its bits exchanged."""
        for xor in self.layout.xors:
            if xor.axis == axis:
                at = exchanged(at, xor.dst, xor.src)
        return at

    def address(self, index: Sequence[int]) -> int:
        """Return the byte in which an element begins. Raises ValueError."""
        return self.bit(index) // 8

    def bit(self, index: Sequence[int]) -> int:
        """Return the bit at which an element begins, from the tensor's first. Raises ValueError."""
        at = self.locate(index)
        if ADDRESS not in at:
            raise ValueError(f"{self.layout.name} places nothing on {ADDRESS}")
        return at[ADDRESS] * self.unit


def exchanged(value: int, dst: tuple[int, int], src: tuple[int, int]) -> int:
    """Return ``value`` with its bits ``dst`` replaced by their exclusive or with bits ``src``."""
    taken = (value >> src[1]) & ((1 << (src[0] - src[1] + 1)) - 1)
    return value ^ (taken << dst[1])


def bind(
    layout: Layout, shape: Sequence[int] | None, element: NumberType | None, arguments: Mapping[str, int]
) -> Bound:
    """Return the layout of one tensor, see `Layout.bind`."""
    if shape is None:
        shape = [d.example for d in layout.dims]
    if len(shape) != len(layout.dims):
        raise ValueError(f"{layout.name} has {len(layout.dims)} dimensions, not {len(shape)}")
    if layout.element is not None and element not in (None, layout.element):
        raise ValueError(f"{layout.name} holds {layout.element.name}")
    held = layout.element or element or usual(layout)
    names = {ELEMENT: width(layout, held)}
    for dim, size in zip(layout.dims, shape, strict=True):
        dim.check(layout.name, size)
        multiple = layout.multiples[dim.name]
        if size % multiple and dim.size.known is None:
            filled = -(-size // multiple) * multiple
            raise ValueError(
                f"{dim.name} of {layout.name} is {size}, fills {filled}, and the layout allows no padding"
            )
        names[dim.name] = size
    _given(layout, arguments, names)
    unit = layout.unit or stored(layout, held)
    return Bound(layout, tuple(shape), held, unit, names)


def usual(layout: Layout) -> NumberType:
    """Return the format that elements have where nobody says: bytes, or whole units where these are no part of a byte."""
    return IntegerType(8 if not layout.unit or 8 % layout.unit == 0 else layout.unit, signed=False)


def stored(layout: Layout, element: NumberType) -> int:
    """Return the bits that an element takes."""
    return element.width if layout.packed else 8 * element.bytes


def width(layout: Layout, element: NumberType) -> int:
    """Return the units that an element takes. Raises ValueError where that is no whole number."""
    bits = stored(layout, element)
    unit = layout.unit or bits
    if bits % unit:
        raise ValueError(f"an element of {bits} bits is no whole number of units of {unit} bits")
    return bits // unit


def unbounded(layout: Layout, index: Sequence[int], arguments: Mapping[str, int]) -> tuple[int, ...]:
    """Return a shape that holds ``index``, where the address does not depend on sizes. Raises ValueError where it does."""
    needed = {n for axis in layout.axes.values() for p in axis.places for n in p.stride.names}
    for argument in layout.arguments.values():
        if argument.name in needed - arguments.keys() and argument.default is not None:
            needed |= argument.default.names
    if len(index) == len(layout.dims):
        missing = [d.name for d in layout.dims if d.size.known is None and d.name in needed]
        if missing:
            raise ValueError(f"the address depends on the size of {missing[0]}: give the shape")
    sizes, multiples = (d.size.known for d in layout.dims), layout.multiples.values()
    fits = (-(-(at + 1) // multiple) * multiple for multiple, at in zip(multiples, index, strict=False))
    return tuple(size or fit for size, fit in zip(sizes, fits, strict=False))


def _given(layout: Layout, arguments: Mapping[str, int], names: dict[str, int]) -> None:
    for name in arguments:
        if name not in layout.arguments:
            raise ValueError(f"{layout.name} has no argument {name}")
    for argument in layout.arguments.values():
        if argument.name in arguments:
            names[argument.name] = arguments[argument.name]
        elif argument.default is not None:
            names[argument.name] = argument.default.value(names)
        elif argument.example is not None:
            names[argument.name] = argument.example
        else:
            raise ValueError(f"{layout.name} needs its {argument.name}")
