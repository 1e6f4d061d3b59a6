"""Comparisons, logic, and values chosen by a condition."""

from __future__ import annotations

import ast

from specgen.semantics import ir
from specgen.semantics.build import compare, cut, fits, ints, logic, select, truth
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import condition, expression, handles, not_integer
from specgen.semantics.types import INTEGERS, describe, hull

_OPS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip


@handles(ast.Compare)
def comparison(t: Typer, node: ast.Compare, demand: int | None) -> ir.Expr:
    """``a < b``, ``a < b <= c``."""
    span = t.span(node)
    left = expression(t, node.left)
    parts = []
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        name = _OPS.get(type(op))
        if name is None:
            hint = "write a == 1 or a == 2" if isinstance(op, ast.In | ast.NotIn) else "compare with =="
            raise Wrong(
                "sem-unsupported", node, "this comparison is not part of the semantics language", hint
            )
        right = expression(t, right_node)
        parts.append(_compare(t, node, name, left, right, span))
        left = right
    return parts[0] if len(parts) == 1 else logic("and", parts, span)


def _compare(t: Typer, node: ast.Compare, op: str, left: ir.Expr, right: ir.Expr, span: ir.Span) -> ir.Expr:
    if type(left.type) is ir.IntValue and type(right.type) is ir.IntValue:
        made = compare(op, left, right, span)
        return _by_facts(t, made, span) if t.flow.differ or t.flow.excluded else made
    if isinstance(left.type, ir.FloatValue) or isinstance(right.type, ir.FloatValue):
        from specgen.semantics.forms.floats import float_compare

        return float_compare(t, node, op, left, right)
    if isinstance(left.type, ir.BoolValue) and isinstance(right.type, ir.BoolValue):
        raise Wrong("sem-condition", node, "conditions are not compared", "write a and b, or u1(a) == u1(b)")
    raise not_integer(left if not isinstance(left.type, ir.IntValue) else right, node)


def _by_facts(t: Typer, made: ir.Expr, span: ir.Span) -> ir.Expr:
    """An equality that an earlier check decided."""
    if not isinstance(made, ir.Compare) or made.op not in ("eq", "ne"):
        return made
    value = ints(made.right)
    if value.low == value.high and not t.flow.may_be(made.left, value.low):
        return truth(made.op == "ne", span)
    return made


@handles(ast.BoolOp)
def boolean(t: Typer, node: ast.BoolOp, demand: int | None) -> ir.Expr:
    """``a and b``, ``a or b``; what an earlier operand decides for all specialisations hides the later ones."""
    op = "and" if isinstance(node.op, ast.And) else "or"
    values: list[ir.Expr] = []
    for part in node.values:
        value = condition(t, part)
        values.append(value)
        if isinstance(value, ir.Const) and value.value == int(op == "or"):
            break
    return logic(op, values, t.span(node))


@handles(ast.IfExp)
def choice(t: Typer, node: ast.IfExp, demand: int | None) -> ir.Expr:
    """``a if condition else b``; where the condition is decided, only the side taken is typed."""
    test = condition(t, node.test)
    if isinstance(test, ir.Const):
        return expression(t, node.body if test.value else node.orelse, demand)
    t.conditional += 1
    try:
        then, otherwise = expression(t, node.body, demand), expression(t, node.orelse, demand)
    finally:
        t.conditional -= 1
    if isinstance(then.type, ir.FloatValue) or isinstance(otherwise.type, ir.FloatValue):
        from specgen.semantics.forms.floats import agree

        then, otherwise = agree(t, node, then, otherwise)
    if demand is not None and type(then.type) is ir.IntValue and type(otherwise.type) is ir.IntValue:
        then, otherwise = _low_bits(then, demand), _low_bits(otherwise, demand)
    both = hull(then.type, otherwise.type)
    if both is None:
        message = f"one side is {describe(then.type)}, the other {describe(otherwise.type)}"
        raise Wrong("sem-type-mix", node, message)
    if isinstance(both, ir.IntValue):
        fits(both, demand, node)
    return select(test, then, otherwise, both, t.span(node))


def _low_bits(value: ir.Expr, demand: int) -> ir.Expr:
    """A side of which only low bits are used, cut, so that what chooses need not be wider."""
    if isinstance(value, ir.Arith | ir.Negate) and value.demanded is not None:
        return cut(INTEGERS[f"u{demand}"], value, value.span)
    return value
