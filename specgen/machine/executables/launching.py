"""Executables on a machine: loaded, given their arguments, started, and asked for their results."""

from __future__ import annotations

from pathlib import Path
from struct import pack as packed
from typing import TYPE_CHECKING, Any

from specgen.machine.access import AccessError
from specgen.machine.executables.arrays import packed_array, stored_bytes, unpacked_array
from specgen.machine.executables.linking import (
    arguments,
    block_bytes,
    buffer_address,
    code_entry,
    entries,
    images,
)
from specgen.machine.images import read_array, write_array
from specgen.machine.simulator import SimulatorError
from specgen.machine.symbols import Symbol, Symbols
from specgen.source import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.machine.executables.linking import Image
    from specgen.machine.executables.opened import Opened
    from specgen.machine.executables.rows import Row
    from specgen.machine.simulator import Simulator

_FLOATS = {"f16": "<e", "f32": "<f", "f64": "<d"}


class Launch:
    """An entry point of an executable on a machine; all instances run it.

    ``plans`` is where the memory plan begins, by memory. Raises SimulatorError where it does not fit the machine,
    ExecutableError where an address does not fit its place, ValueError where there is no such entry point.
    """

    def __init__(
        self,
        simulator: Simulator,
        opened: Opened,
        entry: str | None = None,
        plans: dict[str, int] | None = None,
    ) -> None:
        self._simulator, self._opened, self._plans = simulator, opened, plans or {}
        self._entries = entries(opened, entry)
        self._arguments = {opened.text(r, "name"): r for e in self._entries for _, r in arguments(opened, e)}
        self._values: dict[str, int] = {}
        self._load()
        for name, row in self._arguments.items():
            if row["rank"] and not row.none("buffer"):
                self._values[name] = self._buffer(row)
        self._pass()

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments, in order."""
        return tuple(self._arguments)

    def _load(self) -> None:
        for image in images(self._opened, self._plans):
            self._write(image.memory, image.address, image.data)
        for row in self._entries:
            name = self._opened.text(row, "processor") or next(iter(self._simulator.architecture.processors))
            section = self._opened.section(row["section"])
            code = self._image(section.index)
            self._simulator.load(code.data, code.address, entry=code_entry(self._opened, row), processor=name)
            symbols = self._symbols()
            for instance in range(len(self._simulator.instances)):
                self._simulator.symbols[instance, name] = symbols

    def _image(self, index: int) -> Image:
        """The code of a section, with addresses filled in."""
        from specgen.machine.executables.linking import Image, addresses, relocated

        section = self._opened.section(index)
        data = relocated(self._opened, addresses(self._opened, self._plans))[index]
        return Image(self._opened.text(section.entry, "memory"), section.entry["address"], data)

    def _symbols(self) -> Symbols:
        found = []
        for row in self._opened.rows("symbols"):
            if row.none("section"):
                continue
            section = self._opened.section(row["section"])
            start = section.entry["address"]
            end = start + section.size if section.does == "code" else 0
            found.append(Symbol(self._opened.text(row, "name"), start + row["value"], row["size"], end))
        return Symbols(found)

    # -- arguments ---------------------------------------------------------------------------------------------------

    def put(self, name: str, value: str) -> None:
        """Give an argument: an array as a ``.npy`` file, a number as itself. Raises ValueError."""
        row = self._row(name)
        if not row["rank"]:
            self._values[name] = self._bits(name, row, value)
            self._pass()
            return
        array = read_array(Path(value))
        self.put_array(name, array)

    def put_array(self, name: str, array: npt.NDArray[Any]) -> None:
        """Give an array, of numbers or of the bits of elements, to an argument of its shape. Raises ValueError."""
        row = self._row(name)
        shape = row.numbers("extents")[: row["rank"]]
        if array.shape != shape:
            raise SimulatorError(f"argument {name} has shape {list(shape)}, not {list(array.shape)}")
        memory = self._memory(row, name)
        data = packed_array(
            self._opened.architecture,
            array,
            *self._form(row),
            self._simulator.architecture.memories[memory].endianness,
        )
        self._write(memory, self._buffer(row), data)

    def take(self, name: str) -> npt.NDArray[Any]:
        """Return the array that an argument is now. Raises ValueError."""
        row = self._row(name)
        memory, shape = self._memory(row, name), row.numbers("extents")[: row["rank"]]
        layout, element = self._form(row)
        size = stored_bytes(self._opened.architecture, shape, element, layout)
        data = self._simulator.memory[memory].read(self._buffer(row), "u8", size).tobytes()
        endianness = self._simulator.architecture.memories[memory].endianness
        return unpacked_array(self._opened.architecture, data, shape, element, layout, endianness)

    def save(self, name: str, path: Path) -> str:
        """Write the array that an argument is now into a ``.npy`` file, and say so. Raises ValueError, OSError."""
        array = self.take(name)
        write_array(path, array)
        return f"{name} -> {path} {list(array.shape)} {array.dtype}"

    def _form(self, row: Row) -> tuple[str | None, str]:
        return self._opened.text(row, "layout") or None, self._opened.text(row, "element")

    def _row(self, name: str) -> Row:
        if name not in self._arguments:
            hint = did_you_mean(name, self._arguments) or f"there are {', '.join(self._arguments) or 'none'}"
            raise SimulatorError(f"there is no argument {name!r}; {hint}")
        return self._arguments[name]

    def _memory(self, row: Row, name: str) -> str:
        if not row["rank"] or row.none("buffer"):
            raise SimulatorError(f"argument {name} lies in no buffer of the plan")
        return self._opened.text(self._opened.rows("buffers")[row["buffer"]], "memory")

    def _buffer(self, row: Row) -> int:
        return buffer_address(self._opened, self._opened.rows("buffers")[row["buffer"]], self._plans)

    def _bits(self, name: str, row: Row, value: str) -> int:
        element = self._opened.text(row, "element")
        try:
            if element in _FLOATS:
                return int.from_bytes(packed(_FLOATS[element], float(value)), "little")
            return int(value, 0)
        except (ValueError, OverflowError):
            raise SimulatorError(f"{value!r} is no {element} for argument {name}") from None

    def _pass(self) -> None:
        """Write the argument block."""
        block = self._opened.format.block
        if block is not None and self._arguments:
            data = block_bytes(self._opened, self._values, list(self._arguments.values()))
            self._write(block.memory.name, block.address, data)

    def _write(self, memory: str, address: int, data: bytes) -> None:
        """Write into a memory, of every instance where each has its own."""
        shared = self._simulator.architecture.memories[memory].shared
        try:
            for instance in self._simulator.instances[: 1 if shared else None]:
                instance.memory[memory].write(address, data)
        except AccessError as error:
            raise SimulatorError(f"the executable does not fit: {error}") from None
