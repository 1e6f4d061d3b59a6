"""What the templates of the C headers show: names and expressions, made once for an architecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.c import fields as c
from specgen.generators.c.names import members
from specgen.generators.c.tree import holds, render
from specgen.generators.target import stamp
from specgen.model.decoding import Leaf, decode_tree, instructions_of
from specgen.model.legality import conditions_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Enum, Field, Format, Instruction


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand as a member of its instruction's struct."""

    field: Field
    member: str
    type: str
    decoded: str
    refused: tuple[str, ...]
    raw_type: str
    raw: str
    encoded: str
    inserted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An instruction: its identifiers, operands and fixed bits."""

    instruction: Instruction
    opcode: str
    struct: str
    member: str
    operands: tuple[Operand, ...]
    match: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A processor's decoder: the suffix of its functions and the bodies of two of them."""

    processor: Processor
    suffix: str
    identify: str
    classify: str
    classify_type: str


class View:
    """Everything that a template asks about one architecture."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.prefix = architecture.name.replace("-", "_").lower()
        self.upper = self.prefix.upper()
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.lanes = max((architecture.max_width + c.LANE - 1) // c.LANE, 1)
        self._members = members(architecture.instructions)

    def guard(self, header: str) -> str:
        """Return the include guard of a header."""
        return f"{self.upper}_{header.upper()}_H"

    def enum_type(self, enum: Enum) -> str:
        """Return the C type of an enum."""
        return f"enum {self.prefix}_{enum.name}"

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

    @cached_property
    def streams(self) -> list[Stream]:
        """One decoder a processor."""
        processors = self.architecture.processors.values()
        return [self._stream(p, "" if len(processors) == 1 else f"_{p.name}") for p in processors]

    def accessors(self, format_: Format) -> list[tuple[Field, str, str, str, list[str]]]:
        """Fields of a format with their raw type, function name, extraction and insertion."""
        return [
            (f, c.raw_type(f), f"{self.prefix}_{format_.name}_{f.name}", c.extract(f), c.insert(f, "raw"))
            for f in format_.fields
            if f.reserved is None and f.width <= 2 * c.LANE
        ]

    def _shape(self, one: Instruction) -> Shape:
        names = members(f.name for f in one.operands)
        operands = tuple(self._operand(f, names[f.name]) for f in one.operands)
        lanes = (one.format.width + c.LANE - 1) // c.LANE
        match = tuple(c.number(one.match >> (c.LANE * i) & 0xFFFFFFFF) for i in range(lanes))
        refused = tuple(f"!({holds(condition)})" for condition in conditions_of(one))
        return Shape(
            one,
            f"{self.upper}_OP_{one.name.upper()}",
            f"{self.prefix}_{self._members[one.name]}",
            self._members[one.name],
            operands,
            match,
            refused,
        )

    def _operand(self, field: Field, member: str) -> Operand:
        value = f"operands->{member}"
        kind = c.value_type(field)
        closed = field.enum is not None and not field.enum.open
        typed = self.enum_type(field.enum) if closed and field.enum else kind
        checked = f"({kind}){value}" if closed else value
        decoded = c.decode(field, "raw")
        return Operand(
            field,
            member,
            typed,
            f"({typed})({decoded})" if closed else decoded,
            tuple(c.refusals(field, checked)),
            c.raw_type(field),
            c.extract(field),
            c.encode(field, checked),
            tuple(c.insert(field, "raw")),
        )

    def _stream(self, processor: Processor, suffix: str) -> Stream:
        def answer(leaf: Leaf) -> str:
            if leaf.longer:
                return f"{self.upper}_OP_LONGER"
            name = leaf.instruction.name.upper() if leaf.instruction else "ILLEGAL"
            return f"{self.upper}_OP_{name}"

        whole = render(decode_tree(self.architecture, processor), answer)
        first = render(decode_tree(self.architecture, processor, bits=processor.granule), answer)
        return Stream(
            processor,
            suffix,
            "\n".join(whole),
            "\n".join(first),
            "uint64_t" if processor.granule > c.LANE else "uint32_t",
        )

    def instructions_of(self, processor: Processor) -> list[Shape]:
        """Return the instructions in a processor's stream."""
        names = instructions_of(self.architecture, processor)
        return [shape for shape in self.shapes if shape.instruction.name in names]


def _whole(value: int) -> str:
    if -(1 << 31) <= value < 1 << 31:
        return str(value)
    return f"INT64_C({value})" if value < 1 << 63 else f"UINT64_C({value})"
