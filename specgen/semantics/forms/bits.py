"""Cuts, clamps, slices and joins of integers."""

from __future__ import annotations

import ast

from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir
from specgen.semantics.build import MAX_BITS, const, cut, ints, slice_of, width_of
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.dispatch import builtin, constant, expression, integer, not_integer
from specgen.semantics.forms.calls import arguments
from specgen.semantics.scope import need_type, number_type
from specgen.semantics.types import interval, range_of
from specgen.semantics.types.values import bounds


def conversion(t: Typer, node: ast.Call, to: NumberType) -> ir.Expr:
    """``u32(v)``: a cut of an integer, 0 or 1 of a condition; ``f32(v)``: a conversion with the format's defaults."""
    (argument,) = arguments(t, node, 1)
    assert argument is not None
    if not isinstance(to, IntegerType):
        from specgen.semantics.forms.conversions import convert_default

        return convert_default(t, node, to, argument)
    value = expression(t, argument, to.width)
    if type(value.type) is ir.IntValue:
        return cut(to, value, t.span(node))
    if isinstance(value.type, ir.BoolValue):
        if to.signed and to.width == 1:
            raise Wrong("sem-condition", node, "s1 holds 0 and -1, not 1", "write u1(condition)")
        return from_bool(value, t.span(node))
    hint = f"to_int({to.name}, v, round=...) converts, bits(v) gives the raw bits"
    raise Wrong("sem-type-mix", node, f"{to.name}(v) cuts integers, and this is a float", hint)


def from_bool(value: ir.Expr, span: ir.Span) -> ir.Expr:
    """0 or 1."""
    if isinstance(value, ir.Const):
        return const(value.value, span)
    return ir.FromBool(value, type=interval(0, 1), span=span)


@builtin("saturate")
def saturate(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``saturate(s8, v)``."""
    to_node, argument = arguments(t, node, 2)
    assert to_node is not None
    assert argument is not None
    to = need_type(t, to_node)
    value = integer(t, argument)
    if not isinstance(to, IntegerType):
        hint = f'convert({to.name}, v, overflow="saturate")'
        raise Wrong("sem-type-mix", node, "saturate clamps integers to an integer type", hint)
    held, room = ints(value), range_of(to)
    if room.low <= held.low and held.high <= room.high:
        return value
    low, high = min(max(held.low, room.low), room.high), max(min(held.high, room.high), room.low)
    if low == high:
        return const(low, t.span(node))
    return ir.Saturate(to.low, to.high, value, type=interval(low, high), span=t.span(node))


def slice_bounds(t: Typer, node: ast.Subscript) -> tuple[int, int]:
    """The constants of ``v[high:low]``. Raises ``Wrong``."""
    part = node.slice
    assert isinstance(part, ast.Slice)
    if part.step is not None or part.lower is None or part.upper is None:
        raise Wrong("sem-slice", node, "a slice names its highest and its lowest bit", "such as v[15:8]")
    hint = "for a moving slice shift first: (v >> n)[7:0]"
    try:
        high = constant(t, part.lower, "the highest bit of a slice")
        low = constant(t, part.upper, "the lowest bit of a slice")
    except Wrong as wrong:
        raise Wrong(wrong.rule, wrong.node, wrong.message, wrong.hint or hint) from None
    if low < 0 or high < low:
        raise Wrong(
            "sem-slice", node, f"[{high}:{low}] is no slice", "it goes from high to low, both included"
        )
    return high, low


def value_slice(t: Typer, node: ast.Subscript) -> ir.Expr:
    """``v[15:8]``."""
    high, low = slice_bounds(t, node)
    value = integer(t, node.value, high + 1)
    width = known_width(t, node.value, value)
    if width is not None and high >= width:
        raise Wrong(
            "sem-slice", node, f"bit {high} is outside of {quoted(node.value)}, which has {width} bits"
        )
    if high >= MAX_BITS:
        raise Wrong("sem-slice", node, f"bit {high} is over the {MAX_BITS} that an integer may have")
    return slice_of(value, high, low, t.span(node))


def known_width(t: Typer, node: ast.expr, value: ir.Expr) -> int | None:
    """The width of an expression by what it is written as, or None: a cut, a slice, ``cat``, a place."""
    if isinstance(node, ast.Call) and (to := number_type(t, node.func)) is not None:
        return to.width
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        high, low = slice_bounds(t, node)
        return high - low + 1
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cat":
        return sum(known_width(t, part, integer(t, part)) or 0 for part in node.args)
    if isinstance(node, ast.Name):
        local = t.locals.get(node.id)
        if isinstance(local, ir.Local) and local.declared is not None:
            return local.declared.width
        field = t.names.get(node.id)
        if isinstance(value, ir.Const) and field is not None:
            return getattr(field, "width", None)
    return width_of(value)


@builtin("cat")
def cat(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``cat(a, b)``: the first part is the most significant."""
    if not node.args or node.keywords:
        raise Wrong("sem-arguments", node, "cat takes the parts to join")
    parts = []
    for argument in node.args:
        value = expression(t, argument)
        if isinstance(value.type, ir.BoolValue):
            value = from_bool(value, t.span(argument))
        if type(value.type) is not ir.IntValue:
            raise not_integer(value, argument)
        parts.append(_part(t, argument, value))
    width = sum(bits for _, bits in parts)
    if width > MAX_BITS:
        raise Wrong("sem-too-wide", node, f"these parts have {width} bits together, more than {MAX_BITS}")
    if all(isinstance(value, ir.Const) for value, _ in parts):
        joined = 0
        for value, bits in parts:
            joined = joined << bits | (value.value if isinstance(value, ir.Const) else 0)
        return const(joined, t.span(node))
    if len(parts) == 1:
        return parts[0][0]
    return ir.Cat(tuple(parts), type=interval(0, (1 << width) - 1), span=t.span(node))


def _part(t: Typer, node: ast.expr, value: ir.Expr) -> tuple[ir.Expr, int]:
    width = known_width(t, node, value)
    if width is None:
        held = bounds(ints(value))
        message = f"{quoted(node)} lies in {held}, but how many bits it has is not said"
        raise Wrong("sem-cat-width", node, message, f"cut it: u8({quoted(node)})")
    return slice_of(value, width - 1, 0, value.span), width
