"""The typed intermediate representation: what every backend reads.

Expressions carry their type; places carry the declared type that cuts. Calls are inlined, constants and enum choices folded,
types from fields specialised, every index proven or given the fault that it raises. Nodes are immutable and compared by
identity, so that an analysis may be keyed by node.

The fault of an instruction is the first in the order of evaluation: statements as they stand; within one the value, then
the address or the indices of the place; parts of an expression from left to right, all operands of ``and`` and ``or``, of
a Select its condition and the side taken. Ranges proven by an enclosing If hold only where its branch is taken.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.execution import Barrier, Engine, Fault, Function, Semaphore, State, Table
    from specgen.model.isa import Field, Instruction, TileOperand
    from specgen.model.memory import Memory
    from specgen.model.types import FloatType, IntegerType, NumberType


@frozen(sealed=False)
class Span:
    """A place in the text of the semantics: 1-based line and column, end column exclusive."""

    line: int
    column: int
    end_column: int


# -- types of values ---------------------------------------------------------------------------------------------------


@frozen(sealed=False)
class IntValue:
    """A mathematical integer known to lie in [low, high]."""

    low: int
    high: int

    @property
    def bits(self) -> int:
        """Width of the smallest machine type that holds it (two's complement where it may be negative)."""
        if self.low >= 0:
            return max(self.high.bit_length(), 1)
        return max((-self.low - 1).bit_length(), self.high.bit_length()) + 1


@frozen(sealed=False)
class BoolValue:
    """A condition."""


@frozen(sealed=False)
class FloatValue:
    """A value of ``format`` with at most ``significant`` significant bits (fewer than the format's where exactness is known)."""

    format: FloatType
    significant: int


Value = IntValue | BoolValue | FloatValue

# -- expressions -------------------------------------------------------------------------------------------------------


@frozen(eq=False, kw_only=True, sealed=False)
class Expr:
    """Any expression: its type, and where it was written."""

    type: Value
    span: Span


@frozen(eq=False, sealed=False)
class Const(Expr):
    """An integer, a bool, or the raw bits of a float."""

    value: int


@frozen(eq=False, sealed=False)
class FieldValue(Expr):
    """The value of an operand field: constant for one decoded instruction."""

    field: Field


@frozen(eq=False, sealed=False)
class Word(Expr):
    """The instruction word."""


@frozen(eq=False, sealed=False)
class Pc(Expr):
    """The program counter: this instruction's address until assigned."""


@frozen(eq=False, sealed=False)
class NextPc(Expr):
    """The address after this instruction."""


@frozen(eq=False, sealed=False)
class LocalRead(Expr):
    """A local, a loop variable, or an argument made local by inlining."""

    local: Local


@frozen(eq=False, sealed=False)
class ArrayRead(Expr):
    """An element of a local array or of a constant table."""

    array: LocalArray | Table
    index: tuple[Index, ...]


@frozen(eq=False, sealed=False)
class StateRead(Expr):
    """A scalar or an element of state. ``at_issue``: sampled when an engine's instruction is issued."""

    state: State
    index: tuple[Index, ...]
    at_issue: bool = False


@frozen(eq=False, sealed=False)
class Load(Expr):
    """``memory.read(type, address)``; integer or float by ``element``."""

    memory: Memory
    element: NumberType
    address: Expr


@frozen(eq=False, sealed=False)
class TileRead(Expr):
    """An element of a tile operand, whose whole extent was checked before."""

    tile: Tile
    row: Index
    column: Index


@frozen(eq=False, sealed=False)
class Arith(Expr):
    """Exact integer arithmetic: ``add sub mul and or xor shl shr``.

    ``demanded``: only that many low bits are used, or None for all.
    """

    op: str
    left: Expr
    right: Expr
    demanded: int | None = None


@frozen(eq=False, sealed=False)
class Negate(Expr):
    """``-a`` (``neg``), ``~a`` (``inv``) or ``abs`` of an integer."""

    op: str
    value: Expr
    demanded: int | None = None


@frozen(eq=False, sealed=False)
class Divide(Expr):
    """``quot rem floordiv mod``; ``zero`` is the result for a zero divisor (None: it cannot be zero)."""

    op: str
    left: Expr
    right: Expr
    zero: Expr | None


@frozen(eq=False, sealed=False)
class Cut(Expr):
    """The value of ``value`` in two's complement of ``to`` (wraps). A no-op is never emitted."""

    to: IntegerType
    value: Expr


@frozen(eq=False, sealed=False)
class Saturate(Expr):
    """``value`` clamped to [low, high]."""

    low: int
    high: int
    value: Expr


@frozen(eq=False, sealed=False)
class Slice(Expr):
    """Bits ``high`` to ``low`` of an integer, unsigned."""

    value: Expr
    high: int
    low: int


@frozen(eq=False, sealed=False)
class Cat(Expr):
    """Parts joined, the first the most significant; each with its width in bits."""

    parts: tuple[tuple[Expr, int], ...]


@frozen(eq=False, sealed=False)
class Compare(Expr):
    """``eq ne lt le gt ge`` of two integers, or of two floats of one format (with NaN false, ``ne`` true)."""

    op: str
    left: Expr
    right: Expr


@frozen(eq=False, sealed=False)
class Logic(Expr):
    """``and``, ``or``, ``not`` of conditions; operands have no effects, so their order is free."""

    op: str
    values: tuple[Expr, ...]


@frozen(eq=False, sealed=False)
class Select(Expr):
    """``a if condition else b``; keeps the bits of floats. Only the taken side may be evaluated where it could fault."""

    condition: Expr
    then: Expr
    otherwise: Expr


@frozen(eq=False, sealed=False)
class MinMax(Expr):
    """``min``, ``max`` of integers; of floats ``minimum maximum minimum_number maximum_number``."""

    op: str
    left: Expr
    right: Expr


@frozen(eq=False, sealed=False)
class FloatOp(Expr):
    """``add sub mul div sqrt fma neg abs`` in the format of its type. One rounding, nearest even; NaN results canonical."""

    op: str
    values: tuple[Expr, ...]
    daz: bool = False
    ftz: bool = False


@frozen(eq=False, sealed=False)
class FloatTest(Expr):
    """``nan`` or ``infinite``."""

    op: str
    value: Expr


@frozen(eq=False, sealed=False)
class Scale(Expr):
    """``ldexp(value, power)``: value * 2^power, one rounding."""

    value: Expr
    power: Expr


@frozen(eq=False, sealed=False)
class Convert(Expr):
    """A float or an integer to the float format ``to``.

    ``random``: the random bits of stochastic rounding, as many as ``random_bits``.
    """

    to: FloatType
    value: Expr
    rounding: str
    overflow: str
    random: Expr | None = None
    random_bits: int = 0


@frozen(eq=False, sealed=False)
class ToInt(Expr):
    """A float to the integer type ``to``, clamped; ``nan`` is the result for NaN."""

    to: IntegerType
    value: Expr
    rounding: str
    nan: int


@frozen(eq=False, sealed=False)
class Bits(Expr):
    """The raw bits of a float, unsigned."""

    value: Expr


@frozen(eq=False, sealed=False)
class FromBits(Expr):
    """The float of format ``to`` with these raw bits."""

    to: FloatType
    value: Expr


@frozen(eq=False, sealed=False)
class FromBool(Expr):
    """0 or 1."""

    value: Expr


@frozen(eq=False, sealed=False)
class Index:
    """An index into ``extent`` entries: proven in range (``fault`` None), or raising ``fault`` with the index as value."""

    value: Expr
    extent: int
    fault: Fault | None = None


# -- places ------------------------------------------------------------------------------------------------------------


@frozen(eq=False, sealed=False)
class Local:
    """A local variable: ``declared`` type if any (values are already cut to it), and the value type that covers all it holds."""

    name: str
    type: Value
    declared: NumberType | None = None


@frozen(eq=False, sealed=False)
class LocalArray:
    """A fixed-size local array, zero at first."""

    name: str
    element: NumberType
    shape: tuple[int, ...]


@frozen(eq=False, sealed=False)
class Tile:
    """A tile operand in this specialisation: typed base (address), shape and pitch; ``max_shape`` bounds the shape.

    Checked whole before the first statement, unless it has no element: first that all of it lies in the memory and,
    where it is written, that its rows (columns) do not overlap, that is |pitch| is at least the dense one
    (``out_of_range``); then that base, pitch and ``align`` suit the element (``misaligned``). Both carry the base.
    """

    operand: TileOperand
    element: NumberType
    base: Expr
    shape: tuple[Expr, Expr]
    max_shape: tuple[int, int]
    pitch: Expr
    reads: bool = False
    writes: bool = False


# -- statements --------------------------------------------------------------------------------------------------------


@frozen(eq=False, kw_only=True, sealed=False)
class Stmt:
    """Any statement, and where it was written."""

    span: Span


@frozen(eq=False, sealed=False)
class SetLocal(Stmt):
    """``local = value``; the value has the local's type already (cut, converted)."""

    local: Local
    value: Expr


@frozen(eq=False, sealed=False)
class ClearArray(Stmt):
    """The declaration of a local array: all zero."""

    array: LocalArray


@frozen(eq=False, sealed=False)
class SetArray(Stmt):
    """``array[index] = value``, cut to the element type."""

    array: LocalArray
    index: tuple[Index, ...]
    value: Expr


@frozen(eq=False, sealed=False)
class SetState(Stmt):
    """``state[index] = value``, cut to the state's type. Writes to constant entries are dropped by the backend."""

    state: State
    index: tuple[Index, ...]
    value: Expr


@frozen(eq=False, sealed=False)
class SetPc(Stmt):
    """``pc = value``, cut to its type."""

    value: Expr


@frozen(eq=False, sealed=False)
class Store(Stmt):
    """``memory.write(type, address, value)``, the value cut to (or of) the element type."""

    memory: Memory
    element: NumberType
    address: Expr
    value: Expr


@frozen(eq=False, sealed=False)
class TileWrite(Stmt):
    """``tile[row, column] = value``."""

    tile: Tile
    row: Index
    column: Index
    value: Expr


@frozen(eq=False, sealed=False)
class If(Stmt):
    """``if condition: then else: otherwise``."""

    condition: Expr
    then: tuple[Stmt, ...]
    otherwise: tuple[Stmt, ...] = ()


@frozen(eq=False, sealed=False)
class Loop(Stmt):
    """``for local in range(start, stop)``, one after the other."""

    local: Local
    start: Expr
    stop: Expr
    body: tuple[Stmt, ...]


@frozen(eq=False, sealed=False)
class While(Stmt):
    """``while condition`` at most ``limit`` times."""

    condition: Expr
    limit: int
    body: tuple[Stmt, ...]


@frozen(eq=False, sealed=False)
class Grid(Stmt):
    """``for locals in grid(extents)``.

    ``parallel``: the iterations are proven independent (reads of one never see writes of another, no two write one
    place). Otherwise ``conflict`` says what two writes to one place mean: ``first``, ``last`` (the order is
    lexicographic), ``add`` (every write is added to what is there, proven independent or not) or ``fault`` (the second
    write raises ``conflict_fault``, carrying 0); reads then see the state from before the grid. Memory is always read
    as it was before the grid: ``snapshot`` names those where that may differ from reading while the grid writes.
    """

    locals: tuple[Local, ...]
    extents: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    parallel: bool = True
    conflict: str | None = None
    conflict_fault: Fault | None = None
    snapshot: tuple[Memory, ...] = ()


@frozen(eq=False, sealed=False)
class Raise(Stmt):
    """A declared fault, with the value it carries."""

    fault: Fault
    value: Expr | None


@frozen(eq=False, sealed=False)
class Commit(Stmt):
    """What was done so far survives a later fault."""


@frozen(eq=False, sealed=False)
class Signal(Stmt):
    """``signal(semaphore[index], amount)``."""

    semaphore: Semaphore
    index: Index
    amount: Expr


@frozen(eq=False, sealed=False)
class Host(Stmt):
    """A call of a host function, for its effect or into ``result``."""

    function: Function
    arguments: tuple[Expr, ...]
    result: Local | None = None


# -- what an instruction waits for before it starts ----------------------------------------------------------------------


@frozen(eq=False, sealed=False)
class Wait:
    """Until ``semaphore[index] >= amount``; then subtracts it."""

    semaphore: Semaphore
    index: Index
    amount: Expr
    span: Span


@frozen(eq=False, sealed=False)
class Meet:
    """``barrier(b[index])``: until every instance is here."""

    barrier: Barrier
    index: Index
    span: Span


@frozen(eq=False, sealed=False)
class Drain:
    """Until these engines have nothing queued."""

    engines: tuple[Engine, ...]
    span: Span


Prelude = Wait | Meet | Drain

# -- instructions ------------------------------------------------------------------------------------------------------


@frozen(eq=False, sealed=False)
class Body:
    """The behaviour for one choice of type-choosing fields: ``when`` maps such a field's name to its raw value."""

    when: dict[str, int]
    prelude: tuple[Prelude, ...]
    tiles: tuple[Tile, ...]
    statements: tuple[Stmt, ...]
    writes_pc: bool
    may_fault: bool
    faults: tuple[Fault, ...] = ()


@frozen(eq=False, sealed=False)
class Costs:
    """Timing in cycles as integer expressions over fields, for one body."""

    issue: Expr
    occupancy: Expr
    latency: Expr


@frozen(eq=False, sealed=False)
class Program:
    """An instruction's typed semantics: one body per choice of types (a single one where no field chooses)."""

    instruction: Instruction
    bodies: tuple[Body, ...]
    costs: tuple[Costs | None, ...] = field(default=())

    def body_for(self, raw: dict[str, int]) -> Body:
        """The body for these raw field values."""
        for body in self.bodies:
            if all(raw[name] == value for name, value in body.when.items()):
                return body
        raise KeyError(self.instruction.name)
