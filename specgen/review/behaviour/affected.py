"""Which instructions may behave differently: those whose text, or anything it leads to, has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from specgen.model.item import Item
from specgen.model.types import FloatType

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.isa import Instruction
    from specgen.model.memory import Device, Memory
    from specgen.review.changes import Change

_NAME = re.compile(r"[A-Za-z_]\w*")
_KEYS: dict[str, frozenset[str]] = {
    "instructions": frozenset(
        {"semantics", "tiles", "constraints", "engine", "processor", "format", "encoding", "atomic"}
    ),
    "processors": frozenset({"on_raise", "program_counter", "memory", "unit"}),
    "memories": frozenset(
        {
            "size",
            "address",
            "base",
            "endianness",
            "out_of_range",
            "misaligned",
            "write_out_of_range",
            "write_misaligned",
        }
        | {"shared", "window", "stride", "uninitialised"}
    ),
    "engines": frozenset(),
    "instances": frozenset({"count"}),
}
"""Of sections that have more, the keys on which behaviour depends."""


class Dependencies:
    """What each instruction of an architecture depends on, as (section, name)."""

    def __init__(self, architecture: Architecture) -> None:
        self._a = a = architecture
        sections = ("functions", "tables", "state", "memories", "semaphores", "barriers", "engines", "enums", "types",
                    "integer_types", "parameters", "links", "paths", "faults")  # fmt: skip
        self._homes: dict[str, list[str]] = {}
        for section in sections:
            for name in getattr(a, section):
                self._homes.setdefault(name, []).append(section)
        self._known: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        self._accesses = [
            (one.memory.name, ("devices", one.name), _called(one)) for one in a.devices.values()
        ]

    def of(self, instruction: Instruction) -> frozenset[tuple[str, str]]:
        """All that an instruction depends on, itself included."""
        found = {("instructions", instruction.name), ("formats", instruction.format.name)}
        todo = list(self._named(instruction.semantics))
        for tile in instruction.tiles:
            todo += [one for text in tile.texts for one in self._named(text)]
            todo += [("memories", tile.memory.name), ("layouts", tile.layout.name)]
            if isinstance(tile.element, FloatType):
                todo.append(("types", tile.element.name))
        for field in instruction.operands:
            if field.enum is not None:
                todo.append(("enums", field.enum.name))
        if instruction.engine is not None:
            todo.append(("engines", instruction.engine.name))
        todo.append(("processors", instruction.processor.name))
        for one in todo:
            found |= self.closure(one)
        return frozenset(found)

    def closure(self, thing: tuple[str, str]) -> frozenset[tuple[str, str]]:
        """A thing, and all that it leads to."""
        if thing not in self._known:
            self._known[thing] = frozenset({thing})  # things may lead back to themselves
            found = {thing}
            for one in set(self._next(*thing)):
                found |= self.closure(one)
            self._known[thing] = frozenset(found)
        return self._known[thing]

    def _named(self, text: str) -> Iterator[tuple[str, str]]:
        for name in _words(text):
            for section in self._homes.get(name, ()):
                yield section, name

    def _next(self, section: str, name: str) -> Iterator[tuple[str, str]]:
        a = self._a
        item = getattr(a, section).get(name)
        match section:
            case "functions":
                yield from self._named(item.body)
                yield from _types((*item.arguments.values(), item.returns))
                if item.memory is not None:
                    yield "memories", item.memory.name
            case "state":
                yield from self._state(item)
            case "memories":
                yield from self._memory(item)
            case "tables":
                yield from _types((item.type,))
            case "enums":
                yield from _types(member.type for member in item.members)
            case "semaphores":
                yield from (("faults", f.name) for f in (item.overflow, item.underflow) if f is not None)
            case "processors":
                if item.on_raise is not None:
                    yield from self._named(item.on_raise.body)

    def _state(self, state: State) -> Iterator[tuple[str, str]]:
        yield from _types((state.type,))
        if state.view_of is not None:
            yield "state", state.view_of.name
        if state.out_of_range is not None:
            yield "faults", state.out_of_range.name
        for one in state.entries.values():
            yield from (("functions", name) for name in (one.read, one.write) if name is not None)

    def _memory(self, memory: Memory) -> Iterator[tuple[str, str]]:
        faults = (memory.out_of_range, memory.misaligned, memory.write_out_of_range, memory.write_misaligned)
        yield from (("faults", fault.name) for fault in faults if fault is not None)
        if memory.window is not None:
            yield "memories", memory.window.name
        for home, device, functions in self._accesses:
            if home == memory.name:
                yield device
                yield from (("functions", name) for name in functions if name in self._a.functions)


def touches_behaviour(change: Change) -> bool:
    """Whether a change is of what something does, not of how it is written, timed or described."""
    keys = _KEYS.get(change.section)
    return keys is None or len(change.path) < 3 or change.path[2] in keys


def _called(device: Device) -> tuple[str, ...]:
    """The functions that accesses of a device call."""
    return tuple(name for one in device.registers for name in (one.read, one.write) if name is not None)


def _types(kinds: Iterable[object]) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        if isinstance(kind, FloatType) and isinstance(kind, Item):
            yield "types", kind.name


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(_NAME.findall(text))
