"""Timing: cycles as integer expressions over operands, parameters and the memories' figures.

Figures may be fractions (bytes per cycle of another clock), so a timing expression is computed as a quotient of an
integer expression and a constant, and rounded up once, at its end or at ``ceildiv``.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.memory import Memory
from specgen.model.paths import DataPath, Links
from specgen.model.quantity import Dimension, Quantity
from specgen.semantics import ir
from specgen.semantics.build import arith, const, ints, known
from specgen.semantics.context import Refused, Text, Typer, Wrong
from specgen.semantics.dispatch import builtin, expression, not_integer
from specgen.semantics.forms.arithmetic import division, pick
from specgen.semantics.forms.calls import arguments
from specgen.semantics.forms.literals import UNTYPED, Literal
from specgen.semantics.parse import SyntaxProblem, parse_expression
from specgen.semantics.scope import unknown
from specgen.semantics.types.values import bounds
from specgen.semantics.walk import every

if TYPE_CHECKING:
    from specgen.model.isa import Instruction, Timing

_SPAN = ir.Span(1, 1, 2)
_CHANGING = (ir.StateRead, ir.Load, ir.TileRead, ir.Pc, ir.NextPc)


@frozen(eq=False)
class Ratio(ir.Expr):
    """``top / bottom``; it never leaves the typing."""

    top: ir.Expr
    bottom: int


def type_costs(t: Typer, instruction: Instruction) -> ir.Costs | None:
    """The typed timing of one body, by its typer, which is done with it; None where it was refused."""
    timing = instruction.timing
    assert timing is not None
    t.timing, t.locals = True, {}
    engine, t.engine = t.engine, None  # the processor issues, in its own clock
    issue = _cycles(t, timing, "issue", timing.issue)
    t.engine = engine
    occupancy = _cycles(t, timing, "occupancy", timing.occupancy)
    latency = _cycles(t, timing, "latency", timing.latency)
    if issue is None or occupancy is None or latency is None:
        return None
    return ir.Costs(issue, occupancy, latency)


def _cycles(t: Typer, timing: Timing, name: str, content: str) -> ir.Expr | None:
    if content.isdecimal() and len(content) < 10:
        return const(int(content), _SPAN)
    text = Text(content, timing.origin, (name,))
    tree = parse_expression(content)
    if isinstance(tree, SyntaxProblem):
        t.world.syntax_error(tree, text)
        t.failed = True
        return None
    t.text = text
    try:
        made = _rounded_up(tree, expression(t, tree))
        if any(isinstance(part, _CHANGING) for part in every(made)):
            message = "cycles are made of operands, parameters and figures, not of what an instruction finds"
            raise Wrong("sem-timing", tree, message, "declare an operand, or a parameter")
        if ints(made).low < 0:
            raise Wrong(
                "sem-timing", tree, f"this may be negative: it lies in {bounds(ints(made))}", "max(0, ...)"
            )
        return made
    except Refused as refused:
        t.report(refused)
        return None


def _rounded_up(node: ast.expr, value: ir.Expr) -> ir.Expr:
    top, bottom = _ratio(value, node)
    return _quotient(top, const(bottom, top.span), node, up=True) if bottom > 1 else top


def _ratio(value: ir.Expr, node: ast.AST) -> tuple[ir.Expr, int]:
    if isinstance(value, Ratio):
        return value.top, value.bottom
    if isinstance(value, Literal) and isinstance(value.value, Fraction):
        return const(value.value.numerator, value.span), value.value.denominator
    if type(value.type) is not ir.IntValue:
        raise not_integer(value, node)
    return value, 1


def _quotient(top: ir.Expr, bottom: ir.Expr, node: ast.AST, up: bool) -> ir.Expr:
    """``top // bottom``, rounded up or down, of a divisor that is proven positive."""
    if ints(bottom).low <= 0:
        raise Wrong(
            "sem-zero-divisor", node, f"this divides by what lies in {bounds(ints(bottom))}", "max(1, ...)"
        )
    if up:
        less = arith("sub", bottom, const(1, bottom.span), None, bottom.span, node)
        top = arith("add", top, less, None, top.span, node)
    return top if known(bottom) == 1 else division("floordiv", top, bottom, None, top.span)


def _times(value: ir.Expr, factor: int, node: ast.AST) -> ir.Expr:
    return value if factor == 1 else arith("mul", value, const(factor, value.span), None, value.span, node)


def rational(t: Typer, node: ast.BinOp, op: str, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """``a + b``, ``a - b``, ``a * b``, ``a / b`` where one of them is a fraction."""
    (a, below_a), (b, below_b) = _ratio(left, node.left), _ratio(right, node.right)
    span = t.span(node)
    if op == "div":
        divisor = known(b)
        if divisor is None or divisor <= 0:
            raise Wrong(
                "sem-timing", node, "a fraction is divided by a positive constant only", "ceildiv(a, b)"
            )
        return _made(_times(a, below_b, node), below_a * divisor, span, node)
    if op == "mul":
        return _made(arith("mul", a, b, None, span, node), below_a * below_b, span, node)
    common = lcm(below_a, below_b)
    a, b = _times(a, common // below_a, node), _times(b, common // below_b, node)
    return _made(arith(op, a, b, None, span, node), common, span, node)


def _made(top: ir.Expr, bottom: int, span: ir.Span, node: ast.AST) -> ir.Expr:
    """The fraction in lowest terms as far as its constants show."""
    factor = top.right if isinstance(top, ir.Arith) and top.op == "mul" else top
    shared = gcd(bottom, known(factor) or 1)
    if shared > 1:
        reduced = const((known(factor) or 0) // shared, span)
        top = reduced if factor is top else _times(top.left, reduced.value, node)  # type: ignore[attr-defined]
        bottom //= shared
    return top if bottom == 1 else Ratio(top, bottom, type=UNTYPED, span=span)


def divided(t: Typer, node: ast.expr, left: ast.expr, right: ast.expr, up: bool) -> ir.Expr:
    """``a // b`` and ``ceildiv(a, b)`` of integers and fractions."""
    (a, below_a), (b, below_b) = _ratio(expression(t, left), left), _ratio(expression(t, right), right)
    shared = gcd(below_a, below_b)
    return _quotient(_times(a, below_b // shared, node), _times(b, below_a // shared, node), node, up)


@builtin("ceildiv")
def ceildiv(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``ceildiv(a, b)`` of timing expressions."""
    left, right = arguments(t, node, 2)
    assert left is not None
    assert right is not None
    if not t.timing:
        hint = "floordiv(a + b - 1, b, zero=...)"
        raise Wrong("sem-unsupported", node, "ceildiv is for timing and parameters", hint)
    return divided(t, node, left, right, up=True)


def extreme(t: Typer, node: ast.Call, op: str) -> ir.Expr:
    """``min`` and ``max`` where one of the values is a fraction."""
    ratios = [_ratio(expression(t, part), part) for part in node.args]
    common = lcm(*(bottom for _, bottom in ratios))
    values = [_times(top, common // bottom, node) for top, bottom in ratios]
    made = values[0]
    for value in values[1:]:
        made = pick(op, made, value, t.span(node))
    return _made(made, common, t.span(node), node)


# -- figures of memories, paths and links ------------------------------------------------------------------------------

_COUNTS: dict[type, tuple[str, ...]] = {
    Memory: ("size", "width", "banks", "ports", "granule"),
    DataPath: ("hops", "burst"),
    Links: ("count", "diameter"),
}


def figure(t: Typer, node: ast.Attribute, thing: Memory | DataPath | Links) -> ir.Expr:
    """``sram.bandwidth`` in bytes per cycle, ``hbm.latency`` in cycles: of this instruction's clock."""
    if not t.timing:
        hint = "memory.read(u32, address) reads it" if isinstance(thing, Memory) else None
        raise Wrong("sem-unsupported", node, f"the figures of {thing.name} are for timing", hint)
    counts = _COUNTS[type(thing)]
    if node.attr in counts:
        return const(getattr(thing, node.attr), t.span(node))
    if node.attr not in ("bandwidth", "latency"):
        raise unknown(t, node.attr, node, ("bandwidth", "latency", *counts), thing.name)
    quantity: Quantity | None = getattr(thing, node.attr)
    if quantity is None:
        hint = f"declare {thing.name}'s {node.attr}:"
        raise Wrong("sem-timing", node, f"{thing.name} has no {node.attr}", hint)
    value = _in_cycles(t, node, thing, quantity)
    if value.denominator == 1:
        return const(value.numerator, t.span(node))
    return Literal(value, node, type=UNTYPED, span=t.span(node))


def _in_cycles(
    t: Typer, node: ast.Attribute, thing: Memory | DataPath | Links, quantity: Quantity
) -> Fraction:
    own = t.clock
    if quantity.dimension in (Dimension.TIME, Dimension.BANDWIDTH):
        if own is None:
            message = f"{thing.name}'s {node.attr} is in {quantity.dimension.value}, and what runs this has no clock"
            raise Wrong("sem-timing", node, message, "declare the engine's or the processor's clock:")
        return quantity.value * own if quantity.dimension is Dimension.TIME else quantity.value / own
    theirs = thing.clock.value if thing.clock is not None else own
    if own is None or theirs is None:
        return quantity.value
    ratio = own / theirs
    return quantity.value * ratio if quantity.dimension is Dimension.CYCLES else quantity.value / ratio
