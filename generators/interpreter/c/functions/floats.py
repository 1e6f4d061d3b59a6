"""Float expressions: calls of the numerics' functions for the formats at hand; f32 and f64 are C's own."""

from __future__ import annotations

from specgen.generators.interpreter.c.functions import choices
from specgen.generators.interpreter.c.functions.code import Binds, Code, cast, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.integers import cut
from specgen.generators.interpreter.c.functions.lower import (
    condition_form,
    float_form,
    floating,
    integer,
    integer_form,
)
from specgen.generators.interpreter.c.functions.machine_types import (
    BOOL,
    I64,
    SIGNED,
    U64,
    UNSIGNED,
    CType,
    native_of,
    storage,
)
from specgen.model.types import FloatType, IntegerType
from specgen.semantics import ir

_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def format_of(expr: ir.Expr) -> FloatType:
    """The format of a float expression."""
    assert isinstance(expr.type, ir.FloatValue)
    return expr.type.format


def call(name: str, to: CType, *arguments: Code) -> Code:
    """A call of a numerics' function whose result is a float."""
    return Code(f"{name}({', '.join(a.text for a in arguments)})", to)


@float_form(ir.Const)
def _const(e: Emitter, expr: ir.Const) -> Code:
    of = format_of(expr)
    t = storage(of)
    if native_of(of) is None:
        text = literal(expr.value, UNSIGNED[max(t.bits, 32)], plain=False).text
        return Code(f"({t.name}){text}", t, binds=Binds.UNARY)
    return Code(e.numerics.constant(of, expr.value), t)


@float_form(ir.FloatOp)
def _float_op(e: Emitter, expr: ir.FloatOp) -> Code:
    of = format_of(expr)
    values = [floating(e, v) for v in expr.values]
    if expr.op == "fma":
        name = e.numerics.fma(of, expr.daz, expr.ftz)
    elif len(values) == 2:
        name = e.numerics.binary(expr.op, of, expr.daz, expr.ftz)
    else:
        name = e.numerics.unary(expr.op, of, expr.daz, expr.ftz)
    return call(name, storage(of), *values)


@float_form(ir.Scale)
def _scale(e: Emitter, expr: ir.Scale) -> Code:
    of = format_of(expr)
    value, power = floating(e, expr.value), integer(e, expr.power)
    if not I64.holds(power.low, power.high):
        power = e.named(power, "power")
        most = (1 << 62) - 1
        text = f"{power} > {literal(most, power.type)} ? {most} : (int64_t){power}"
        if power.low < 0:
            text = f"{power} < {literal(-most, power.type)} ? {-most} : {text}"
        power = Code(text, I64, -most, most, Binds.CHOICE)
    return call(e.numerics.scale(of), storage(of), value, operand(power, I64))


@float_form(ir.Convert)
def _convert(e: Emitter, expr: ir.Convert) -> Code:
    mode = expr.rounding, expr.overflow, expr.random_bits if expr.random is not None else 0
    if isinstance(expr.value.type, ir.FloatValue):
        given = floating(e, expr.value)
        name = e.numerics.convert(format_of(expr.value), expr.to, *mode)
    else:
        value = integer(e, expr.value)
        low, high = _range(expr.value)
        given = operand(value, _container(e.numerics.integer_type(low, high)))
        name = e.numerics.from_int(low, high, expr.to, *mode)
    random = [operand(integer(e, expr.random), U64)] if expr.random is not None else []
    return call(name, storage(expr.to), given, *random)


def _range(expr: ir.Expr) -> tuple[int, int]:
    return (expr.type.low, expr.type.high) if isinstance(expr.type, ir.IntValue) else (0, 1)


def _container(name: str) -> CType:
    return (SIGNED if name[0] == "s" else UNSIGNED)[int(name[1:])]


@float_form(ir.FromBits)
def _from_bits(e: Emitter, expr: ir.FromBits) -> Code:
    raw = cut(integer(e, expr.value, expr.to.width), IntegerType(expr.to.width, signed=False))
    return from_raw(e, raw, expr.to)


def from_raw(e: Emitter, raw: Code, of: FloatType) -> Code:
    """The value of a format whose bits these are."""
    t = storage(of)
    if native_of(of) is not None:
        return Code(e.numerics.from_bits(of, raw.text), t)
    return Code(cast(raw, t).text, t, binds=cast(raw, t).binds)


def to_raw(e: Emitter, value: Code, of: FloatType) -> Code:
    """The raw bits of a value."""
    high = (1 << of.width) - 1
    if native_of(of) is not None:
        return Code(e.numerics.bits(of, value.text), UNSIGNED[of.width], 0, high)
    return Code(value.text, value.type, 0, high, value.binds)


@integer_form(ir.Bits)
def _bits(e: Emitter, expr: ir.Bits, _bits: int | None) -> Code:
    return to_raw(e, floating(e, expr.value), format_of(expr.value))


@integer_form(ir.ToInt)
def _to_int(e: Emitter, expr: ir.ToInt, _bits: int | None) -> Code:
    name = e.numerics.to_int(format_of(expr.value), expr.to, expr.rounding, expr.nan)
    t = _container(e.numerics.integer_type_of(expr.to))
    return Code(f"{name}({floating(e, expr.value).text})", t, expr.to.low, expr.to.high)


@float_form(ir.MinMax)
def _minmax(e: Emitter, expr: ir.MinMax) -> Code:
    of = format_of(expr)
    return call(e.numerics.minmax(expr.op, of), storage(of), floating(e, expr.left), floating(e, expr.right))


@float_form(ir.Select)
def _select(e: Emitter, expr: ir.Select) -> Code:
    made = choices.alternatives(e, expr, lambda side: floating(e, side))
    return made.chosen(e, storage(format_of(expr)))


@condition_form(ir.Compare)
def _compare(e: Emitter, expr: ir.Compare) -> Code:
    if not isinstance(expr.left.type, ir.FloatValue):
        return choices.compare(e, expr)
    of = format_of(expr.left)
    left, right = floating(e, expr.left), floating(e, expr.right)
    if native_of(of) is None:
        return call(e.numerics.compare(expr.op, of), BOOL, left, right)
    level = Binds.EQUAL if expr.op in ("eq", "ne") else Binds.ORDER
    text = f"{left.at(Binds.SHIFT)} {_SIGNS[expr.op]} {right.at(Binds.SHIFT)}"
    return Code(text, BOOL, 0, 1, level)


@condition_form(ir.FloatTest)
def _test(e: Emitter, expr: ir.FloatTest) -> Code:
    return call(e.numerics.test(expr.op, format_of(expr.value)), BOOL, floating(e, expr.value))
