"""The bytes of one memory, mapped when touched, and the watch over those that hold code."""

from __future__ import annotations

import gc
import mmap
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from specgen.generators.interpreter.python.faults import FaultRaised

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from specgen.model.memory import Memory

_PAGE = 4096
_LINES = 1 << 20  # at most so many lines are watched
# Pages that nobody touches take neither memory nor promise of any.
_FLAGS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | (0x4000 if sys.platform == "linux" else 0)


class Watcher(Protocol):
    """Who has decoded what a memory holds."""

    def flush(self) -> None:
        """Forget all that was decoded."""

    def stale(self) -> bool:
        """Whether something is no longer what was decoded."""


def room(size: int) -> memoryview:
    """At least ``size`` bytes, all zero, in whole pages. Raises what `mmap` does where they are too many."""
    length = -(-size // _PAGE) * _PAGE
    try:
        return memoryview(mmap.mmap(-1, length, flags=_FLAGS))
    except OSError:
        gc.collect()  # machines that nobody uses any more may still have their addresses
        return memoryview(mmap.mmap(-1, length, flags=_FLAGS))


class MemoryBuffer:
    """One memory of one instance, or a shared one, in a room of its own or in ``view``; all zero at first.

    ``written`` tells which bytes were ever written (in ``flags``, where given), where that is ``checked`` and the memory
    names a fault for it.
    """

    def __init__(
        self,
        memory: Memory,
        *,
        checked: bool = False,
        view: memoryview | None = None,
        flags: memoryview | None = None,
    ) -> None:
        self.memory = memory
        self.base = memory.base
        self.size = memory.size
        self.view = room(memory.size) if view is None else view
        self._typed: dict[str, memoryview] = {}
        self._words: dict[str, npt.NDArray[Any]] = {}
        self.line_shift = line_shift(memory)
        self.lines = bytearray(1)
        self._held: set[int] = set()
        self._watchers: list[Watcher] = []
        self.written: npt.NDArray[np.uint8] | None = None
        if checked and memory.uninitialised is not None:
            import numpy as np

            self.written = np.frombuffer(room(self.size) if flags is None else flags, np.uint8, self.size)

    @cached_property
    def bytes(self) -> npt.NDArray[np.uint8]:
        """All bytes as an array of u8."""
        import numpy as np

        return np.frombuffer(self.view, np.uint8, self.size)

    def words(self, dtype: str) -> npt.NDArray[Any]:
        """The memory as an array of ``dtype``, without a last partial element."""
        if dtype not in self._words:
            import numpy as np

            size = np.dtype(dtype).itemsize
            self._words[dtype] = np.frombuffer(self.view, dtype, self.size // size)
        return self._words[dtype]

    def typed(self, format: str) -> memoryview:  # noqa: A002
        """The memory as elements of a ``struct`` format, which may go on past the end."""
        if format not in self._typed:
            self._typed[format] = self.view.cast(format)  # type: ignore[call-overload]
        return self._typed[format]

    def offset(self, address: int, size: int, *, writes: bool = False, line: int = 0) -> int:
        """Where ``size`` bytes at ``address`` begin.

        Raises:
            FaultRaised: they are not all inside, or not aligned where that is asked for.
        """
        outside, misaligned = self.memory.faults(writes=writes)
        if not self.base <= address <= self.base + self.size - size or self._apart(address - self.base, size):
            raise FaultRaised(outside.name if outside else "out_of_range", address, line=line)
        if misaligned is not None and address % size:
            raise FaultRaised(misaligned.name, address, line=line)
        return address - self.base

    def _apart(self, offset: int, size: int) -> bool:
        """Whether bytes do not all belong to one instance."""
        return False

    def aligned(self, address: int, size: int) -> bool:
        """Whether an access at ``address`` is aligned as far as the memory asks for that."""
        return self.memory.misaligned is None or address % size == 0

    def load(self, address: int, width: int, signed: bool, line: int = 0) -> int:
        """An integer of ``width`` bits. Raises FaultRaised."""
        size, unwritten = (width + 7) // 8, self.memory.uninitialised
        offset = self.offset(address, size, line=line)
        known = self.written is None or self.written[offset : offset + size].all()
        if unwritten is not None and not known:
            raise FaultRaised(unwritten.name, address, line=line)
        value = int.from_bytes(self.view[offset : offset + size], self._order) & ((1 << width) - 1)
        return value - (1 << width) if signed and value >> (width - 1) else value

    def store(self, address: int, size: int, value: int) -> bool:
        """Writes the low bytes of ``value``; whether they held code. Raises FaultRaised."""
        offset = self.offset(address, size, writes=True)
        self.view[offset : offset + size] = (value & ((1 << 8 * size) - 1)).to_bytes(size, self._order)
        return self.wrote(offset, size)

    @property
    def _order(self) -> Any:
        return self.memory.endianness

    # -- code --------------------------------------------------------------------------------------------------------

    def watch(self, watcher: Watcher) -> None:
        """Tells ``watcher`` when bytes that hold code are written."""
        self._watchers.append(watcher)
        if len(self.lines) == 1:
            self.lines = bytearray((self.size >> self.line_shift) + 1)

    def holds_code(self, offset: int, size: int) -> None:
        """Notes that these bytes were decoded."""
        for line in range(offset >> self.line_shift, ((offset + size - 1) >> self.line_shift) + 1):
            self.lines[line] = 1
            self._held.add(line)

    def wrote(self, offset: int, size: int) -> bool:
        """Tells the watchers if these bytes held code; whether they did."""
        if self.written is not None:
            self.written[offset : offset + size] = 1
        if not self._watchers or not size:
            return False
        first, last = offset >> self.line_shift, (offset + size - 1) >> self.line_shift
        return self.lines.find(1, first, last + 1) >= 0 and self.touched()

    def touched(self) -> bool:
        """Tells the watchers that code was written: all that they decoded must be looked at again."""
        for line in self._held:
            self.lines[line] = 0
        self._held.clear()
        for watcher in self._watchers:
            watcher.flush()
        return True

    def verify(self) -> None:
        """Tells the watchers if code was written, after writes that nobody watched."""
        if any(watcher.stale() for watcher in self._watchers):
            self.touched()


def line_shift(memory: Memory) -> int:
    """How finely writes are watched for code: lines of ``1 << line_shift`` bytes."""
    return max(6, (memory.size // _LINES).bit_length())
