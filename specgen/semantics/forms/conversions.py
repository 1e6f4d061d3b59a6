"""Conversions between formats and integers, raw bits, and scaling by powers of two."""

from __future__ import annotations

import ast
from fractions import Fraction

from specgen.model import numerics
from specgen.model.types import (
    DETERMINISTIC,
    MAX_RANDOM_BITS,
    OVERFLOWS,
    ROUNDINGS,
    STOCHASTIC,
    FloatType,
    IntegerType,
)
from specgen.semantics import ir
from specgen.semantics.build import ints, known
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.dispatch import builtin, constant, expression, integer
from specgen.semantics.forms.bits import known_width
from specgen.semantics.forms.calls import arguments, word
from specgen.semantics.forms.literals import Literal, need_float
from specgen.semantics.scope import need_type
from specgen.semantics.types import interval, place_value, range_of
from specgen.semantics.types.floats import converted, of_code
from specgen.semantics.types.values import bounds


def convert_default(t: Typer, node: ast.Call, to: FloatType, argument: ast.expr) -> ir.Expr:
    """``f32(v)``: with the format's own rounding and overflow."""
    return _convert(t, node, to, argument, to.rounding, to.overflow)


def _convert(
    t: Typer,
    node: ast.Call,
    to: FloatType,
    argument: ast.expr,
    rounding: str,
    overflow: str,
    random: tuple[ir.Expr, int] | None = None,
) -> ir.Expr:
    value, span = expression(t, argument), t.span(node)
    bits, count = random or (None, 0)
    if isinstance(value.type, ir.BoolValue):
        raise Wrong(
            "sem-condition", argument, "this is a condition, where a number is needed", "u1(...) is 0 or 1"
        )
    exact = value.value if isinstance(value, Literal) else known(value)
    if exact is not None and random is None:
        code = numerics.encode(
            to, exact if not isinstance(exact, int) else Fraction(exact), rounding, overflow
        )
        return ir.Const(code, type=of_code(to, code), span=span)
    if isinstance(value, Literal):
        need_float(value, argument)
    if isinstance(value.type, ir.FloatValue):
        if value.type.format is to:
            return value
        held = converted(to, value.type.significant)
    else:
        held = converted(to, max(abs(ints(value).low), abs(ints(value).high)).bit_length())
    return ir.Convert(to, value, rounding, overflow, bits, count, type=held, span=span)


@builtin("convert")
def convert(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``convert(e4m3, v, round="toward_zero", overflow="saturate")``."""
    to_node, argument, round_node, overflow_node, random_node = arguments(
        t, node, 2, ("round", "overflow", "random")
    )
    assert to_node is not None
    assert argument is not None
    to = need_type(t, to_node)
    if isinstance(to, IntegerType):
        hint = f"to_int({to.name}, v, round=...) of a float, {to.name}(v) or saturate({to.name}, v) of an integer"
        raise Wrong("sem-type-mix", node, f"convert makes floats, and {to.name} is an integer type", hint)
    rounding = word(round_node, "rounding", ROUNDINGS, to.rounding)
    overflow = word(overflow_node, "overflow", OVERFLOWS, to.overflow)
    lacking = (overflow == "infinity" and not to.infinities) or (overflow == "nan" and to.nans == "none")
    if lacking and overflow_node is not None:
        raise Wrong(
            "sem-option", node, f"{to.name} has no {overflow}", 'overflow="saturate" gives its greatest value'
        )
    if (rounding in STOCHASTIC) != (random_node is not None):
        raise Wrong(
            "sem-option", node, "stochastic rounding takes random bits, other rounding none", "random=u8(...)"
        )
    random = None if random_node is None else _random(t, random_node)
    return _convert(t, node, to, argument, rounding, overflow, random)


def _random(t: Typer, node: ast.expr) -> tuple[ir.Expr, int]:
    value = integer(t, node)
    width = known_width(t, node, value)
    if width is None or not 1 <= width <= MAX_RANDOM_BITS or ints(value).low < 0:
        message = f"random bits are an unsigned integer whose width is known, of 1 to {MAX_RANDOM_BITS} bits"
        raise Wrong("sem-option", node, message, f"cut it: u16({quoted(node)})")
    return value, width


@builtin("to_int")
def to_int(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``to_int(s32, v, round="toward_zero", nan=0)``: clamps."""
    to_node, argument, round_node, nan_node = arguments(t, node, 2, ("round", "nan"))
    assert to_node is not None
    assert argument is not None
    to = need_type(t, to_node)
    if not isinstance(to, IntegerType):
        raise Wrong(
            "sem-type-mix", node, f"to_int makes integers, and {to.name} is a float", f"convert({to.name}, v)"
        )
    value = expression(t, argument)
    need_float(value, argument)
    rounding = word(round_node, "rounding", DETERMINISTIC, "nearest_even")
    nan = constant(t, nan_node, "the result for NaN") if nan_node is not None else 0
    if not to.low <= nan <= to.high:
        raise Wrong("sem-option", node, f"the result for NaN, {nan}, is outside of {to.name}")
    return ir.ToInt(to, value, rounding, nan, type=range_of(to), span=t.span(node))


@builtin("bits")
def raw_bits(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``bits(v)``: the raw bits of a float."""
    (argument,) = arguments(t, node, 1)
    assert argument is not None
    value = expression(t, argument)
    kind = need_float(value, argument).format
    held = interval(0, (1 << kind.width) - 1)
    if isinstance(value, ir.Const):
        return ir.Const(value.value, type=interval(value.value, value.value), span=t.span(node))
    return ir.Bits(value, type=held, span=t.span(node))


@builtin("from_bits")
def from_bits(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``from_bits(f32, u)``: the float with these raw bits."""
    to_node, argument = arguments(t, node, 2)
    assert to_node is not None
    assert argument is not None
    to = need_type(t, to_node)
    if isinstance(to, IntegerType):
        raise Wrong(
            "sem-type-mix", node, f"from_bits makes floats, and {to.name} is an integer", f"{to.name}(v) cuts"
        )
    value = integer(t, argument)
    held = ints(value)
    if held.low < 0 or held.high >> to.width:
        message = f"these bits lie in {bounds(held)}, and {to.name} has {to.width} bits"
        raise Wrong("sem-type-mix", argument, message, f"cut them: u{to.width}(...)")
    if isinstance(value, ir.Const):
        return ir.Const(value.value, type=of_code(to, value.value), span=t.span(node))
    return ir.FromBits(to, value, type=place_value(to), span=t.span(node))


@builtin("ldexp")
def ldexp(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``ldexp(v, n)``: v * 2^n, rounded once."""
    value_node, power_node = arguments(t, node, 2)
    assert value_node is not None
    assert power_node is not None
    value = expression(t, value_node)
    kind = need_float(value, value_node)
    return ir.Scale(value, integer(t, power_node), type=kind, span=t.span(node))
