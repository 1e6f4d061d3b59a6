"""Tiles whose elements lie as a layout says: arrays with strides, or windows that look up the place of each element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime.memory import (
    Access,
    Extent,
    Memory,
    Scattered,
    Watched,
    apart,
    gather,
    held,
    known,
    scatter,
)
from specgen.generators.interpreter.python.runtime.traits import Array
from specgen.semantics import ir

MOST_KEPT = 1 << 18  # elements of tiles whose offsets are kept


@dataclass(frozen=True, slots=True)
class Reaching:
    """What of a tile is known before its elements: its bytes, whether they would overlap, and whether strides do not suit."""

    extent: int
    overlap: bool
    crooked: bool


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """Where the elements of a tile lie, by the expressions of its placement."""

    placement: ir.Placement

    def offsets(self, index: tuple[Any, ...], sizes: tuple[int, ...]) -> Any:
        """The offsets of elements from the tile's first byte: bytes, or bits where they are packed."""
        placement = self.placement
        values: dict[ir.Local, Any] = dict(zip(placement.index, index, strict=True))
        values.update(zip((local for local, _ in placement.sizes), sizes, strict=True))
        for local, expr in placement.steps:
            values[local] = _value(expr, values)
        return _value(placement.offset, values)


_EXACT = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "shl": lambda a, b: a << b,
    "shr": lambda a, b: a >> b,
    "xor": lambda a, b: a ^ b,
    "floordiv": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
}


def _value(expr: ir.Expr, values: Mapping[ir.Local, Any]) -> Any:
    match expr:
        case ir.Const():
            return expr.value
        case ir.LocalRead():
            return values[expr.local]
        case ir.Arith() | ir.Divide():
            return _EXACT[expr.op](_value(expr.left, values), _value(expr.right, values))
        case ir.Slice():
            return (_value(expr.value, values) >> expr.low) & ((1 << (expr.high - expr.low + 1)) - 1)
        case _:
            raise TypeError(f"offsets are not made of {type(expr).__name__}")


@lru_cache(maxsize=32)
def _kept(places: Places, shape: tuple[int, ...], sizes: tuple[int, ...]) -> Array:
    """The offsets of all elements of a tile."""
    axes = np.ix_(*(np.arange(count) for count in shape))
    found = np.broadcast_to(places.offsets(axes, sizes), shape)
    return np.ascontiguousarray(found, np.int64)


@lru_cache(maxsize=32)
def _numbers(places: Places, shape: tuple[int, ...], sizes: tuple[int, ...], size: int) -> Array | None:
    """The same in elements of ``size`` bytes; None where they do not all lie at multiples of that."""
    offsets = _kept(places, shape, sizes)
    return None if np.any(offsets % size) else offsets // size


class Offsets:
    """The offsets of a tile's elements in memory, by subscripts as those of an array; those of an empty tile are all 0."""

    __slots__ = ("_places", "_shape", "_sizes", "_start")

    def __init__(self, places: Places, shape: tuple[int, ...], sizes: tuple[int, ...], start: int) -> None:
        self._places = places
        self._shape = shape
        self._sizes = sizes
        self._start = start

    def __getitem__(self, place: Any) -> Array:
        if not prod(self._shape):
            nowhere: Array = np.zeros(tuple(max(count, 1) for count in self._shape), np.int64)[place]
            return nowhere
        if prod(self._shape) <= MOST_KEPT:
            return np.asarray(_kept(self._places, self._shape, self._sizes)[place] + self._start)
        axes = np.ix_(*(np.arange(count) for count in self._shape))
        index = tuple(np.broadcast_to(axis, self._shape)[place] for axis in axes)
        found = self._places.offsets(index, self._sizes) + self._start
        return np.asarray(np.broadcast_to(found, np.shape(index[0])))

    def numbers(self, size: int) -> Array | None:
        """The offsets of all elements in elements of ``size`` bytes, where that is what they are and they are kept."""
        if self._start % size or not 0 < prod(self._shape) <= MOST_KEPT:
            return None
        found = _numbers(self._places, self._shape, self._sizes, size)
        return None if found is None else found + self._start // size


class Placed:
    """A tile whose elements are looked up one by one; ``at`` gives their offsets, in bits where they are packed."""

    __slots__ = ("_access", "_memory", "_numbers", "_words", "at")

    def __init__(self, memory: Memory, access: Access, at: Offsets) -> None:
        self._memory = memory
        self._access = access
        self.at = at
        plain = access.dtype and not access.packed and memory.written is None
        self._numbers = at.numbers(access.size) if plain else None
        if self._numbers is not None:
            self._words: Array = memory.bytes[: memory.size - memory.size % access.size].view(access.dtype)

    def __getitem__(self, place: Any) -> Any:
        if self._numbers is not None:
            return self._words[self._numbers[place]]
        return gather(self._memory, self._access, self.at[place])[()]

    def __setitem__(self, place: Any, values: Any) -> None:
        if self._numbers is not None:
            self._words[self._numbers[place]] = values
            return
        scatter(self._memory, self._access, self.at[place], values, np.True_, None)

    def held(self, place: Any) -> list[tuple[Array, Any]]:
        """What a write changes."""
        return held(self._memory, self._access, self.at[place])


def strided(
    memory: Memory,
    access: Access,
    extent: Extent,
    base: int,
    shape: tuple[int, ...],
    reach: Reaching,
    start: int,
    strides: tuple[int, ...],
) -> Any:
    """A tile operand as an array, for reading and writing; its whole extent is checked.

    Raises:
        FaultRaised: it leaves the memory, its elements would overlap, or it is misaligned.
    """
    if not prod(shape):
        return np.zeros(shape, access.dtype or object)
    _check(memory, access, extent, base, reach)
    first = base - memory.base + start
    strides = tuple(stride if count > 1 else 0 for stride, count in zip(strides, shape, strict=True))
    if not access.dtype:
        axes = np.ix_(*(np.arange(count) * stride for count, stride in zip(shape, strides, strict=True)))
        return Scattered(memory, access, first + sum(axes, np.zeros(shape, np.int64)))
    array = np.ndarray(shape, access.dtype, memory.bytes, first, strides)
    if access.uninitialised is not None and memory.written is not None:
        return Watched(memory, access, array, first, strides)
    return array


def placed(
    memory: Memory,
    access: Access,
    extent: Extent,
    base: int,
    shape: tuple[int, ...],
    reach: Reaching,
    places: Places,
    sizes: tuple[int, ...],
) -> Placed:
    """A tile operand whose elements are looked up; its whole extent is checked.

    Raises:
        FaultRaised: it leaves the memory, its elements would overlap, or it is misaligned.
    """
    if prod(shape):
        _check(memory, access, extent, base, reach)
    start = (base - memory.base) * (8 if access.packed else 1)
    return Placed(memory, access, Offsets(places, shape, sizes, start))


def _check(memory: Memory, access: Access, extent: Extent, base: int, reach: Reaching) -> None:
    first = base - memory.base
    outside = first < 0 or first + reach.extent > memory.size
    if outside or reach.overlap or apart(access, first, reach.extent):
        raise known(access.out_of_range).at(base, access.line, extent.operand)
    size = 1 if access.packed else access.size
    if access.misaligned is not None and (reach.crooked or base % size or base % extent.align):
        raise access.misaligned.at(base, access.line, extent.operand)
