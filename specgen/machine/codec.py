"""Words to instructions and back, for any spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from specgen.machine.printing import Site, render
from specgen.model.decoding import Node, decode_tree, find, instructions_of
from specgen.model.templates import Template, template_of
from specgen.source import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.machine.batch import BatchDecoder, Indices
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor
    from specgen.model.isa import Constraint, Field, Instruction


class EncodingError(ValueError):
    """Operands that no word of the instruction holds; ``operand`` names the wrong one where it is one."""

    def __init__(self, message: str, operand: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.operand = operand
        self.hint = hint


@dataclass(frozen=True, slots=True, repr=False)
class Decoded:
    """A word, the instruction that it is, and the values of its operands; as text a line of assembly."""

    instruction: Instruction
    operands: dict[str, int]
    length_bytes: int
    word: int
    coder: Coder = field(compare=False)

    def __str__(self) -> str:
        return self.coder.text(self.operands)

    def __repr__(self) -> str:
        return f"<{self.word:#0{2 + 2 * self.length_bytes}x} {self}>"


class Coder:
    """One instruction's words: operand values out of a word, and a word from operand values."""

    def __init__(self, instruction: Instruction, codec: Codec) -> None:
        self.instruction = instruction
        self.length_bytes = instruction.format.bytes
        self.ones = (1 << instruction.format.width) - 1
        self._codec = codec
        self._plain = [
            (f.name, f.pieces[0].low, (1 << f.width) - 1) for f in instruction.operands if _plain(f)
        ]
        self._other = [(f.name, f) for f in instruction.operands if not _plain(f)]
        self._fields = {f.name: f for f in instruction.operands}

    @cached_property
    def template(self) -> Template:
        """The assembly template."""
        return template_of(self.instruction, self._codec.architecture.state)

    @cached_property
    def ignored(self) -> int:
        """The bits of a word that mean nothing, which encoders leave at zero."""
        return sum(f.mask for f in self.instruction.format.fields if f.reserved == "ignored")

    def operands(self, word: int) -> dict[str, int]:
        """The values of the operands in a word of this instruction."""
        values = {name: word >> low & ones for name, low, ones in self._plain}
        for name, f in self._other:
            values[name] = f.value(f.extract(word))
        return values

    def text(self, operands: Mapping[str, int], address: int | None = None) -> str:
        """A line of assembly; distances are written from ``address`` where it is given, else from ``.``."""
        return render(self.template, operands, Site(address, self._codec.processor.unit))

    def encode(self, operands: Mapping[str, int | str]) -> int:
        """The word with these operand values. Raises EncodingError."""
        values = {name: self._value(name, value) for name, value in operands.items()}
        missing = [name for name in self._fields if name not in values]
        if missing:
            raise EncodingError(f"{self.instruction.name} lacks operand {missing[0]}", missing[0])
        word = self.instruction.match
        for name, value in values.items():
            word |= self._fields[name].place(_raw(self._fields[name], value))
        for constraint in self.instruction.constraints:
            _hold(constraint, word)
        return word

    def _value(self, name: str, value: int | str) -> int:
        if name not in self._fields:
            message = f"{self.instruction.name} has no operand {name}"
            raise EncodingError(message, name, did_you_mean(name, self._fields))
        if not isinstance(value, str):
            return int(value)
        enum = self._fields[name].enum
        member = enum.by_name.get(value) if enum else None
        if member is None:
            hint = did_you_mean(value, enum.by_name) if enum else None
            raise EncodingError(f"{name}: {value!r} is {_no_member(self._fields[name])}", name, hint)
        return member.value


class Codec:
    """Decodes and encodes the instructions of one processor's stream (by default, of the first processor)."""

    def __init__(self, architecture: Architecture, processor: Processor | None = None) -> None:
        self.architecture = architecture
        self.processor = processor or next(iter(architecture.processors.values()))
        self.instructions = instructions_of(architecture, self.processor)
        self.coders = {name: Coder(one, self) for name, one in self.instructions.items()}
        self.order: Literal["little", "big"] = "big" if self.processor.endianness == "big" else "little"
        self.max_bytes = max((coder.length_bytes for coder in self.coders.values()), default=0)

    @cached_property
    def tree(self) -> Node:
        """The decision tree over whole words."""
        return decode_tree(self.architecture, self.processor)

    @cached_property
    def first_tree(self) -> Node:
        """The decision tree over one granule, which tells whether it is the first part of a longer word."""
        return decode_tree(self.architecture, self.processor, bits=self.processor.granule)

    @cached_property
    def batch(self) -> BatchDecoder:
        """The decoder of whole arrays of granules."""
        from specgen.machine.batch import BatchDecoder

        on = self.processor
        return BatchDecoder(tuple(self.instructions.values()), on.granule, on.longer)

    def decode(self, word: int, available_bits: int | None = None) -> Decoded | None:
        """What ``word`` is, or None where it is illegal or incomplete.

        With ``available_bits``, the word may be followed by others: it is matched from its low bits up, and
        only so many bits are there. Without, all bits of ``word`` belong to it.
        """
        one = find(self.tree, word).instruction
        if one is None:
            return None
        coder = self.coders[one.name]
        if available_bits is None:
            if word > coder.ones:
                return None
        elif coder.length_bytes * 8 > available_bits:
            return None
        word &= coder.ones
        return Decoded(one, coder.operands(word), coder.length_bytes, word, coder)

    def decode_bytes(self, data: bytes | bytearray | memoryview, offset: int = 0) -> Decoded | None:
        """What stands at ``offset`` of code in memory, or None where it is illegal or incomplete."""
        window = data[offset : offset + self.max_bytes]
        return self.decode(self.from_memory(window), 8 * len(window))

    def from_memory(self, data: bytes | bytearray | memoryview) -> int:
        """The word that bytes in memory make: granules from the low bits on, each in the memory's byte order."""
        if self.order == "little":
            return int.from_bytes(data, "little")
        step = max(self.processor.granule // 8, 1)
        return sum(int.from_bytes(data[i : i + step], "big") << 8 * i for i in range(0, len(data), step))

    def to_memory(self, word: int, length: int) -> bytes:
        """The ``length`` bytes that hold a word in memory."""
        if self.order == "little":
            return word.to_bytes(length, "little")
        step = max(self.processor.granule // 8, 1)
        parts = ((i, min(step, length - i)) for i in range(0, length, step))
        return b"".join((word >> 8 * i & ((1 << 8 * n) - 1)).to_bytes(n, "big") for i, n in parts)

    def needs_more(self, word: int) -> bool:
        """Whether the low granule of ``word`` is the first part of an instruction longer than it."""
        return find(self.first_tree, word & ((1 << self.processor.granule) - 1)).longer

    def decode_words(self, words: npt.ArrayLike) -> Indices:
        """Indices into ``instructions`` for an array of granules; see `BatchDecoder.decode`."""
        return self.batch.decode(words)

    def encode(self, name: str, /, **operands: int | str) -> int:
        """The word of an instruction by its name and operand values (enum members also by name).

        Raises:
            EncodingError: no such instruction or operand, or a value that it cannot hold.
        """
        coder = self.coders.get(name)
        if coder is None:
            raise EncodingError(f"there is no instruction {name}", None, did_you_mean(name, self.coders))
        return coder.encode(operands)


def _plain(f: Field) -> bool:
    return len(f.pieces) == 1 and not f.signed and f.scale == 1 and f.bias == 0


def _raw(f: Field, value: int) -> int:
    raw = f.raw(value)
    if raw is None:
        if f.low <= value <= f.high:
            after = f" plus {f.bias}" if f.bias else ""
            raise EncodingError(f"{f.name}: {value} is not a multiple of {abs(f.scale)}{after}", f.name)
        raise EncodingError(f"{f.name}: {value} is not within {f.low} to {f.high}", f.name)
    if f.enum is not None and not f.enum.open and value not in f.enum.by_value:
        raise EncodingError(f"{f.name}: {value} is {_no_member(f)}", f.name)
    return raw


def _no_member(f: Field) -> str:
    if f.enum is None:
        return "no number"
    names = [member.name for member in f.enum.members]
    listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    return f"not in {f.enum.name}: {listed}"


def _hold(constraint: Constraint, word: int) -> None:
    left, right = constraint.left, constraint.right
    values = [left.value(left.extract(word))]
    other = None
    if not isinstance(right, tuple):
        other = right.value(right.extract(word))
        values.append(other)
    if not constraint.holds(values[0], other):
        shown = ", ".join(map(str, values))
        raise EncodingError(f"{constraint.text} does not hold for {shown}", left.name)
