"""Typed access to memories: single elements, windows of a regular shape, and scattered elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from specgen.generators.interpreter.python.runtime import packed
from specgen.generators.interpreter.python.runtime.faults import Checks, Journal, Kind
from specgen.generators.interpreter.python.runtime.traits import Array


class Memory(Protocol):
    """What a simulator's memory offers: its bytes, and the address of the first.

    ``written`` tells which of them were ever written, where that is watched.
    """

    bytes: Array
    base: int
    size: int
    written: Array | None


@dataclass(frozen=True, slots=True)
class Access:
    """One way of reaching a memory: the elements' type, the faults, and the line of the spec that does it.

    ``dtype`` has a byte order; it is empty where NumPy has no type of ``size`` bytes, and elements are Python's
    integers. ``width`` is that of the values where it is less than their bytes'. In a window, of every ``stride`` bytes
    the first ``part`` are there, and an access lies in one part; elsewhere both are 0. Where elements are ``packed``,
    their offsets are in bits, and multiples of so many: 1, 2, 4 or 8; elsewhere it is 0.
    """

    dtype: str
    size: int
    out_of_range: Kind | None
    misaligned: Kind | None
    line: int
    little: bool = True
    width: int = 0
    signed: bool = False
    uninitialised: Kind | None = None
    part: int = 0
    stride: int = 0
    packed: int = 0

    @property
    def order(self) -> Literal["little", "big"]:
        """The byte order."""
        return "little" if self.little else "big"

    @property
    def partial(self) -> bool:
        """Whether elements are integers narrower than their bytes."""
        return 0 < self.width < 8 * self.size


def check(memory: Memory, access: Access, address: int) -> int:
    """The offset of an element.

    Raises:
        FaultRaised: the address leaves the memory or is misaligned.
    """
    offset = address - memory.base
    if not 0 <= offset <= memory.size - access.size or apart(access, offset, access.size):
        raise known(access.out_of_range).at(address, access.line)
    if access.misaligned is not None and address % access.size:
        raise access.misaligned.at(address, access.line)
    return offset


def apart(access: Access, offset: Any, size: int) -> Any:
    """Whether bytes of a window do not lie in one part of it; of any other memory they all do."""
    return access.stride > 0 and offset % access.stride > access.part - size


def load(memory: Memory, access: Access, address: int) -> Any:
    """One element: a Python integer, or a NumPy float."""
    offset = check(memory, access, address)
    if access.uninitialised is not None:
        initialised(memory, access, offset)
    if access.dtype and not access.partial:
        value = np.ndarray((), access.dtype, memory.bytes, offset)
        return value[()] if access.dtype[1] == "f" else value.item()
    raw = memory.bytes[offset : offset + access.size].tobytes()
    return cut(int.from_bytes(raw, access.order), access)


def store(memory: Memory, access: Access, address: int, value: Any, journal: Journal | None = None) -> None:
    """Writes one element, cut to its type."""
    offset = check(memory, access, address)
    place = memory.bytes[offset : offset + access.size]
    if journal is not None:
        journal.keep(place)
    if memory.written is not None:
        _mark(memory.written[offset : offset + access.size], journal)
    if access.dtype and access.dtype[1] == "f":
        place.view(access.dtype)[0] = value
        return
    mask = (1 << (access.width or 8 * access.size)) - 1
    place[:] = np.frombuffer((int(value) & mask).to_bytes(access.size, access.order), np.uint8)


def _mark(flags: Array, journal: Journal | None) -> None:
    """Notes that bytes are written."""
    if not flags.all():
        if journal is not None:
            journal.keep(flags)
        flags[...] = 1


def initialised(memory: Memory, access: Access, offset: int) -> None:
    """Refuses an element of which a byte was never written.

    Raises:
        FaultRaised: it is so.
    """
    if memory.written is None or access.uninitialised is None:
        return
    end = offset + access.size
    if access.packed:
        offset, end = offset >> 3, ((offset + access.width - 1) >> 3) + 1
    if not memory.written[offset:end].all():
        raise access.uninitialised.at(memory.base + offset, access.line)


class Watched:
    """A tile operand, element by element: of which no byte is read that was never written."""

    __slots__ = ("_access", "_array", "_flags", "_memory", "_start", "_strides")

    def __init__(
        self, memory: Memory, access: Access, array: Array, start: int, strides: tuple[int, ...]
    ) -> None:
        flags = np.ndarray((*array.shape, access.size), np.uint8, memory.written, start, (*strides, 1))
        self._array = array
        self._flags = flags
        self._memory = memory
        self._access = access
        self._start = start
        self._strides = strides

    def __getitem__(self, place: Any) -> Any:
        index = place if isinstance(place, tuple) else (place,)
        offset = self._start + sum(n * stride for n, stride in zip(index, self._strides, strict=True))
        initialised(self._memory, self._access, offset)
        return self._array[place]

    def __setitem__(self, place: Any, value: Any) -> None:
        self._array[place] = value
        self._flags[place] = 1

    def held(self, place: Any) -> list[tuple[Array, Any]]:
        """What a write changes."""
        return [(self._array, place), (self._flags, place)]


def cut(value: int, access: Access) -> int:
    """Bits as the integer that they are."""
    width = access.width or 8 * access.size
    value &= (1 << width) - 1
    return value - (1 << width) if access.signed and value >> (width - 1) else value


def window(memory: Memory, access: Access, *where: Any) -> Array:
    """The elements at a start plus multiples of strides as an array, for reading.

    ``where`` is the start, the strides, the shape, the recorder of faults, the grid's axes that these are, and, unless
    0, what addresses wrap around at. Where a fault is met, it is noted.
    """
    view = _view(memory, access, *where)
    return gather(memory, access, _at(memory, access, *where)) if view is None else view


def target(memory: Memory, access: Access, *where: Any) -> Any:
    """The same for writing: ``target[...] = values``."""
    view = _view(memory, access, *where)
    return Scattered(memory, access, _at(memory, access, *where)) if view is None else view


class Scattered:
    """Elements at some offsets, read and written as one array."""

    __slots__ = ("_access", "_at", "_memory")

    def __init__(self, memory: Memory, access: Access, at: Array) -> None:
        self._memory = memory
        self._access = access
        self._at = at

    def __getitem__(self, place: Any) -> Array:
        return gather(self._memory, self._access, self._at[place])

    def __setitem__(self, place: Any, values: Any) -> None:
        scatter(self._memory, self._access, np.asarray(self._at[place]), values, np.True_, None)

    def held(self, place: Any) -> list[tuple[Array, Any]]:
        """What a write changes."""
        return held(self._memory, self._access, self._at[place])


def held(memory: Memory, access: Access, at: Array) -> list[tuple[Array, Any]]:
    """What a write of the elements at some offsets changes."""
    bytes_ = touched(access, at)
    return [(part, bytes_) for part in (memory.bytes, memory.written) if part is not None]


def touched(access: Access, at: Array) -> Array:
    """The bytes of the elements at some offsets, along a last axis."""
    return packed.places(access, at) if access.packed else at[..., None] + np.arange(access.size)


def _view(
    memory: Memory, access: Access, start: int, strides: Sequence[int], shape: Sequence[int], *_rest: Any
) -> Array | None:
    if not inside(memory, access, start, strides, shape):
        return None
    return np.ndarray(tuple(shape), access.dtype, memory.bytes, start - memory.base, tuple(strides))


def _at(
    memory: Memory,
    access: Access,
    start: int,
    strides: Sequence[int],
    shape: Sequence[int],
    checks: Checks,
    axes: Sequence[int],
    modulus: int,
) -> Array:
    """Offsets one by one, in the shape of the window."""
    addresses: Any = start
    for axis, stride, extent in zip(axes, strides, shape, strict=True):
        steps = [1] * len(checks.shape)
        steps[axis] = extent
        addresses = addresses + (np.arange(extent, dtype=object) * stride).reshape(steps)
    at = offsets(memory, access, addresses % modulus if modulus else addresses, checks)
    return at.reshape(tuple(shape))


def inside(memory: Memory, access: Access, start: int, strides: Sequence[int], shape: Sequence[int]) -> bool:
    """Whether all elements of a window lie in the memory, and are aligned where that matters."""
    low, high = start, start + access.size
    for stride, extent in zip(strides, shape, strict=True):
        if extent == 0:
            return True
        reach = int(stride) * (int(extent) - 1)
        low, high = low + min(reach, 0), high + max(reach, 0)
    if low < memory.base or high > memory.base + memory.size or apart(access, low - memory.base, high - low):
        return False
    return access.misaligned is None or not any(part % access.size for part in (start, *strides))


def offsets(memory: Memory, access: Access, addresses: Array, checks: Checks, mask: Any = True) -> Array:
    """Offsets fit for use: 0 where the address is bad, which is a fault in the iterations that ``mask`` has."""
    low, high = memory.base, memory.base + memory.size - access.size
    bad = (addresses < low) | (addresses > high)
    if access.stride:
        bad = bad | apart(access, addresses - low, access.size)
    outside = np.any(bad)
    if outside:
        checks.note(bad & mask, known(access.out_of_range), addresses, access.line)
    if access.misaligned is not None and access.size > 1:
        crooked = (addresses % access.size != 0) & ~bad.astype(bool)
        if np.any(crooked):
            checks.note(crooked & mask, access.misaligned, addresses, access.line)
    safe = np.where(bad, low, addresses) if outside else addresses
    return np.asarray(safe - low).astype(np.int64)


def gather(memory: Memory, access: Access, at: Array) -> Array:
    """The elements at some offsets; where NumPy has no such type, an array of Python's integers."""
    size = access.size
    if access.uninitialised is not None:
        for offset in at.flat:
            initialised(memory, access, int(offset))
    if access.packed:
        return packed.gather(memory.bytes, access, at)
    if access.dtype:
        if not np.any(at % size):
            words: Array = memory.bytes[: memory.size - memory.size % size].view(access.dtype)
            return np.asarray(words[at // size])
        return np.ascontiguousarray(memory.bytes[at[..., None] + np.arange(size)]).view(access.dtype)[..., 0]
    raw = memory.bytes[at[..., None] + np.arange(size)]
    values = np.empty(at.shape, object)
    for place in np.ndindex(at.shape):
        values[place] = cut(int.from_bytes(raw[place].tobytes(), access.order), access)
    return values


def scatter(
    memory: Memory, access: Access, at: Array, values: Any, mask: Any, journal: Journal | None
) -> None:
    """Writes elements at some offsets where ``mask`` holds; of several at one place the last stays."""
    at, values, mask = np.broadcast_arrays(at, values, mask)
    at, values = at[mask], values[mask]
    places = touched(access, at)
    if journal is not None:
        journal.keep(memory.bytes, places)
    if memory.written is not None:
        if journal is not None:
            journal.keep(memory.written, places)
        memory.written[places] = 1
    if access.packed:
        packed.scatter(memory.bytes, access, at, values)
        return
    memory.bytes[places] = _as_bytes(values, access)


def _as_bytes(values: Array, access: Access) -> Array:
    if access.dtype:
        return values.astype(access.dtype).reshape(-1, 1).view(np.uint8)
    mask = (1 << (access.width or 8 * access.size)) - 1
    raw = b"".join((int(v) & mask).to_bytes(access.size, access.order) for v in values)
    return np.frombuffer(raw, np.uint8).reshape(-1, access.size)


@dataclass(frozen=True, slots=True)
class Extent:
    """What is constant about a tile operand: its order, alignment, and whether it is written."""

    operand: str
    column_major: bool
    align: int
    writes: bool


def tile(
    memory: Memory, access: Access, extent: Extent, base: int, shape: tuple[int, int], pitch: int
) -> Any:
    """A tile operand as an array of two dimensions, for reading and writing; its whole extent is checked.

    Raises:
        FaultRaised: it leaves the memory, its rows overlap where they are written, or it is misaligned.
    """
    across, along = shape[::-1] if extent.column_major else shape
    if across == 0 or along == 0:
        return np.zeros(shape, access.dtype or object)
    far = (across - 1) * pitch
    low, high = base + min(far, 0), base + max(far, 0) + along * access.size
    overlap = extent.writes and across > 1 and abs(pitch) < along * access.size
    outside = low < memory.base or high > memory.base + memory.size
    if outside or overlap or _torn(access, base - memory.base, across, pitch, along * access.size):
        raise known(access.out_of_range).at(base, access.line, extent.operand)
    crooked = base % access.size or (across > 1 and pitch % access.size) or base % extent.align
    if access.misaligned is not None and crooked:
        raise access.misaligned.at(base, access.line, extent.operand)
    strides = (access.size, pitch) if extent.column_major else (pitch, access.size)
    if not access.dtype:
        rows, columns = (np.arange(count) * stride for count, stride in zip(shape, strides, strict=True))
        return Scattered(memory, access, base - memory.base + rows[:, None] + columns)
    array = np.ndarray(shape, access.dtype, memory.bytes, base - memory.base, strides)
    if access.uninitialised is not None and memory.written is not None:
        return Watched(memory, access, array, base - memory.base, strides)
    return array


def _torn(access: Access, start: int, rows: int, pitch: int, size: int) -> bool:
    """Whether a row of a tile, of ``size`` bytes, does not lie in one part of a window."""
    if not access.stride:
        return False
    starts = start if rows == 1 else start + np.arange(rows, dtype=object) * pitch
    return bool(np.any(apart(access, starts, size)))


def known(fault: Kind | None) -> Kind:
    """The fault that an access names, as it must where it may raise one."""
    if fault is None:
        raise ValueError("an access that may leave its memory names no fault")
    return fault
