"""Expressions of the IR as terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from specgen.model.types import FloatType, IntegerType
from specgen.review.behaviour.solving.terms import (
    WIDEST,
    Term,
    Untranslatable,
    arith,
    compared,
    divide,
    either,
    fit,
    number,
    of_raw,
    ordered,
    pair,
    room,
)
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.review.behaviour.solving.running import Run

_SAME = frozenset({"add", "mul", "minimum", "maximum", "minimum_number", "maximum_number"})
_FLIPPED = {"gt": "lt", "ge": "le"}


def term(run: Run, e: ir.Expr, guard: Term) -> Term:
    """The term of an expression that is evaluated where ``guard`` holds: a bit-vector, or a condition. Raises Untranslatable."""
    made = _TERMS.get(type(e))
    if made is None:
        raise Untranslatable(type(e).__name__)
    return made(run, e, guard)


def _int_bits(e: Any) -> int:
    assert isinstance(e.type, ir.IntValue)
    bits = room(e.type)
    return min(bits, e.demanded) if e.demanded is not None else bits


def _const(run: Run, e: ir.Const, guard: Term) -> Term:
    if isinstance(e.type, ir.BoolValue):
        return z3.BoolVal(bool(e.value))
    if isinstance(e.type, ir.FloatValue):
        return z3.BitVecVal(e.value, e.type.format.width)
    return number(e.value)


def _arith(run: Run, e: ir.Arith, guard: Term) -> Term:
    return arith(e.op, term(run, e.left, guard), term(run, e.right, guard), _int_bits(e))


def _negate(run: Run, e: ir.Negate, guard: Term) -> Term:
    value = fit(term(run, e.value, guard), max(_int_bits(e), 1) + (e.op == "abs"))
    if e.op == "abs":
        return either(value < 0, -value, value)
    return -value if e.op == "neg" else ~value


def _divide(run: Run, e: ir.Divide, guard: Term) -> Term:
    left, right = term(run, e.left, guard), term(run, e.right, guard)
    zero = None if e.zero is None else term(run, e.zero, guard)
    assert isinstance(e.type, ir.IntValue)
    return divide(e.op, left, right, zero, room(e.type) + 1)


def _cut(run: Run, e: ir.Cut, guard: Term) -> Term:
    return of_raw(fit(term(run, e.value, guard), e.to.width), e.to)


def _saturate(run: Run, e: ir.Saturate, guard: Term) -> Term:
    value = term(run, e.value, guard)
    low, high = number(e.low), number(e.high)
    return either(compared("lt", value, low), low, either(compared("gt", value, high), high, value))


def _slice(run: Run, e: ir.Slice, guard: Term) -> Term:
    value = fit(term(run, e.value, guard), max(e.high + 1, 1)) if e.high >= 0 else None
    return z3.ZeroExt(1, z3.Extract(e.high, e.low, value))


def _cat(run: Run, e: ir.Cat, guard: Term) -> Term:
    parts = [fit(term(run, part, guard), width) for part, width in e.parts]
    return z3.ZeroExt(1, z3.Concat(*parts) if len(parts) > 1 else parts[0])


def _compare(run: Run, e: ir.Compare, guard: Term) -> Term:
    left, right = term(run, e.left, guard), term(run, e.right, guard)
    if not isinstance(e.left.type, ir.FloatValue):
        return compared(e.op, left, right)
    if e.op == "ne":
        return z3.Not(_holds(run, "eq", e.left.type, *ordered(left, right)))
    if e.op == "eq":
        return _holds(run, "eq", e.left.type, *ordered(left, right))
    if e.op in _FLIPPED:
        left, right = right, left
    return _holds(run, _FLIPPED.get(e.op, e.op), e.left.type, left, right)


def _holds(run: Run, name: str, kind: ir.FloatValue, *values: Term) -> Term:
    return run.unknown(f"{name}.{run.kind(kind.format)}", values, z3.BoolSort())


def _logic(run: Run, e: ir.Logic, guard: Term) -> Term:
    values = [term(run, one, guard) for one in e.values]
    return z3.Not(values[0]) if e.op == "not" else z3.And(*values) if e.op == "and" else z3.Or(*values)


def _select(run: Run, e: ir.Select, guard: Term) -> Term:
    condition = term(run, e.condition, guard)
    then = term(run, e.then, z3.And(guard, condition))
    return either(condition, then, term(run, e.otherwise, z3.And(guard, z3.Not(condition))))


def _min_max(run: Run, e: ir.MinMax, guard: Term) -> Term:
    left, right = term(run, e.left, guard), term(run, e.right, guard)
    if isinstance(e.type, ir.FloatValue):
        return _float(run, e.op, e.type.format, ordered(left, right))
    left, right = pair(left, right)
    return either(left < right if e.op == "min" else left > right, left, right)


def _float(run: Run, name: str, kind: FloatType, values: tuple[Term, ...]) -> Term:
    return run.unknown(f"{name}.{run.kind(kind)}", values, z3.BitVecSort(kind.width))


def _float_op(run: Run, e: ir.FloatOp, guard: Term) -> Term:
    values = [term(run, one, guard) for one in e.values]
    if e.op in _SAME or e.op == "fma":
        values[:2] = ordered(values[0], values[1])
    assert isinstance(e.type, ir.FloatValue)
    return _float(run, f"{e.op}/{e.daz}/{e.ftz}", e.type.format, tuple(values))


def _float_test(run: Run, e: ir.FloatTest, guard: Term) -> Term:
    assert isinstance(e.value.type, ir.FloatValue)
    return _holds(run, e.op, e.value.type, term(run, e.value, guard))


def _scale(run: Run, e: ir.Scale, guard: Term) -> Term:
    assert isinstance(e.type, ir.FloatValue)
    power = fit(term(run, e.power, guard), WIDEST)
    return _float(run, "ldexp", e.type.format, (term(run, e.value, guard), power))


def _convert(run: Run, e: ir.Convert, guard: Term) -> Term:
    value = term(run, e.value, guard)
    source = "integer"
    if isinstance(e.value.type, ir.FloatValue):
        source = run.kind(e.value.type.format)
    else:
        value = fit(value, WIDEST)
    random = () if e.random is None else (fit(term(run, e.random, guard), WIDEST),)
    name = f"convert/{source}/{e.rounding}/{e.overflow}/{e.random_bits}"
    return _float(run, name, e.to, (value, *random))


def _to_int(run: Run, e: ir.ToInt, guard: Term) -> Term:
    assert isinstance(e.value.type, ir.FloatValue)
    name = f"to_int/{run.kind(e.value.type.format)}/{e.to.name}/{e.rounding}/{e.nan}"
    raw = run.unknown(name, (term(run, e.value, guard),), z3.BitVecSort(e.to.width))
    return of_raw(raw, e.to)


def _field(run: Run, e: ir.FieldValue, guard: Term) -> Term:
    return fit(run.field(e.field), room(e.type) if isinstance(e.type, ir.IntValue) else 1)


def _array_read(run: Run, e: ir.ArrayRead, guard: Term) -> Term:
    if isinstance(e.array, ir.LocalArray):
        kind = e.array.element
        raw = z3.Select(run.array(e.array), run.place(e.index, guard))
    else:
        kind = e.array.type
        raw = z3.Select(run.table(e.array), run.place(e.index, guard))
    return of_raw(raw, kind) if isinstance(kind, IntegerType) else raw


def _state_read(run: Run, e: ir.StateRead, guard: Term) -> Term:
    raw = run.read_state(e.state, e.index, guard, at_issue=e.at_issue)
    return of_raw(raw, e.state.type) if isinstance(e.state.type, IntegerType) else raw


def _load(run: Run, e: ir.Load, guard: Term) -> Term:
    raw = run.load(e.memory, e.element, term(run, e.address, guard), guard)
    return of_raw(raw, e.element) if isinstance(e.element, IntegerType) else raw


def _tile_read(run: Run, e: ir.TileRead, guard: Term) -> Term:
    raw = run.read_tile(e.tile, e.index, guard)
    return of_raw(raw, e.tile.element) if isinstance(e.tile.element, IntegerType) else raw


def _from_bool(run: Run, e: ir.FromBool, guard: Term) -> Term:
    return z3.If(term(run, e.value, guard), number(1, 2), number(0, 2))


_TERMS: dict[type, Any] = {
    ir.Const: _const,
    ir.FieldValue: _field,
    ir.Word: lambda run, e, guard: run.word(room(e.type) - 1),
    ir.Pc: lambda run, e, guard: run.now.pc,
    ir.NextPc: lambda run, e, guard: run.next_pc(),
    ir.LocalRead: lambda run, e, guard: run.local(e.local),
    ir.ArrayRead: _array_read,
    ir.StateRead: _state_read,
    ir.Load: _load,
    ir.TileRead: _tile_read,
    ir.Arith: _arith,
    ir.Negate: _negate,
    ir.Divide: _divide,
    ir.Cut: _cut,
    ir.Saturate: _saturate,
    ir.Slice: _slice,
    ir.Cat: _cat,
    ir.Compare: _compare,
    ir.Logic: _logic,
    ir.Select: _select,
    ir.MinMax: _min_max,
    ir.FloatOp: _float_op,
    ir.FloatTest: _float_test,
    ir.Scale: _scale,
    ir.Convert: _convert,
    ir.ToInt: _to_int,
    ir.Bits: lambda run, e, guard: z3.ZeroExt(1, term(run, e.value, guard)),
    ir.FromBits: lambda run, e, guard: fit(term(run, e.value, guard), e.to.width),
    ir.FromBool: _from_bool,
}
