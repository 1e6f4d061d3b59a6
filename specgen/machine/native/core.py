"""State and memories of one instance of a native machine, where they lie."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator, MutableSequence
from ctypes import byref, c_size_t, c_uint64
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, overload

from specgen.generators.interpreter.python.storage import WORD
from specgen.generators.interpreter.python.storage import dtype as numpy_name
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from specgen.machine.native.library import Library
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.memory import Memory

_HELD = {
    (width, signed): getattr(ctypes, f"c_{'' if signed else 'u'}int{width}")
    for width in (8, 16, 32, 64)
    for signed in (False, True)
}


class Machine:
    """The machine itself, which lives as long as anything looks into it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.handle = library.create()
        if not self.handle:
            gc.collect()  # machines that nobody uses any more may still have their addresses
            self.handle = library.create()
        if not self.handle:
            raise MemoryError("the machine is too large for this computer")

    def __del__(self) -> None:
        if getattr(self, "handle", None):
            self.library.destroy(self.handle)

    def place(self, instance: int, state: State) -> int:
        """The address of a state."""
        size = c_size_t()
        return int(self.library.state(self.handle, instance, state.name.encode(), byref(size)))


def _bytes_at(machine: Machine, place: int, size: int) -> memoryview:
    """Bytes where they lie; who looks at them keeps the machine."""
    held: Any = (ctypes.c_uint8 * size).from_address(place)
    held.machine = machine
    return memoryview(held).cast("B")


class Elements(MutableSequence[int]):
    """Integers of one state in row-major order, as a list of them."""

    def __init__(self, machine: Machine, place: int, kind: IntegerType, count: int) -> None:
        self._machine = machine
        self._signed = kind.signed
        self._wide = kind.width > WORD
        held: Any = c_uint64 if self._wide else _HELD[max(8, 1 << (kind.width - 1).bit_length()), kind.signed]
        self._held: Any = (held * (2 * count if self._wide else count)).from_address(place)
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if not self._wide:
            return self._held[place]  # type: ignore[no-any-return]
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(self._count))]
        value: int = self._held[2 * place] | self._held[2 * place + 1] << 64
        return value - (1 << 128) if self._signed and value >> 127 else value

    def __setitem__(self, place: Any, value: Any) -> None:
        if isinstance(place, slice):
            for one, given in zip(range(*place.indices(self._count)), value, strict=True):
                self[one] = given
        elif self._wide:
            self._held[2 * place] = value & ((1 << 64) - 1)
            self._held[2 * place + 1] = value >> 64 & ((1 << 64) - 1)
        else:
            self._held[place] = value

    def __delitem__(self, place: Any) -> None:
        raise TypeError("the elements of a state stay as many as they are")

    def insert(self, index: int, value: int) -> None:
        """Refuse to."""
        raise TypeError("the elements of a state stay as many as they are")


class States(dict[str, Any]):
    """State by name: integers in one dimension as `Elements`, all else as NumPy arrays; made when it is asked for."""

    def __init__(self, architecture: Architecture, machine: Machine, instance: int) -> None:
        super().__init__()
        self._architecture = architecture
        self._machine = machine
        self._instance = instance

    def __missing__(self, name: str) -> Any:
        state = self._architecture.state[name]
        place, kind = self._machine.place(self._instance, state), state.type
        if isinstance(kind, IntegerType) and (kind.width > WORD or len(state.shape) <= 1):
            self[name] = made = Elements(self._machine, place, kind, prod(state.shape))
            return made
        self[name] = array = self._array(state, place)
        return array

    def _array(self, state: State, place: int) -> npt.NDArray[Any]:
        import numpy as np

        kind = np.dtype(numpy_name(state.type))
        held = _bytes_at(self._machine, place, kind.itemsize * prod(state.shape))
        return np.frombuffer(held, kind).reshape(state.shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._architecture.state)


class NativeBuffer:
    """The bytes of one memory."""

    def __init__(self, memory: Memory, machine: Machine, instance: int) -> None:
        self.memory = memory
        self.base = memory.base
        self.size = memory.size
        self._machine = machine
        self._instance = instance
        self._name = memory.name.encode()
        base, size = c_uint64(), c_uint64()
        place = machine.library.memory_at(machine.handle, instance, self._name, byref(base), byref(size))
        self.view = _bytes_at(machine, place, memory.size)

    @cached_property
    def bytes(self) -> npt.NDArray[np.uint8]:
        """All bytes as an array of u8."""
        import numpy as np

        return np.frombuffer(self.view, np.uint8)

    def wrote(self, offset: int, size: int) -> None:
        """Forgets what was decoded from these bytes."""
        self._machine.library.written(self._machine.handle, self._instance, self._name, offset, size)


class NativeCore:
    """One instance: ``state``, ``memory`` and ``semaphores`` by name; ``exit_code`` and ``steps`` while a host function runs."""

    def __init__(self, architecture: Architecture, machine: Machine, instance: int) -> None:
        self.architecture = architecture
        self.instance = instance
        self.state = States(architecture, machine, instance)
        self.memory = {n: NativeBuffer(m, machine, instance) for n, m in architecture.memories.items()}
        self.semaphores = {
            name: _counts(machine, instance, number) for number, name in enumerate(architecture.semaphores)
        }
        self.exit_code: int | None = None
        self.steps = 0


def _counts(machine: Machine, instance: int, semaphore: int) -> Elements:
    """The counts of a semaphore, where they lie."""
    count = c_size_t()
    place = machine.library.counts(machine.handle, instance, semaphore, byref(count))
    return Elements(machine, int(place), IntegerType(WORD, signed=False), count.value)
