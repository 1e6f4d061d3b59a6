"""Encodings and instructions, resolved: formats, fields, enums, instructions, aliases, extensions."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.execution import Engine, Processor
    from specgen.model.expressions import Expression
    from specgen.model.layouts import Layout
    from specgen.model.memory import Memory
    from specgen.model.origin import Origin
    from specgen.model.types import NumberType


@frozen(eq=False, kw_only=True)
class EnumMember(Item):
    """One value of an enum; ``type`` is set where the enum chooses a number format."""

    value: int
    type: NumberType | None = None


@frozen(eq=False, kw_only=True, slots=False)
class Enum(Item):
    """Named values of a field. A closed enum makes all other codes illegal; an open one lets them through."""

    members: tuple[EnumMember, ...]
    open: bool = False

    @cached_property
    def by_name(self) -> dict[str, EnumMember]:
        """Members by name."""
        return {m.name: m for m in self.members}

    @cached_property
    def by_value(self) -> dict[int, EnumMember]:
        """Members by value."""
        return {m.value: m for m in self.members}

    @property
    def chooses_type(self) -> bool:
        """Whether every member names a number format, so that a field of it may stand for a type."""
        return bool(self.members) and all(m.type is not None for m in self.members)


@frozen()
class BitRange:
    """Bits ``high`` to ``low`` of the instruction word, both included."""

    high: int
    low: int

    @property
    def width(self) -> int:
        """Number of bits."""
        return self.high - self.low + 1


@frozen(eq=False, kw_only=True, slots=False)
class Field(Item):
    """A field: its pieces from the most significant on; the value is ``raw * scale + bias``.

    ``raw`` is the pieces joined, read as two's complement where ``signed``. ``reserved`` is None for a real
    field, else ``zero`` (a word with other bits there is illegal) or ``ignored`` (any bits decode; encoders
    write zero).
    """

    pieces: tuple[BitRange, ...]
    signed: bool = False
    scale: int = 1
    bias: int = 0
    enum: Enum | None = None
    reserved: str | None = None

    @cached_property
    def width(self) -> int:
        """Bits of the raw value."""
        return sum(p.width for p in self.pieces)

    @cached_property
    def mask(self) -> int:
        """The bits of the word that this field takes."""
        return self.place((1 << self.width) - 1)

    def place(self, raw: int) -> int:
        """The word with the low ``width`` bits of ``raw`` at this field's pieces and zero elsewhere."""
        word, below = 0, self.width
        for piece in self.pieces:
            below -= piece.width
            word |= ((raw >> below) & ((1 << piece.width) - 1)) << piece.low
        return word

    def extract(self, word: int) -> int:
        """The raw bits (unsigned) of this field in ``word``."""
        raw = 0
        for piece in self.pieces:
            raw = (raw << piece.width) | ((word >> piece.low) & ((1 << piece.width) - 1))
        return raw

    def value(self, raw: int) -> int:
        """The operand's value for raw bits."""
        if self.signed and raw >> (self.width - 1):
            raw -= 1 << self.width
        return raw * self.scale + self.bias

    def raw(self, value: int) -> int | None:
        """The raw bits for an operand's value, or None where it cannot be encoded."""
        quotient, rest = divmod(value - self.bias, self.scale)
        low = -(1 << (self.width - 1)) if self.signed else 0
        if rest or not low <= quotient < low + (1 << self.width):
            return None
        return quotient & ((1 << self.width) - 1)

    @property
    def low(self) -> int:
        """The least value."""
        return min(self.value(r) for r in self._extremes)

    @property
    def high(self) -> int:
        """The greatest value."""
        return max(self.value(r) for r in self._extremes)

    @property
    def _extremes(self) -> tuple[int, int]:
        half = 1 << (self.width - 1)
        return (half, half - 1) if self.signed else (0, 2 * half - 1)


@frozen(eq=False, kw_only=True, slots=False)
class Format(Item):
    """An instruction format: a width in bits and its fields, in the order written."""

    width: int
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by name."""
        return {f.name: f for f in self.fields}

    @property
    def bytes(self) -> int:
        """Length of an instruction in bytes."""
        return self.width // 8


@frozen(eq=False, kw_only=True)
class TileOperand:
    """A window onto a memory: an element for each index of ``shape``, through ``layout``.

    ``base``, ``shape`` (one extent for each dimension of the layout) and ``arguments`` (those of the layout, in its units;
    one that is not given is as the layout says, dense) are texts of the semantics language over operands, state and
    parameters, typed by ``specgen.semantics``. ``element`` is a number format or the name of a field whose enum chooses one.
    """

    name: str
    summary: str
    memory: Memory
    layout: Layout
    base: str
    shape: tuple[str, ...]
    element: NumberType | Field
    align: int
    origin: Origin
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts: base, shape, arguments."""
        return (self.base, *self.shape, *self.arguments.values())


@frozen()
class Constraint:
    """``text`` holds for every word of the instruction: a fact for its semantics and a rule of its decoding.

    ``left`` is a field, ``right`` a field or the values it is compared with; ``op`` one of == != < <= > >=
    in.
    """

    text: str
    left: Field
    op: str
    right: Field | tuple[int, ...]

    def holds(self, left: int, right: int | None) -> bool:
        """Whether operand *values* satisfy it (``right`` is given where it is a field)."""
        if self.op == "in":
            return isinstance(self.right, tuple) and left in self.right
        other = right if right is not None else (self.right[0] if isinstance(self.right, tuple) else 0)
        match self.op:
            case "==":
                return left == other
            case "!=":
                return left != other
            case "<":
                return left < other
            case "<=":
                return left <= other
            case ">":
                return left > other
            case _:
                return left >= other


@frozen()
class Timing:
    """Cycles, as texts of the semantics language over operands, parameters and memories' figures.

    ``issue``: before the processor may go on; ``occupancy``: before the engine may start the next;
    ``latency``: until the result is there.
    """

    issue: str
    occupancy: str
    latency: str
    origin: Origin


@frozen(eq=False, kw_only=True)
class Extension(Item):
    """An optional part of the instruction set; ``enabled`` in this variant or not; ``requires`` others."""

    enabled: bool
    requires: tuple[str, ...] = ()


@frozen(eq=False, kw_only=True, slots=False)
class Instruction(Item):
    """One instruction: encoding, assembly and behaviour side by side.

    ``encoding`` gives fixed raw values of fields; all other fields that are not reserved are operands.
    """

    format: Format
    encoding: dict[str, int]
    assembly: str
    semantics: str
    processor: Processor
    engine: Engine | None = None
    tiles: tuple[TileOperand, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    timing: Timing | None = None
    extension: Extension | None = None
    group: str = ""
    shadows: tuple[str, ...] = ()
    atomic: bool = False

    @cached_property
    def operands(self) -> tuple[Field, ...]:
        """The fields that vary, in the order of the format."""
        return tuple(f for f in self.format.fields if f.reserved is None and f.name not in self.encoding)

    @cached_property
    def mask(self) -> int:
        """Bits of the word that are fixed (opcode fields and zero-reserved bits)."""
        mask = 0
        for f in self.format.fields:
            if f.name in self.encoding or f.reserved == "zero":
                mask |= f.mask
        return mask

    @cached_property
    def match(self) -> int:
        """Their values."""
        return sum(self.format.by_name[n].place(v) for n, v in self.encoding.items())

    @property
    def mnemonic(self) -> str:
        """The first word of the assembly template."""
        return self.assembly.partition(" ")[0]


@frozen()
class Expansion:
    """What an alias turns into when ``when`` holds: lines of assembly with ``{expression}`` places."""

    when: Expression | None
    lines: tuple[str, ...]


@frozen(eq=False, kw_only=True)
class Alias(Item):
    """Another spelling of one instruction (shown by the disassembler if ``preferred``) or of several.

    Of an alias with an ``option``, templates may be those of others: while the assembler's option is on, it is tried
    before them. One that comes ``last`` is tried after them. The lines of an ``exact`` one are not subject to options.
    """

    assembly: str
    expansions: tuple[Expansion, ...]
    preferred: bool = True
    group: str = ""
    option: str | None = None
    last: bool = False
    exact: bool = False

    @property
    def competes(self) -> bool:
        """Whether its text may be that of others, as the order in which they are tried tells them apart."""
        return self.last or self.option is not None


@frozen(eq=False, kw_only=True)
class Option(Item):
    """What ``.option`` switches while a file is assembled; all are off at its beginning."""


@frozen(eq=False, kw_only=True)
class Modifier(Item):
    """What ``%name(expression)`` is worth: an expression over ``value`` (the argument's) and ``here``.

    With ``of``, the argument is a label instead: ``value`` and ``here`` are those of the modifier ``of`` in the
    statement at that label.
    """

    expression: Expression
    of: str | None = None
