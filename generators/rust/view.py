"""What the templates of the crate show: names and expressions, made once for an architecture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope, camel
from specgen.generators.rust.enums import Enumeration, Enums, Named
from specgen.generators.rust.registers import Block, Registers
from specgen.generators.rust.structures import Layout, Structures
from specgen.generators.rust.text import WORDS, decimal, string
from specgen.generators.rust.tree import render
from specgen.generators.rust.words import Words, atom, fits, value_type
from specgen.generators.target import stamp
from specgen.model.decoding import Leaf, Node, decode_tree, find, instructions_of
from specgen.model.identity import binary_hash
from specgen.model.legality import Condition, FieldIn, Matches, conditions_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Field, Instruction


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand: a member of its instruction's variant."""

    field: Field
    name: str
    type: str
    value: str
    fits: str
    put: tuple[str, ...]
    enum: Enumeration | None


@dataclass(frozen=True, slots=True)
class Shape:
    """An instruction: a variant."""

    instruction: Instruction
    name: str
    operands: tuple[Operand, ...]
    conditions: tuple[tuple[str, str], ...]
    mask: str
    match: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A processor's decoder: what its functions' names end in, and the bodies of two of them."""

    processor: Processor
    suffix: str
    identify: str
    classify: str
    granule: Words
    samples: tuple[tuple[str, str, str], ...]


_OWN = ("Opcode", "Instruction", "Encoding", "EncodingError", "DecodeError", "Word")
_PRELUDE = ("Err", "From", "Into", "None", "Ok", "Option", "Result", "Some", "TryFrom", "TryInto")
_CRATES = ("alloc", "core", "proc_macro", "std", "test")


class View:
    """Everything that a template asks about one architecture."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.crate = Scope(WORDS, _CRATES).give("", architecture.name.replace("-", "_").lower())
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.words = Words(
            max((_whole(architecture, p) for p in architecture.processors.values()), default=1)
        )
        self._types = Scope(WORDS, (*_OWN, *_PRELUDE))
        self._constants = Scope(WORDS)
        self.enums = Enums(architecture, self._types)

    @cached_property
    def files(self) -> list[str]:
        """The files of the crate."""
        return ["Cargo.toml", *(f"src/{name}.rs" for name in ("lib", *self.modules))]

    @cached_property
    def modules(self) -> list[str]:
        """The modules besides the root, in the order of the root."""
        one = self.architecture
        found = [("isa", one.instructions), ("structures", one.structures), ("registers", one.registers)]
        return ["params", "enums", *(name for name, items in found if items)]

    @cached_property
    def identity(self) -> list[Named]:
        """Which spec this is."""
        one = self.architecture
        told = (
            ("VERSION", one.version, "The version of the specification."),
            ("VARIANT", one.variant, "The variant of the specification."),
            ("CONTENT_HASH", one.content_hash, "SHA-256 of what the specification means."),
            ("BINARY_HASH", binary_hash(one), "SHA-256 of what binaries of the variant depend on."),
        )
        return [Named(self._upper(name), string(text), summary, "&str") for name, text, summary in told]

    @cached_property
    def constants(self) -> list[Named]:
        """Parameters that are whole numbers, and the figures of memories, state, queues and semaphores."""
        one = self.architecture
        found = [
            self._constant(one.constants[name], parameter.summary, "PARAM", name)
            for name, parameter in one.parameters.items()
            if name in one.constants
        ]
        for m in one.memories.values():
            found.append(self._constant(m.base, f"First address of `{m.name}`.", "MEM", m.name, "BASE"))
            found.append(self._constant(m.size, f"Bytes of `{m.name}`.", "MEM", m.name, "SIZE"))
        for s in one.state.values():
            for axis, extent in enumerate(s.shape):
                which = "COUNT" if len(s.shape) == 1 else f"DIM{axis}"
                found.append(self._constant(extent, f"Entries of `{s.name}`.", "STATE", s.name, which))
            for r in s.entries.values():
                summary = r.summary or f"Index of `{r.name}` in `{s.name}`."
                found.append(self._constant(r.index, summary, "STATE", s.name, r.name))
        for e in one.engines.values():
            summary = f"Instructions that the queue of `{e.name}` holds."
            found.append(self._constant(e.queue, summary, "ENGINE", e.name, "QUEUE"))
        for q in one.semaphores.values():
            found.append(
                self._constant(q.count, f"How many `{q.name}` there are.", "SEMAPHORE", q.name, "COUNT")
            )
            found.append(
                self._constant(q.max, f"The greatest count of `{q.name}`.", "SEMAPHORE", q.name, "MAX")
            )
        return found

    @cached_property
    def layouts(self) -> list[Layout]:
        """The structures."""
        return Structures(self._types, self._qualified).layouts(self.architecture.structures.values())

    @property
    def aligned(self) -> bool:
        """Whether some member is neither the first one nor packed."""
        return any(len(one.fields) > 1 and not one.structure.packed for one in self.layouts)

    @cached_property
    def blocks(self) -> list[Block]:
        """The register map."""
        return Registers(self._qualified).blocks(self.architecture.registers.values())

    @cached_property
    def _qualified(self) -> dict[str, Enumeration]:
        """The enums as other modules name them."""
        return {
            name: replace(one, name=f"crate::enums::{one.name}") for name, one in self.enums.of_spec.items()
        }

    @cached_property
    def shapes(self) -> list[Shape]:
        """The instructions in the order of the spec."""
        names = Scope(WORDS).all(self.architecture.instructions, camel)
        return [self._shape(one, names[one.name]) for one in self.architecture.instructions.values()]

    @cached_property
    def streams(self) -> list[Stream]:
        """One decoder a processor."""
        return [self._stream(processor) for processor in self.architecture.processors.values()]

    @cached_property
    def uses_signed(self) -> bool:
        """Whether some value is taken out of two's complement."""
        texts = [o.value for shape in self.shapes for o in shape.operands]
        texts += [text for shape in self.shapes for text, _ in shape.conditions]
        return any("signed(" in text for text in texts)

    @cached_property
    def uses_require(self) -> bool:
        """Whether some operand cannot be encoded."""
        return any(o.fits for shape in self.shapes for o in shape.operands) or any(
            shape.conditions for shape in self.shapes
        )

    @cached_property
    def has_operands(self) -> bool:
        """Whether some instruction has operands."""
        return any(shape.operands for shape in self.shapes)

    def put_byte(self, index: str) -> str:
        """Return the statement that puts ``byte`` at a place in a word, counted from its low end."""
        lane = self.words.lane_type
        if self.words.lanes == 1:
            return f"word |= {lane}::from(byte) << (8 * {atom(index)});"
        return f"word[{atom(index)} / 8] |= {lane}::from(byte) << (8 * ({atom(index)} % 8));"

    def first_granule(self, stream: Stream) -> str:
        """Return the low bits of ``word`` as a granule."""
        granule, words = stream.granule, self.words
        if granule.lanes > 1:
            return "core::array::from_fn(|i| word[i])"
        if granule.lane_bits > words.lane_bits and words.lanes > 1:
            return "u128::from(word[0]) | u128::from(word[1]) << 64"
        low = words.lane(0)
        return low if granule.type == words.lane_type else f"{low} as {granule.type}"

    @cached_property
    def used_enums(self) -> list[str]:
        """The types of enums that operands have."""
        return sorted({o.enum.name for shape in self.shapes for o in shape.operands if o.enum})

    def _shape(self, one: Instruction, name: str) -> Shape:
        names = Scope(WORDS, ("word", "raw")).all((f.name for f in one.operands), str.lower)
        operands = tuple(self._operand(f, names[f.name]) for f in one.operands)
        conditions = tuple(
            (self.words.holds(c), _operand_of(c)) for c in conditions_of(one) if not _told_by_type(one, c)
        )
        told = self.words
        return Shape(one, name, operands, conditions, told.literal(one.mask), told.literal(one.match))

    def _operand(self, field: Field, name: str) -> Operand:
        enum = self.enums.of_spec[field.enum.name] if field.enum else None
        kind = enum.type if enum else value_type(field)
        value, source = self.words.value(field, kind), name
        if enum:
            value = f"{enum.name}({value})" if enum.open else f"{enum.name}::from_value({value})?"
            source = f"{name}.value()"
        put = tuple(self.words.put(field, source, kind))
        test = "" if enum and not enum.open and _holds_all(field) else fits(field, source, kind)
        return Operand(field, name, enum.name if enum else kind, value, test, put, enum)

    def _stream(self, processor: Processor) -> Stream:
        suffix = "" if len(self.architecture.processors) == 1 else f"_{processor.name.lower()}"
        tree = decode_tree(self.architecture, processor)
        first = decode_tree(self.architecture, processor, bits=processor.granule)
        granule = Words(processor.granule)
        names = {shape.instruction.name: shape.name for shape in self.shapes}

        def found(leaf: Leaf) -> str:
            return f"Some(Opcode::{names[leaf.instruction.name]})" if leaf.instruction else "None"

        def begins(leaf: Leaf) -> str:
            if leaf.instruction:
                return f"Ok(Opcode::{names[leaf.instruction.name]})"
            return f"Err(DecodeError::{'Longer' if leaf.longer else 'Illegal'})"

        return Stream(
            processor,
            suffix,
            "\n".join(render(tree, self.words, found)),
            "\n".join(render(first, granule, begins)),
            granule,
            tuple(self._samples(processor, tree, names)),
        )

    def _samples(self, processor: Processor, tree: Node, names: dict[str, str]) -> list[tuple[str, str, str]]:
        """Words at the ends of what operands hold, what the decode tree says that they are, and how they are encoded."""
        samples = []
        for one in instructions_of(self.architecture, processor).values():
            ignored = sum(f.mask for f in one.format.fields if f.reserved == "ignored")
            free = sum(f.mask for f in one.operands)
            for pattern in (0, free, free & int("5" * (one.format.width // 4 + 1), 16)):
                word = one.match | pattern
                if find(tree, word).instruction is one:
                    told = self.words
                    samples.append((told.literal(word | ignored), told.literal(word), names[one.name]))
        return list(dict.fromkeys(samples))

    def _constant(self, value: int, summary: str, *parts: str) -> Named:
        kind = "i64" if value < 0 else "u64"
        return Named(self._upper(*parts), decimal(value), summary or f"`{parts[-1]}`", kind)

    def _upper(self, *parts: str) -> str:
        return self._constants.give(parts, "_".join(parts).upper())


def _whole(architecture: Architecture, processor: Processor) -> int:
    """The bits of as many whole granules as the longest instruction needs."""
    return -(-max(architecture.max_width, 1) // processor.granule) * processor.granule


def _holds_all(field: Field) -> bool:
    """Whether a field holds every member of its enum."""
    return field.enum is not None and all(field.raw(m.value) is not None for m in field.enum.members)


def _told_by_type(one: Instruction, condition: Condition) -> bool:
    """Whether a condition is only that the value of a closed enum is one of its members."""
    if not isinstance(condition, FieldIn) or condition.field.enum is None or condition.field.enum.open:
        return False
    return all(constraint.left is not condition.field for constraint in one.constraints)


def _operand_of(condition: Condition) -> str:
    """The operand to blame where a condition does not hold."""
    if isinstance(condition, Matches):
        return "operands"
    return condition.field.name if isinstance(condition, FieldIn) else condition.left.name
