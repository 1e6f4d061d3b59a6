"""Makes IR nodes: folds constants, leaves out what does nothing, and refuses what no machine type holds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.context import Wrong, quoted
from specgen.semantics.types import BOOL, interval, range_of
from specgen.semantics.types.integers import ARITHMETIC, EXACT, absolute
from specgen.semantics.types.values import bounds

if TYPE_CHECKING:
    from specgen.model.types import IntegerType

MAX_BITS = 128
MACHINE_BITS = 64
"""What machines compute at once: wider integers cost."""

_SPREADING = frozenset(("add", "sub", "mul", "and", "or", "xor"))


def const(value: int, span: ir.Span) -> ir.Const:
    """An integer constant."""
    return ir.Const(value, type=interval(value, value), span=span)


def truth(value: bool, span: ir.Span) -> ir.Const:
    """A condition that is decided."""
    return ir.Const(int(value), type=BOOL, span=span)


def ints(expr: ir.Expr) -> ir.IntValue:
    """The interval of an expression that is known to be an integer."""
    assert isinstance(expr.type, ir.IntValue)
    return expr.type


def known(expr: ir.Expr) -> int | None:
    """The value of an integer that can have only one, or None."""
    value = expr.type
    return value.low if isinstance(value, ir.IntValue) and value.low == value.high else None


def fits(value: ir.IntValue, demand: int | None, node: ast.AST) -> int | None:
    """How many low bits of ``value`` a node must keep (None: all of them). Raises ``Wrong`` over 128 bits."""
    bits = value.bits
    if demand is not None and demand < bits:
        bits = demand
    else:
        demand = None
    if bits > MAX_BITS:
        message = f"{quoted(node)} has {bits} bits: it lies in {bounds(value)}"
        raise Wrong("sem-too-wide", node, message, "cut an operand, such as u64(...), or what is made of it")
    return demand


def arith(
    op: str, left: ir.Expr, right: ir.Expr, demand: int | None, span: ir.Span, node: ast.AST
) -> ir.Expr:
    """``left op right`` on mathematical integers."""
    if type(left) is ir.Const and type(right) is ir.Const and left.value.bit_length() <= MAX_BITS:
        made = const(EXACT[op](left.value, right.value), span)
        fits(ints(made), demand, node)
        return made
    value = ARITHMETIC[op](ints(left), ints(right))
    return ir.Arith(op, left, right, fits(value, demand, node), type=value, span=span)


def negate(op: str, value: ir.Expr, demand: int | None, span: ir.Span, node: ast.AST) -> ir.Expr:
    """``-value``, ``~value`` or ``abs(value)``."""
    if type(value) is ir.Const:
        exact = {"neg": -value.value, "inv": ~value.value, "abs": abs(value.value)}
        return const(exact[op], span)
    a = ints(value)
    if op == "abs":
        if a.low >= 0:
            return value
        made, demand = absolute(a), None
    else:
        made = interval(-a.high, -a.low) if op == "neg" else interval(~a.high, ~a.low)
    return ir.Negate(op, value, fits(made, demand, node), type=made, span=span)


def cut(to: IntegerType, value: ir.Expr, span: ir.Span) -> ir.Expr:
    """``value`` in two's complement of ``to``; nothing where it fits already."""
    held, room = ints(value), range_of(to)
    if room.low <= held.low and held.high <= room.high:
        return value
    if type(value) is ir.Const:
        return const(wrapped(to, value.value), span)
    if isinstance(value, ir.Cut) and value.to.width >= to.width:
        return cut(to, value.value, span)
    return ir.Cut(to, value, type=room, span=span)


def wrapped(to: IntegerType, value: int) -> int:
    """``value`` modulo 2^width, as ``to`` reads it."""
    low = value & ((1 << to.width) - 1)
    return low - (1 << to.width) if to.signed and low >> (to.width - 1) else low


def slice_of(value: ir.Expr, high: int, low: int, span: ir.Span) -> ir.Expr:
    """Bits ``high`` to ``low``."""
    held, top = ints(value), (1 << (high - low + 1)) - 1
    if low == 0 and held.low >= 0 and held.high <= top:
        return value
    if type(value) is ir.Const:
        return const((value.value >> low) & top, span)
    if held.low >= 0:
        top = min(top, held.high >> low)
    return ir.Slice(value, high, low, type=interval(0, top), span=span)


def compare(op: str, left: ir.Expr, right: ir.Expr, span: ir.Span) -> ir.Expr:
    """A comparison of integers; decided where the intervals decide it."""
    decided = _decide(op, ints(left), ints(right))
    if decided is not None:
        return truth(decided, span)
    return ir.Compare(op, left, right, type=BOOL, span=span)


def _decide(op: str, a: ir.IntValue, b: ir.IntValue) -> bool | None:
    if op in ("gt", "le"):
        answer = _decide("lt", b, a)
        return answer if op == "gt" or answer is None else not answer
    if op in ("ge", "ne"):
        answer = _decide("lt" if op == "ge" else "eq", a, b)
        return None if answer is None else not answer
    if op == "lt":
        return True if a.high < b.low else False if a.low >= b.high else None
    if a.high < b.low or b.high < a.low:
        return False
    return True if a.low == a.high == b.low == b.high else None


def logic(op: str, values: list[ir.Expr], span: ir.Span) -> ir.Expr:
    """``and`` or ``or`` of conditions; decided ones are left out."""
    absorbing = int(op == "or")
    left = [v for v in values if not isinstance(v, ir.Const)]
    if any(v.value == absorbing for v in values if isinstance(v, ir.Const)):
        return truth(bool(absorbing), span)
    if not left:
        return truth(not absorbing, span)
    return left[0] if len(left) == 1 else ir.Logic(op, tuple(left), type=BOOL, span=span)


def negation(value: ir.Expr, span: ir.Span) -> ir.Expr:
    """``not value``."""
    if isinstance(value, ir.Const):
        return truth(not value.value, span)
    return ir.Logic("not", (value,), type=BOOL, span=span)


def select(condition: ir.Expr, then: ir.Expr, otherwise: ir.Expr, type: ir.Value, span: ir.Span) -> ir.Expr:  # noqa: A002
    """``then if condition else otherwise``."""
    if isinstance(condition, ir.Const):
        return then if condition.value else otherwise
    return ir.Select(condition, then, otherwise, type=type, span=span)


def width_of(expr: ir.Expr) -> int | None:
    """The bits that an integer is known to have by where it comes from: a cut, a slice, a place; None otherwise."""
    width = _width(expr)
    return None if width is None else max(width, 1)


def _width(expr: ir.Expr) -> int | None:
    match expr:
        case ir.Cut():
            return expr.to.width
        case ir.Slice():
            return expr.high - expr.low + 1
        case ir.Cat():
            return sum(width for _, width in expr.parts)
        case ir.StateRead():
            return expr.state.type.width
        case ir.ArrayRead():
            return (
                expr.array.element.width if isinstance(expr.array, ir.LocalArray) else expr.array.type.width
            )
        case ir.Load():
            return expr.element.width
        case ir.TileRead():
            return expr.tile.element.width
        case ir.LocalRead():
            return expr.local.declared.width if expr.local.declared is not None else None
        case ir.FieldValue():
            return expr.field.width if expr.field.scale == 1 and expr.field.bias == 0 else None
        case ir.FromBool():
            return 1
        case ir.Bits() if isinstance(expr.value.type, ir.FloatValue):
            return expr.value.type.format.width
        case _:
            return None
