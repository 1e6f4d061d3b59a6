"""State, memories and semaphores of one instance, raw: set before an instruction, read after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.code import wrap
from specgen.machine.access import AccessError
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.machine.vectors.vector import Contents
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State

SMALL = 4096  # elements of a state of which vectors name every change, and which is compared as a whole


def held(architecture: Architecture) -> Iterator[State]:
    """The states that a vector may name: no views, which show others, and none that the machine itself keeps."""
    return (s for s in architecture.state.values() if s.view_of is None and not s.role)


def put(core: Any, contents: Contents) -> None:
    """Sets everything that ``contents`` names.

    Raises:
        AccessError: it names what the machine does not have.
    """
    architecture: Architecture = core.architecture
    for name, runs in contents.state.items():
        state = architecture.state.get(name)
        if state is None:
            raise AccessError(f"there is no state {name!r}")
        for first, values in runs:
            for place, raw in enumerate(values, first):
                set_raw(core, state, place, raw)
    for name, pieces in contents.memory.items():
        if name not in core.memory:
            raise AccessError(f"there is no memory {name!r}")
        buffer = core.memory[name]
        for address, data in pieces:
            offset = address - buffer.base
            if not 0 <= offset <= buffer.size - len(data):
                raise AccessError(f"{len(data)} bytes at {address:#x} do not lie inside {name}")
            buffer.view[offset : offset + len(data)] = data
            buffer.wrote(offset, len(data))
    for name, counts in contents.semaphores.items():
        if name not in core.semaphores or len(counts) != len(core.semaphores[name]):
            raise AccessError(f"there is no semaphore {name!r} of {len(counts)} counters")
        core.semaphores[name][:] = counts


def set_raw(core: Any, state: State, place: int, raw: int) -> None:
    """Sets an element by its place in row-major order; a constant one stays what it is. Raises AccessError."""
    if len(state.shape) == 1 and place in state.constant:
        return
    values = core.state[state.name]
    try:
        if hasattr(values, "dtype"):
            values.reshape(-1).view(f"u{values.dtype.itemsize}")[place] = _extended(raw, state, values)
        else:
            assert isinstance(state.type, IntegerType)
            values[place] = wrap(raw, state.type.width, state.type.signed)
    except (IndexError, OverflowError):
        raise AccessError(f"{state.name} has no element {place} of {raw:#x}") from None


def _extended(raw: int, state: State, values: Any) -> int:
    """The bits of an element as the array holds them: a signed integer fills its cell with its sign."""
    kind = state.type
    if isinstance(kind, IntegerType) and kind.signed:
        cell = 8 * int(values.dtype.itemsize)
        return wrap(raw, kind.width, True) & ((1 << cell) - 1)
    return raw


def raw_values(core: Any, state: State, places: Iterable[int]) -> dict[int, int]:
    """Elements by their places in row-major order, as raw bits."""
    values, mask = core.state[state.name], (1 << state.type.width) - 1
    if hasattr(values, "dtype"):
        flat = values.reshape(-1).view(f"u{values.dtype.itemsize}")
        return {place: int(flat[place]) & mask for place in places}
    return {place: values[place] & mask for place in places}
