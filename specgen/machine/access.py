"""State and memories from outside, by the names that a spec gives them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, MutableSequence
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.code import wrap
from specgen.generators.interpreter.python.storage import WORD
from specgen.generators.interpreter.python.storage import dtype as numpy_name
from specgen.machine.core import set_state
from specgen.machine.windows import pieces
from specgen.model.types import FloatType, IntegerType
from specgen.source import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.machine.core import Core
    from specgen.machine.memory import MemoryBuffer
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.types import NumberType

_ELEMENT = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)((?:\[\s*\d+\s*\])*)")
_CLEARED = 1 << 20  # bytes that are cleared at a time
_ZEROS = bytes(_CLEARED)
_FLOATS = {"f16": "float16", "f32": "float32", "f64": "float64"}


class AccessError(ValueError):
    """A name, an index, an address or a value that does not fit the machine; the message says which."""


class StateAccess:
    """State of one instance: ``state["x5"]``, ``state["sp"]``, ``state["v[3]"]``, ``state["acc"]``, ``state["csr.status"]``.

    Integers read as ints; arrays and floats as NumPy arrays in the state's own type (small floats as raw codes, integers
    over 64 bits as objects): copies that cannot be written, since what is assigned to ``state["v[3]"]`` is what counts.
    """

    def __init__(self, architecture: Architecture, core: Core) -> None:
        self._architecture = architecture
        self._core = core

    @cached_property
    def _names(self) -> _Names:
        return _names(self._architecture)

    def __iter__(self) -> Iterator[str]:
        return iter(self._architecture.state)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def __getitem__(self, name: str) -> Any:
        state, index = self._place(name)
        values = self._core.state[state.name]
        if isinstance(values, MutableSequence):
            if not state.shape or len(index) == len(state.shape) == 1:
                return values[index[0] if index else 0]
            values = _array(values, state)
        picked = values[index] if index else values
        if len(index) == len(state.shape):
            return int(picked) if isinstance(state.type, IntegerType) else picked[()]
        copied = picked.copy()
        copied.flags.writeable = False
        return copied

    def __setitem__(self, name: str, value: Any) -> None:
        """Sets an element, or all of an array; integers are cut to the state's type."""
        state, index = self._place(name)
        if len(state.shape) == 1 and index and index[0] in state.constant:
            raise AccessError(f"{name} is constant")
        values = self._core.state[state.name]
        if isinstance(values, MutableSequence):
            self._set_list(name, state, index, value)
            return
        import numpy as np

        target = values[index] if len(index) < values.ndim else values[(*index, None)]
        exact = isinstance(state.type, IntegerType) and not hasattr(value, "dtype")
        given = np.asarray(value, object if exact else None)  # large integers would become floats
        if given.ndim and given.shape != values[index].shape:
            raise AccessError(f"{name} has shape {values[index].shape}, not {given.shape}")
        constants = [(place, values[place]) for place in state.constant] if len(state.shape) == 1 else []
        target[...] = encode(given, state.type, values.dtype)
        for place, held in constants:
            values[place] = held

    def _set_list(self, name: str, state: State, index: tuple[int, ...], value: Any) -> None:
        values = self._core.state[state.name]
        start, count = 0, prod(state.shape)
        for place, extent in zip(index, state.shape, strict=False):
            count //= extent
            start += place * count
        given = list(_flat(value)) if hasattr(value, "__len__") else [int(value)] * count
        if len(given) != count:
            raise AccessError(f"{name} has {count} elements, not {len(given)}")
        for place, one in enumerate(given, start):
            if len(state.shape) != 1 or place not in state.constant:
                set_state(values, state, place, one)

    def _find(self, name: str) -> tuple[State, tuple[int, ...]] | None:
        matched = _ELEMENT.fullmatch(name.strip())
        if matched is None or matched[1] not in self._names:
            return None
        state, index = self._names[matched[1]]
        index += tuple(int(part) for part in re.findall(r"\d+", matched[2]))
        fits = len(index) <= len(state.shape) and all(i < n for i, n in zip(index, state.shape, strict=False))
        return (state, index) if fits else None

    def _place(self, name: str) -> tuple[State, tuple[int, ...]]:
        found = self._find(name)
        if found is None:
            hint = did_you_mean(name, self._names)
            raise AccessError(f"there is no state {name!r}" + (f"; {hint}" if hint else ""))
        return found


_Names = dict[str, tuple["State", tuple[int, ...]]]


def _names(architecture: Architecture) -> _Names:
    found: _Names = {}
    for state in architecture.state.values():
        found[state.name] = (state, ())
        for place, name in enumerate(state.names):
            found.setdefault(name, (state, (place,)))
        for name, place in state.aliases.items():
            found.setdefault(name, (state, (place,)))
        for one in state.entries.values():
            found[f"{state.name}.{one.name}"] = (state, (one.index,))
    return _unambiguous(architecture, found)


def _unambiguous(architecture: Architecture, found: _Names) -> _Names:
    """Add the names of registers that no other thing has, and no register of another file."""
    files = [state for state in architecture.state.values() if state.entries]
    counts = Counter(name for file in files for name in file.entries)
    for file in files:
        for name, one in file.entries.items():
            if counts[name] == 1:
                found.setdefault(name, (file, (one.index,)))
    return found


def _flat(values: Any) -> Iterator[int]:
    for value in values:
        if hasattr(value, "__len__"):
            yield from _flat(value)
        else:
            yield int(value)


def _array(values: MutableSequence[int], state: State) -> npt.NDArray[Any]:
    """A flat list of Python's integers as an array."""
    import numpy as np

    assert isinstance(state.type, IntegerType)
    array = np.array(list(values), object).reshape(state.shape)
    if state.type.width > WORD:
        return array
    return array.astype(numpy_name(state.type))


class MemoryAccess:
    """One memory of one instance."""

    def __init__(self, architecture: Architecture, buffer: MemoryBuffer) -> None:
        self._architecture = architecture
        self._buffer = buffer

    def read(self, address: int, dtype: str = "u8", shape: tuple[int, ...] | int | None = None) -> Any:
        """Elements of a number format from ``address`` on: an array of ``shape``, or one value where it is None.

        f16, f32 and f64 come as NumPy's floats, all other floats as raw codes.

        Raises:
            AccessError: no such format, or not inside the memory.
        """
        import numpy as np

        kind = self._type(dtype)
        extents = () if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
        data = self._bytes(address, prod(extents) * kind.bytes)
        values = _unpacked(bytes(data), kind, self._buffer.memory.endianness)
        return values[0].item() if shape is None else np.asarray(values).reshape(extents)

    def write(self, address: int, values: Any, dtype: str | None = None) -> None:
        """Writes bytes as they are, or numbers as elements of ``dtype`` (NumPy integers and floats: by default their own).

        Raises:
            AccessError: no such format, or not inside the memory.
        """
        if isinstance(values, bytes | bytearray | memoryview):
            data = bytes(values)
        else:
            import numpy as np

            array = np.asarray(values)
            kind = self._type(dtype if dtype is not None else _own_type(array))
            data = _packed(array, kind, self._buffer.memory.endianness)
        place = self._bytes(address, len(data))
        self._check_gaps(address, len(data))
        place[:] = data
        self._buffer.wrote(address - self._buffer.base, len(data))

    def clear(self, address: int, size: int) -> None:
        """Writes zeros; pages that hold none other stay untouched. Raises AccessError."""
        view = self._bytes(address, size)
        for start in range(0, size, _CLEARED):
            part = view[start : start + _CLEARED]
            if bytes(part) != _ZEROS[: len(part)]:
                part[:] = bytes(len(part))
        self._buffer.wrote(address - self._buffer.base, size)

    def check(self, address: int, size: int) -> None:
        """Raises AccessError where ``size`` bytes at ``address`` are not all inside."""
        self._bytes(address, size)

    def _bytes(self, address: int, size: int) -> memoryview:
        buffer = self._buffer
        offset = address - buffer.base
        if not 0 <= offset <= buffer.size - size:
            name = buffer.memory.name
            raise AccessError(
                f"{size} bytes at {address:#x} do not lie inside {name} ({buffer.base:#x} to {buffer.base + buffer.size:#x})"
            )
        return buffer.view[offset : offset + size]

    def _check_gaps(self, address: int, size: int) -> None:
        """Refuses to write what is no instance's: such bytes of a window read as zeros."""
        buffer = self._buffer
        if not buffer.memory.has_gaps:
            return
        there = sum(count for _, _, count in pieces(buffer.memory, address - buffer.base, size))
        if there < size:
            shown = buffer.memory.home
            message = f"{size - there} of {size} bytes at {address:#x} of {buffer.memory.name} are no {shown.name}'s"
            raise AccessError(message)

    def _type(self, name: str) -> NumberType:
        matched = re.fullmatch(r"([us])([1-9]\d*)", name)
        if matched is not None and int(matched[2]) <= 64:
            return IntegerType(int(matched[2]), signed=matched[1] == "s")
        types = self._architecture.types
        if name not in types:
            hint = did_you_mean(name, types)
            raise AccessError(f"there is no number format {name!r}" + (f"; {hint}" if hint else ""))
        return types[name]


def _own_type(array: npt.NDArray[Any]) -> str:
    letter = {"u": "u", "i": "s", "f": "f"}.get(array.dtype.kind)
    if letter is None:
        raise AccessError(f"say as which number format {array.dtype} values are written")
    return f"{letter}{8 * array.dtype.itemsize}"


def encode(values: npt.NDArray[Any], kind: NumberType, held: Any) -> Any:
    """Values as a state or memory holds them: integers cut, floats in their own type or given as raw codes."""
    import numpy as np

    if isinstance(kind, FloatType):
        if values.dtype.kind == "f" and np.dtype(held).kind != "f" and kind.name not in _FLOATS:
            raise AccessError(f"give {kind.name} as raw codes, not as {values.dtype}")
        return (
            values.astype(_FLOATS[kind.name]).view(held)
            if kind.name == "f16" and values.dtype.kind == "f"
            else values
        )
    wrapped = [wrap(int(v), kind.width, kind.signed) for v in values.ravel()]
    return np.array(wrapped, held).reshape(values.shape)


def _packed(array: npt.NDArray[Any], kind: NumberType, endianness: str) -> bytes:
    import numpy as np

    order: Any = endianness

    if isinstance(kind, FloatType) and kind.name in _FLOATS and array.dtype.kind in "fiu":
        return bytes(array.astype(np.dtype(_FLOATS[kind.name]).newbyteorder(order)).tobytes())
    if array.dtype.kind == "f":
        raise AccessError(f"give {kind.name} as raw codes or integers, not as {array.dtype}")
    mask = (1 << kind.width) - 1
    if kind.bytes in (1, 2, 4, 8) and array.dtype.kind in "iu":
        held = np.dtype(f"u{kind.bytes}")
        codes = array.astype(np.int64 if array.dtype.kind == "i" else np.uint64).astype(held) & held.type(
            mask
        )
        return bytes(codes.astype(held.newbyteorder(order)).tobytes())
    return b"".join((int(v) & mask).to_bytes(kind.bytes, order) for v in array.ravel())


def _unpacked(data: bytes, kind: NumberType, endianness: str) -> npt.NDArray[Any]:
    import numpy as np

    order: Any = endianness
    if isinstance(kind, FloatType) and kind.name in _FLOATS:
        name = np.dtype(_FLOATS[kind.name])
        return np.frombuffer(data, name.newbyteorder(order)).astype(name)
    held = np.dtype(numpy_name(kind))
    if kind.width == 8 * kind.bytes and kind.bytes in (1, 2, 4, 8):
        return np.frombuffer(data, held.newbyteorder(order)).astype(held)
    signed = isinstance(kind, IntegerType) and kind.signed
    raw = (int.from_bytes(data[at : at + kind.bytes], order) for at in range(0, len(data), kind.bytes))
    return np.array([wrap(v, kind.width, signed) for v in raw], held)
