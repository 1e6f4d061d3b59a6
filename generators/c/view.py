"""What the templates of the C headers show: names and expressions, made once for an architecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.c import fields as c
from specgen.generators.c.names import Symbols, members
from specgen.generators.c.tree import holds, render
from specgen.generators.target import stamp
from specgen.model.decoding import Leaf, decode_tree, instructions_of
from specgen.model.identity import binary_hash
from specgen.model.legality import conditions_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Enum, EnumMember, Field, Format, Instruction


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand as a member of its instruction's struct."""

    field: Field
    member: str
    type: str
    refused: tuple[str, ...]
    inserted: tuple[str, ...]
    decoded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An instruction: its identifiers, operands and fixed bits."""

    instruction: Instruction
    opcode: str
    struct: str
    encoder: str
    member: str
    operands: tuple[Operand, ...]
    match: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def tests(self) -> tuple[str, ...]:
        """What refuses its operands before they are encoded."""
        return tuple(test for operand in self.operands for test in operand.refused)

    def raws(self) -> list[str]:
        """The variables that its encoder needs."""
        lines = [line for operand in self.operands for line in operand.inserted]
        return [raw for raw in ("raw32", "raw64") if any(line.startswith(f"{raw} = ") for line in lines)]


@dataclass(frozen=True, slots=True)
class Stream:
    """A processor's decoder: the suffix of its functions and the bodies of two of them."""

    processor: Processor
    suffix: str
    identify: str
    classify: str
    classify_type: str


_TYPES = ("opcode", "fault", "instruction", "length", "name")
_CONSTANTS = ("LANES", "MAX_BYTES", "VERSION", "VARIANT", "CONTENT_HASH", "BINARY_HASH", "INSTANCES")
_OPCODES = ("OP_ILLEGAL", "OP_COUNT", "OP_LONGER")


class View:
    """Everything that a template asks about one architecture."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.prefix = architecture.name.replace("-", "_").lower()
        self.upper = self.prefix.upper()
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.binary_hash = binary_hash(architecture)
        self.lanes = max((architecture.max_width + c.LANE - 1) // c.LANE, 1)
        self._members = members(architecture.instructions)
        decoders = [
            f"{f}{suffix}" for _, suffix in self._suffixed() for f in ("decode", "identify", "classify")
        ]
        self.symbols = Symbols(self.prefix, [*_TYPES, *_CONSTANTS, *_OPCODES, *decoders])

    def guard(self, header: str) -> str:
        """Return the include guard of a header."""
        return f"{self.upper}_{header.upper()}_H"

    def enum_type(self, enum: Enum) -> str:
        """Return the C type of an enum."""
        return f"enum {self.symbols.lower(enum.name)}"

    def enum_members(self, enum: Enum) -> list[tuple[str, EnumMember]]:
        """Return the members of an enum with their identifiers."""
        return [(self.symbols.upper(enum.name, member.name), member) for member in enum.members]

    @cached_property
    def constants(self) -> list[tuple[str, str, str]]:
        """Parameters as (name, C constant, summary): whole numbers, quantities in their base units."""
        values = self.architecture.constants
        return [
            (name, _whole(values[name]), parameter.summary)
            for name, parameter in self.architecture.parameters.items()
            if name in values
        ]

    @cached_property
    def shapes(self) -> list[Shape]:
        """The instructions in the order of the spec."""
        return [self._shape(one) for one in self.architecture.instructions.values()]

    @cached_property
    def lengths(self) -> dict[int, list[Shape]]:
        """Instructions by length in bytes, ascending."""
        found: dict[int, list[Shape]] = {}
        for shape in sorted(self.shapes, key=lambda s: s.instruction.format.width):
            found.setdefault(shape.instruction.format.bytes, []).append(shape)
        return found

    def opcode(self, one: Instruction) -> str:
        """Return the constant of an instruction."""
        return self.symbols.upper("op", one.name)

    @cached_property
    def streams(self) -> list[Stream]:
        """One decoder a processor."""
        return [self._stream(processor, suffix) for processor, suffix in self._suffixed()]

    def accessors(self, format_: Format) -> list[tuple[Field, str, str, str, list[str]]]:
        """Fields of a format with their raw type, function name, extraction and insertion."""
        return [
            (f, c.raw_type(f), self.symbols.lower(format_.name, f.name), c.extract(f), c.replace(f, "raw"))
            for f in format_.fields
            if f.reserved is None and f.width <= 2 * c.LANE
        ]

    def _suffixed(self) -> list[tuple[Processor, str]]:
        """The processors, and what tells their decoders apart: nothing where there is one."""
        processors = self.architecture.processors.values()
        return [(p, "" if len(processors) == 1 else f"_{p.name}") for p in processors]

    def _shape(self, one: Instruction) -> Shape:
        names = members(f.name for f in one.operands)
        operands = tuple(self._operand(one, f, names[f.name]) for f in one.operands)
        lanes = (one.format.width + c.LANE - 1) // c.LANE
        match = tuple(c.number(one.match >> (c.LANE * i) & 0xFFFFFFFF) for i in range(lanes))
        refused = tuple(f"!({holds(condition)})" for condition in conditions_of(one))
        return Shape(
            one,
            self.opcode(one),
            self.symbols.lower("operands", one.name),
            self.symbols.lower("encode", one.name),
            self._members[one.name],
            operands,
            match,
            refused,
        )

    def _operand(self, one: Instruction, field: Field, member: str) -> Operand:
        kind = c.value_type(field)
        closed = self.enum_type(field.enum) if field.enum and not field.enum.open else None
        value = f"({kind})operands->{member}" if closed else f"operands->{member}"
        target = f"out->as.{self._members[one.name]}.{member}"
        return Operand(
            field,
            member,
            closed or kind,
            tuple(c.refusals(field, value)),
            tuple(_inserted(field, value)),
            tuple(_decoded(field, target, closed)),
        )

    def _stream(self, processor: Processor, suffix: str) -> Stream:
        def answer(leaf: Leaf) -> str:
            if leaf.longer:
                return f"{self.upper}_OP_LONGER"
            return self.opcode(leaf.instruction) if leaf.instruction else f"{self.upper}_OP_ILLEGAL"

        whole = render(decode_tree(self.architecture, processor), answer)
        first = render(decode_tree(self.architecture, processor, bits=processor.granule), answer)
        return Stream(
            processor,
            suffix,
            "\n".join(whole),
            "\n".join(first),
            "uint64_t" if processor.granule > c.LANE else "uint32_t",
        )

    def raws(self, processor: Processor) -> list[str]:
        """Return the variables that a processor's decoder needs."""
        shapes = self.instructions_of(processor)
        lines = [line for shape in shapes for operand in shape.operands for line in operand.decoded]
        return [raw for raw in ("raw32", "raw64") if any(line.startswith(f"{raw} = ") for line in lines)]

    def instructions_of(self, processor: Processor) -> list[Shape]:
        """Return the instructions in a processor's stream."""
        names = instructions_of(self.architecture, processor)
        return [shape for shape in self.shapes if shape.instruction.name in names]


def _inserted(field: Field, value: str) -> list[str]:
    """The statements that encode a checked value: through a variable where it goes to several places."""
    encoded = c.encode(field, value)
    if len(list(c.segments(field))) == 1 and encoded == f"({c.raw_type(field)}){value}":
        plain = c.value_type(field) == c.raw_type(field) and not value.startswith("(")
        return c.insert(field, value if plain else encoded)
    return [f"raw{_size(field)} = {encoded};", *c.insert(field, f"raw{_size(field)}")]


def _decoded(field: Field, target: str, cast: str | None) -> list[str]:
    """The statements that decode an operand: through a variable where its bits are used twice."""
    raw = f"raw{_size(field)}"
    decoded = c.decode(field, raw)
    if decoded == raw:
        return [f"{target} = {f'({cast})({c.extract(field)})' if cast else c.extract(field)};"]
    return [f"{raw} = {c.extract(field)};", f"{target} = {f'({cast})({decoded})' if cast else decoded};"]


def _size(field: Field) -> int:
    return 64 if field.width > c.LANE else 32


def _whole(value: int) -> str:
    if -(1 << 31) <= value < 1 << 31:
        return str(value)
    return f"INT64_C({value})" if value < 1 << 63 else f"UINT64_C({value})"
