"""Operators and functions on integers; on floats they are handed over."""

from __future__ import annotations

import ast

from specgen.semantics import ir
from specgen.semantics.build import arith, const, ints, known, negate, negation
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.dispatch import builtin, condition, expression, handles, integer, not_integer
from specgen.semantics.types import divide, hull, interval
from specgen.semantics.types.integers import exact_division
from specgen.semantics.types.values import bounds

_OPS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div",
    ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
    ast.LShift: "shl", ast.RShift: "shr", ast.FloorDiv: "floordiv", ast.Mod: "mod",
}  # fmt: skip
_FLOATING = frozenset(("add", "sub", "mul", "div"))
MAX_SHIFT = 128


@handles(ast.BinOp)
def binary(t: Typer, node: ast.BinOp, demand: int | None) -> ir.Expr:
    """``a + b`` and its like: exact on integers, rounded once on floats."""
    op = _OPS.get(type(node.op))
    if op is None:
        raise Wrong(
            "sem-unsupported", node, "this operator is not part of the semantics language", "powers: 1 << n"
        )
    form = _SPECIAL.get(op)
    if form is not None:
        return form(t, node, demand)
    if op == "and":
        left_demand = _mask_demand(t, node.right, demand)
        right_demand = _mask_demand(t, node.left, demand)
    else:
        left_demand = right_demand = demand
    left, right = expression(t, node.left, left_demand), expression(t, node.right, right_demand)
    if type(left.type) is ir.IntValue and type(right.type) is ir.IntValue:
        return t.flow.refine(arith(op, left, right, demand, t.span(node), node))
    if op in _FLOATING and t.timing:
        from specgen.semantics.timing import rational

        return rational(t, node, op, left, right)
    if op in _FLOATING:
        from specgen.semantics.forms.floats import float_binary

        return float_binary(t, node, op, left, right)
    raise not_integer(left if not isinstance(left.type, ir.IntValue) else right, node)


def _mask_demand(t: Typer, other: ast.expr, demand: int | None) -> int | None:
    """Of ``a & 0xff`` only 8 bits of ``a`` matter."""
    mask: object = other.value if isinstance(other, ast.Constant) else None
    if isinstance(other, ast.Name):
        mask = t.world.names.get(other.id)
    if type(mask) is not int or mask < 0:
        return demand
    bits = max(mask.bit_length(), 1)
    return bits if demand is None else min(bits, demand)


def _division(t: Typer, node: ast.BinOp, demand: int | None) -> ir.Expr:
    from specgen.semantics.forms.floats import float_binary

    left, right = expression(t, node.left), expression(t, node.right)
    if t.timing:
        from specgen.semantics.timing import rational

        return rational(t, node, "div", left, right)
    if type(left.type) is ir.IntValue and type(right.type) is ir.IntValue:
        hint = "quot(a, b, zero=...) rounds toward zero, floordiv(a, b, zero=...) down"
        raise Wrong("sem-unsupported", node, "`/` divides floats only", hint)
    return float_binary(t, node, "div", left, right)


def _shift(t: Typer, node: ast.BinOp, demand: int | None) -> ir.Expr:
    amount = integer(t, node.right)
    held = ints(amount)
    if held.low < 0:
        message = f"a shift by {quoted(node.right)}, which lies in {bounds(held)}, may be negative"
        raise Wrong("sem-shift", node.right, message, "take its low bits: n[4:0], or check it before")
    if isinstance(node.op, ast.RShift):
        more = None if demand is None or held.low != held.high else demand + held.low
        value = integer(t, node.left, more)
        return t.flow.refine(arith("shr", value, amount, demand, t.span(node), node))
    if held.high > MAX_SHIFT:
        message = f"a shift by {quoted(node.right)}, which lies in {bounds(held)}, has no bound that a machine knows"
        raise Wrong("sem-shift", node.right, message, "take its low bits: n[4:0], or check it before")
    value = integer(t, node.left, None if demand is None else max(demand - held.low, 1))
    return t.flow.refine(arith("shl", value, amount, demand, t.span(node), node))


def _by_constant(t: Typer, node: ast.BinOp, demand: int | None) -> ir.Expr:
    if t.timing and isinstance(node.op, ast.FloorDiv):
        from specgen.semantics.timing import divided as quotient

        return quotient(t, node, node.left, node.right, up=False)
    left, right = integer(t, node.left), integer(t, node.right)
    op, sign = ("floordiv", "//") if isinstance(node.op, ast.FloorDiv) else ("mod", "%")
    divisor = known(right)
    if divisor == 0:
        raise Wrong("sem-zero-divisor", node, "this divides by zero")
    if divisor is None and not (t.timing and ints(right).low > 0):
        hint = f"write {op}(a, b, zero=...), which says what division by zero gives"
        raise Wrong("sem-zero-divisor", node, f"`{sign}` divides by a constant only", hint)
    return t.flow.refine(division(op, left, right, None, t.span(node)))


_SPECIAL = {
    "shl": _shift, "shr": _shift, "floordiv": _by_constant, "mod": _by_constant, "div": _division,
}  # fmt: skip


def division(op: str, left: ir.Expr, right: ir.Expr, zero: ir.Expr | None, span: ir.Span) -> ir.Expr:
    """A division node; ``zero`` None where the divisor cannot be zero."""
    a, b = known(left), known(right)
    if a is not None and b:
        return const(exact_division(op, a, b), span)
    value: ir.Value | None = divide(op, ints(left), ints(right))
    if zero is not None and value is not None:
        value = hull(value, zero.type)
    assert value is not None
    return ir.Divide(op, left, right, zero, type=value, span=span)


@builtin("quot", "rem", "floordiv", "mod")
def divided(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``quot(a, b, zero=-1)``: says what division by zero gives, unless b cannot be zero."""
    from specgen.semantics.forms.calls import arguments

    left_node, right_node, zero_node = arguments(t, node, 2, ("zero",))
    assert left_node is not None
    assert right_node is not None
    left, right = integer(t, left_node), integer(t, right_node)
    op = node.func.id  # type: ignore[attr-defined]
    zero = integer(t, zero_node) if zero_node is not None else None
    if not t.flow.may_be(right, 0):
        zero = None
    elif zero is None:
        message = f"{quoted(right_node)} may be zero: it lies in {bounds(ints(right))}"
        raise Wrong("sem-zero-divisor", node, message, f"say what that gives: {op}(a, b, zero=-1)")
    return t.flow.refine(division(op, left, right, zero, t.span(node)))


@handles(ast.UnaryOp)
def unary(t: Typer, node: ast.UnaryOp, demand: int | None) -> ir.Expr:
    """``-a``, ``~a``, ``not c``."""
    if isinstance(node.op, ast.Not):
        return negation(condition(t, node.operand), t.span(node))
    value = expression(t, node.operand, demand)
    if isinstance(node.op, ast.UAdd):
        raise Wrong("sem-unsupported", node, "a `+` before a value does nothing", "leave it out")
    if type(value.type) is ir.IntValue:
        op = "neg" if isinstance(node.op, ast.USub) else "inv"
        return t.flow.refine(negate(op, value, demand, t.span(node), node))
    if isinstance(node.op, ast.USub):
        from specgen.semantics.forms.floats import float_sign

        return float_sign(t, node, "neg", value)
    raise not_integer(value, node)


@builtin("abs")
def absolute(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``abs(v)`` of an integer, or of a float without its sign bit."""
    from specgen.semantics.forms.calls import arguments
    from specgen.semantics.forms.floats import float_sign

    (argument,) = arguments(t, node, 1)
    assert argument is not None
    value = expression(t, argument)
    if type(value.type) is ir.IntValue:
        return negate("abs", value, None, t.span(node), node)
    return float_sign(t, node, "abs", value)


@builtin("min", "max")
def extreme(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``min`` and ``max`` of two or more integers."""
    if len(node.args) < 2 or node.keywords:
        raise Wrong("sem-arguments", node, "min and max take two or more integers")
    op = node.func.id  # type: ignore[attr-defined]
    if t.timing:
        from specgen.semantics.timing import extreme as extreme_cycles

        return extreme_cycles(t, node, op)
    made = _extremal(t, node.args[0], op)
    for argument in node.args[1:]:
        made = pick(op, made, _extremal(t, argument, op), t.span(node))
    return t.flow.refine(made)


def _extremal(t: Typer, node: ast.expr, op: str) -> ir.Expr:
    value = expression(t, node)
    if isinstance(value.type, ir.FloatValue):
        hint = f"{op}imum(a, b) gives NaN where one is NaN, {op}imum_number(a, b) the other one"
        raise Wrong("sem-type-mix", node, f"{op} is for integers", hint)
    if not isinstance(value.type, ir.IntValue):
        raise not_integer(value, node)
    return value


def pick(op: str, left: ir.Expr, right: ir.Expr, span: ir.Span) -> ir.Expr:
    """The lesser or greater of two integers."""
    a, b = ints(left), ints(right)
    if (a.high <= b.low) if op == "min" else (a.low >= b.high):
        return left
    if (b.high <= a.low) if op == "min" else (b.low >= a.high):
        return right
    choose = min if op == "min" else max
    return ir.MinMax(op, left, right, type=interval(choose(a.low, b.low), choose(a.high, b.high)), span=span)
