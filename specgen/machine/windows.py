"""Windows: the bytes of all instances of a memory, one after the other, under addresses of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.machine.memory import MemoryBuffer, Watcher, room

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory

_WIDEST = 8  # bytes of an element that a typed view of a memory has


class WindowBuffer(MemoryBuffer):
    """A window: what is written through it is written to the ``parts``, whose rooms lie in ``view``."""

    def __init__(
        self,
        memory: Memory,
        parts: Sequence[MemoryBuffer],
        *,
        checked: bool,
        view: memoryview,
        flags: memoryview | None,
    ) -> None:
        super().__init__(memory, checked=checked, view=view, flags=flags)
        self._parts = parts

    def pieces(self, offset: int, size: int) -> Iterator[tuple[int, int, int]]:
        """The instances that some bytes belong to, and of each the offset and the number of its bytes."""
        return pieces(self.memory, offset, size)

    def _apart(self, offset: int, size: int) -> bool:
        return offset % self.memory.stride > self.memory.home.size - size

    def watch(self, watcher: Watcher) -> None:
        """Refuses to: nobody fetches from a window."""
        raise TypeError("instructions are fetched from the memory itself")

    def wrote(self, offset: int, size: int) -> bool:
        """Tells those who watch the parts; whether some byte held code."""
        found = [
            self._parts[number].wrote(first, count) for number, first, count in self.pieces(offset, size)
        ]
        return any(found)

    def verify(self) -> None:
        """Tells those who watch the parts, if they held code."""
        for part in self._parts:
            part.verify()


def pieces(window: Memory, offset: int, size: int) -> Iterator[tuple[int, int, int]]:
    """The instances that bytes of a window belong to, and of each the offset and the number of its bytes."""
    end, part = offset + size, window.home.size
    for number in range(offset // window.stride, -(-end // window.stride)):
        start = number * window.stride
        first, last = max(offset - start, 0), min(end - start, part)
        if first < last:
            yield number, first, last - first


def buffers(architecture: Architecture, count: int, *, checked: bool) -> list[dict[str, MemoryBuffer]]:
    """The memories of all instances by name; those of which there are windows lie in one room.

    Raises what `mmap` does where a memory is too large, with the memory's name as a note.
    """
    found: list[dict[str, MemoryBuffer]] = [{} for _ in range(count)]
    for memory in architecture.memories.values():
        if memory.window is not None or memory.name in found[0]:
            continue
        windows = [one for one in architecture.memories.values() if one.window is memory]
        try:
            made = _made(memory, windows, count, checked=checked)
        except (OSError, OverflowError, ValueError) as error:
            error.add_note(memory.name)
            raise
        for own, part in zip(found, made, strict=True):
            own.update(part)
    return [{name: own[name] for name in architecture.memories} for own in found]


def _made(
    memory: Memory, windows: Sequence[Memory], count: int, *, checked: bool
) -> list[dict[str, MemoryBuffer]]:
    """A memory of all instances, with its windows."""
    if memory.shared:
        one = MemoryBuffer(memory, checked=checked)
        return [{memory.name: one}] * count
    if not windows:
        return [{memory.name: MemoryBuffer(memory, checked=checked)} for _ in range(count)]
    stride, whole = windows[0].stride, windows[0].size + _WIDEST
    view, flags = room(whole), room(whole) if checked else None
    parts = [
        MemoryBuffer(
            memory, checked=checked, view=_slice(view, t * stride, memory.size), flags=_at(flags, t * stride)
        )
        for t in range(count)
    ]
    shown: dict[str, MemoryBuffer] = {
        one.name: WindowBuffer(one, parts, checked=checked, view=view, flags=flags) for one in windows
    }
    return [{memory.name: part, **shown} for part in parts]


def _slice(view: memoryview, start: int, size: int) -> memoryview:
    """Bytes of a room; the last element of a typed view may go on past their end."""
    return view[start : start + -(-size // _WIDEST) * _WIDEST]


def _at(flags: memoryview | None, start: int) -> memoryview | None:
    return None if flags is None else flags[start:]
