"""Expressions, parts of which are read from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.execution import Fault, State, Table
    from specgen.model.isa import Field
    from specgen.model.memory import Memory
    from specgen.model.types import FloatType, IntegerType, NumberType
    from specgen.semantics.ir.places import Local, LocalArray, Tile
    from specgen.semantics.ir.values import Span, Value


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
class FaultCode(Expr):
    """In a trap entry: the code of the fault that was raised."""


@frozen(eq=False, sealed=False)
class FaultValue(Expr):
    """In a trap entry: the value that the fault carries as unsigned bits, 0 where it carries none."""


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
    index: tuple[Index, ...]


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
