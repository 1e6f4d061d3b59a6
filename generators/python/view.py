"""What the templates of the Python bindings show: names and expressions, made once for an architecture."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.python.tree import holds, render
from specgen.generators.target import stamp
from specgen.model.decoding import decode_tree, instructions_of
from specgen.model.identity import binary_hash
from specgen.model.legality import conditions_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Enum, Field, Instruction


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand as an attribute of its instruction's class."""

    field: Field
    name: str
    type: str
    pieces: str
    decoded: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An instruction as a class."""

    instruction: Instruction
    name: str
    operands: tuple[Operand, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A processor's decoder."""

    processor: Processor
    suffix: str
    lines: tuple[str, ...]


class View:
    """Everything that a template asks about one architecture."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.package = architecture.name.replace("-", "_").lower()
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.binary_hash = binary_hash(architecture)
        self._classes = _distinct(architecture.instructions, _camel)
        self._enums = _distinct(architecture.enums, _camel)
        self.registers = {
            file.name: {name: one.index for name, one in file.entries.items()}
            for file in architecture.state.values()
            if file.entries
        }

    def enum(self, enum: Enum) -> str:
        """Return the class of an enum."""
        return self._enums[enum.name]

    def members(self, enum: Enum) -> Iterator[tuple[str, int, str]]:
        """Yield the members of an enum: identifier, value, summary."""
        names = _distinct([m.name for m in enum.members], str.upper)
        for member in enum.members:
            yield names[member.name], member.value, member.summary

    def faults(self) -> Iterator[tuple[str, int, str]]:
        """Yield the faults: identifier, code, summary."""
        names = _distinct(self.architecture.faults, str.upper)
        for fault in self.architecture.faults.values():
            yield names[fault.name], fault.code, fault.summary

    @cached_property
    def shapes(self) -> list[Shape]:
        """The instructions in the order of the spec."""
        return [self._shape(one) for one in self.architecture.instructions.values()]

    @cached_property
    def streams(self) -> list[Stream]:
        """One decoder a processor."""
        processors = self.architecture.processors.values()
        return [self._stream(p, "" if len(processors) == 1 else f"_{p.name}") for p in processors]

    @cached_property
    def decode_names(self) -> list[str]:
        """What the decoder imports from the module of fields."""
        text = "\n".join(line for stream in self.streams for line in stream.lines)
        return [
            name
            for name in ("Field", "Instruction", "extract")
            if name == "Instruction" or f"{name}(" in text
        ]

    @cached_property
    def used_enums(self) -> list[str]:
        """The classes of closed enums that operands use."""
        used = {
            f.enum.name: self.enum(f.enum)
            for one in self.architecture.instructions.values()
            for f in one.operands
            if f.enum and not f.enum.open
        }
        return sorted(used.values())

    def _shape(self, one: Instruction) -> Shape:
        names = _distinct([f.name for f in one.operands], str)
        operands = tuple(self._operand(f, names[f.name]) for f in one.operands)
        refused = tuple(holds(condition) for condition in conditions_of(one))
        return Shape(one, self._classes[one.name], operands, refused)

    def _operand(self, field: Field, name: str) -> Operand:
        closed = field.enum is not None and not field.enum.open
        kind = self.enum(field.enum) if closed and field.enum else "int"
        pieces = ", ".join(f"({p.high}, {p.low})" for p in field.pieces)
        options = "".join(
            f", {key}={value}"
            for key, value, default in (
                ("signed", field.signed, False),
                ("scale", field.scale, 1),
                ("bias", field.bias, 0),
            )
            if value != default
        )
        constant = f"Field({field.name!r}, ({pieces},){options})"
        return Operand(field, name, kind, constant, kind if closed else "")

    def _stream(self, processor: Processor, suffix: str) -> Stream:
        mine = instructions_of(self.architecture, processor)
        names = {name: self._classes[name] for name in mine}
        return Stream(processor, suffix, tuple(render(decode_tree(self.architecture, processor), names)))


def docstring(text: str, indent: int = 0) -> str:
    """Return text that can stand in a docstring of three double quotes."""
    safe = text.replace("\\", "\\\\").replace('"""', "'''").strip()
    if safe.endswith('"'):
        safe += " "
    pad = " " * indent
    lines = [line.rstrip() for line in safe.splitlines()]
    return "\n".join([lines[0], *(pad + line if line else "" for line in lines[1:])]) if lines else ""


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_")) or name


_TAKEN = {
    "Field",
    "Instruction",
    "EncodingError",
    "Fault",
    "Word",
    "None",
    "True",
    "False",
    "encode",
    "decode",
}


def _distinct(names: Iterable[str], style: object) -> dict[str, str]:
    """An identifier for each name, distinct from each other, from keywords and from the module's own names."""
    found: dict[str, str] = {}
    taken = set(_TAKEN)
    for name in names:
        made = style(name) if callable(style) else name
        while keyword.iskeyword(made) or keyword.issoftkeyword(made) or made in taken:
            made += "_"
        taken.add(made)
        found[name] = made
    return found
