"""What the template of the package shows: names and expressions, made once for an architecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope
from specgen.generators.systemverilog import fields as sv
from specgen.generators.systemverilog.enums import Constant, Enumeration, Enums
from specgen.generators.systemverilog.registers import Block, Registers
from specgen.generators.systemverilog.structures import Layout, Structures
from specgen.generators.systemverilog.text import WORDS, bits_of, number, vector
from specgen.generators.systemverilog.tree import render
from specgen.generators.target import stamp
from specgen.model.decoding import Leaf, Node, decode_tree
from specgen.model.identity import binary_hash

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import BitRange, Field, Format, Instruction
    from specgen.model.item import Item


@dataclass(frozen=True, slots=True)
class Accessor:
    """The functions of one field: what takes its value out of a word, and what puts one in."""

    field: Field
    get: str
    put: str
    type: str
    value: str
    unscaled: str | None
    raw_type: str
    placed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A field, or one piece of a split one, in a packed struct."""

    field: Field
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A format: a packed struct, its members from the top bit down, and its fields."""

    format: Format
    struct: str
    members: tuple[Member, ...]
    accessors: tuple[Accessor, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A processor's decoder: the names of its functions, and the bodies of two of them."""

    processor: Processor
    decode: str
    classify: str
    legal: str
    decoding: str
    classifying: str


_FIXED = ("word_t", "opcode_e", "length", "word", "value", "raw", "opcode", "structure")
_LARGE = 1 << 31


class View:
    """Everything that the template asks about one architecture."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.package = f"{architecture.name.replace('-', '_').lower()}_pkg"
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.width = max(architecture.max_width, 1)
        self._scope = Scope(WORDS, _FIXED)
        self.enums = Enums(architecture, self._scope)
        self.streams = [self._stream(p) for p in architecture.processors.values()]
        self.length_type = vector(max(self.width // 8, 1).bit_length())

    @cached_property
    def identity(self) -> list[Constant]:
        """The constants that say which spec this is; the text of the spec in them is escaped."""
        one = self.architecture
        told = (
            ("VERSION", one.version),
            ("VARIANT", one.variant),
            ("CONTENT_HASH", one.content_hash),
            ("BINARY_HASH", binary_hash(one)),
        )
        return [Constant(self._upper(name), f'"{_quoted(text)}"') for name, text in told]

    @cached_property
    def parameters(self) -> list[Constant]:
        """Parameters that are whole numbers, quantities in their base units."""
        values = self.architecture.constants
        return [
            self._constant(values[name], one.summary, "PARAM", name)
            for name, one in self.architecture.parameters.items()
            if name in values
        ]

    @cached_property
    def machine(self) -> list[tuple[str, list[Constant]]]:
        """Figures of memories, state, queues and semaphores, each kind under its title."""
        one = self.architecture
        memories = [
            constant
            for m in one.memories.values()
            for constant in (
                self._constant(m.base, m.summary, "MEM", m.name, "BASE"),
                self._constant(m.size, "", "MEM", m.name, "SIZE"),
            )
        ]
        extents = [
            self._constant(extent, "", "STATE", s.name, "COUNT" if len(s.shape) == 1 else f"DIM{axis}")
            for s in one.state.values()
            for axis, extent in enumerate(s.shape)
        ]
        registers = [
            self._constant(r.index, r.summary, "STATE", s.name, r.name)
            for s in one.state.values()
            for r in s.entries.values()
        ]
        queues = [self._constant(e.queue, "", "ENGINE", e.name, "QUEUE") for e in one.engines.values()]
        semaphores = [
            self._constant(number_, "", "SEMAPHORE", s.name, what)
            for s in one.semaphores.values()
            for what, number_ in (("COUNT", s.count), ("MAX", s.max))
        ]
        told = (
            ("Memories: first address, and size in bytes.", memories),
            ("Entries of register files and arrays, outermost first.", extents),
            ("Registers of sparse files, by index.", registers),
            ("Instructions that an engine's queue holds.", queues),
            ("Semaphores: how many, and the greatest count.", semaphores),
        )
        return [(title, constants) for title, constants in told if constants]

    @cached_property
    def layouts(self) -> list[Layout]:
        """The structures, inner ones first."""
        return Structures(self._scope, self.enums.types).layouts(self.architecture.structures.values())

    @property
    def ascending(self) -> bool:
        """Whether there are arrays of big-endian structures, whose first element is the highest."""
        return any(" [0:" in line.type for layout in self.layouts for line in layout.packed.lines)

    @cached_property
    def blocks(self) -> list[Block]:
        """The register map."""
        return Registers(self._scope, self.enums.types).blocks(self.architecture.registers.values())

    @cached_property
    def opcodes(self) -> Enumeration:
        """The instructions by number."""
        names = list(self.architecture.instructions.values())
        width = bits_of(0, len(names) + 1)
        members = [Constant(self._upper("OP_ILLEGAL"), number(0, width), "no instruction")]
        members += [
            self._member(number(i, width), one, "OP", one.name) for i, one in enumerate(names, start=1)
        ]
        last = number(len(names) + 1, width)
        members.append(Constant(self._upper("OP_LONGER"), last, "the first part of a longer instruction"))
        return Enumeration("opcode_e", vector(width), "The instructions.", tuple(members))

    @cached_property
    def words(self) -> list[tuple[Instruction, Constant, Constant]]:
        """Each instruction with its fixed bits: which they are, and their values."""
        return [
            (
                one,
                Constant(self._upper("MASK", one.name), number(one.mask, one.format.width)),
                Constant(self._upper("MATCH", one.name), number(one.match, one.format.width)),
            )
            for one in self.architecture.instructions.values()
        ]

    @cached_property
    def lengths(self) -> list[tuple[str, list[str]]]:
        """Lengths in bytes, ascending, with the opcodes that have them."""
        found: dict[int, list[str]] = {}
        for one in sorted(self.architecture.instructions.values(), key=lambda i: i.format.width):
            found.setdefault(one.format.bytes, []).append(self.opcode(one))
        width = max(self.width // 8, 1).bit_length()
        return [(number(length, width), opcodes) for length, opcodes in found.items()]

    @cached_property
    def shapes(self) -> list[Shape]:
        """The formats."""
        return [self._shape(one) for one in self.architecture.formats.values()]

    def opcode(self, one: Instruction) -> str:
        """Return the constant of an instruction."""
        return self._upper("OP", one.name)

    def _shape(self, format_: Format) -> Shape:
        scope = Scope(WORDS)
        pieces = sorted(((p, f) for f in format_.fields for p in f.pieces), key=lambda t: -t[0].low)
        members = []
        for piece, field in pieces:
            split = len(field.pieces) > 1
            wanted = f"{field.name}_{piece.high}_{piece.low}" if split else field.name
            members.append(Member(field, self._member_type(field, piece), scope.give(piece, wanted)))
        accessors = tuple(
            self._accessor(format_, f) for f in format_.fields if f.reserved is None and not sv.is_member(f)
        )
        return Shape(format_, self._type(format_.name, "t"), tuple(members), accessors)

    def _member_type(self, field: Field, piece: BitRange) -> str:
        """The type of a piece of a field: the enum of the whole field where that is as wide."""
        known = None
        if field.enum is not None and sv.is_member(field):
            known = self.enums.types.get((field.enum.name, field.width))
        return known or vector(piece.width)

    def _accessor(self, format_: Format, field: Field) -> Accessor:
        get = self._lower(format_.name, field.name)
        return Accessor(
            field,
            get,
            self._scope.give(("put", format_.name, field.name), f"{get}_put"),
            sv.value_type(field),
            sv.value(field),
            sv.unscaled(field),
            vector(field.width),
            tuple(sv.placed(field)),
        )

    def _stream(self, processor: Processor) -> Stream:
        suffix = "" if len(self.architecture.processors) == 1 else f"_{processor.name}"
        decode, classify, legal = (
            self._scope.give((name, processor.name), name + suffix)
            for name in ("decode", "classify", "legal")
        )
        whole = decode_tree(self.architecture, processor)
        first = decode_tree(self.architecture, processor, bits=processor.granule)
        decoding = self._body(whole, decode, self.width)
        return Stream(
            processor, decode, classify, legal, decoding, self._body(first, classify, processor.granule)
        )

    def _body(self, tree: Node, target: str, width: int) -> str:
        def answer(leaf: Leaf) -> str:
            if leaf.longer:
                return self._upper("OP_LONGER")
            return self.opcode(leaf.instruction) if leaf.instruction else self._upper("OP_ILLEGAL")

        return "\n".join(render(tree, target, width, answer))

    def _member(self, value: str, item: Item, *parts: str) -> Constant:
        return Constant(self._upper(*parts), value, item.summary)

    def _constant(self, value: int, summary: str, *parts: str) -> Constant:
        signed, width = value < 0, 32 if -_LARGE <= value < 2 * _LARGE else 64
        return Constant(
            f"{vector(width, signed)} {self._upper(*parts)}", number(value, width, signed), summary
        )

    def _upper(self, *parts: str) -> str:
        return self._scope.give(("upper", *parts), "_".join(parts).upper())

    def _lower(self, *parts: str) -> str:
        return self._scope.give(("lower", *parts), "_".join(parts).lower())

    def _type(self, name: str, suffix: str) -> str:
        return self._scope.give((suffix, name), f"{name.lower()}_{suffix}")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
