"""Floating-point arithmetic: in one format, rounded once per operation."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from fractions import Fraction

from specgen.model import numerics
from specgen.model.types import FloatType
from specgen.semantics import ir
from specgen.semantics.build import truth
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import builtin, expression
from specgen.semantics.forms.calls import arguments, flag, word
from specgen.semantics.forms.literals import UNTYPED, Literal, in_format, need_float
from specgen.semantics.types import BOOL, describe, hull
from specgen.semantics.types.floats import of_operation


def agree(t: Typer, node: ast.AST, *values: ir.Expr) -> list[ir.Expr]:
    """The values in their one format: literals take it, other formats and integers are refused."""
    formats = {
        v.type.format for v in values if isinstance(v.type, ir.FloatValue) and not isinstance(v, Literal)
    }
    for value in values:
        if not isinstance(value.type, ir.FloatValue):
            raise _mixed(node, value, formats)
    if len(formats) > 1:
        names = " and ".join(sorted(f.name for f in formats))
        widest = max(formats, key=lambda f: (f.width, f.name)).name
        raise Wrong("sem-type-mix", node, f"this mixes {names}", f"convert one: {widest}(...)")
    if not formats:
        return list(values)
    (kind,) = formats
    return [in_format(v, kind) if isinstance(v, Literal) else v for v in values]


def _mixed(node: ast.AST, value: ir.Expr, formats: set[FloatType]) -> Wrong:
    name = next((f.name for f in formats), "f32")
    hint = f"{name}(v) converts it" if isinstance(value.type, ir.IntValue) else None
    if isinstance(value, ir.Const) and isinstance(value.type, ir.IntValue):
        hint = f"write {value.value}.0"
    return Wrong("sem-type-mix", node, f"this mixes {describe(value.type)} with a float", hint)


def as_format(t: Typer, node: ast.AST, value: ir.Expr, to: FloatType) -> ir.Expr:
    """``value`` where a value of format ``to`` is needed. Raises ``Wrong``."""
    if isinstance(value, Literal):
        return in_format(value, to)
    if not isinstance(value.type, ir.FloatValue):
        hint = f"{to.name}(v) converts, from_bits({to.name}, v) takes raw bits"
        raise Wrong("sem-type-mix", node, f"this is {describe(value.type)}, and a {to.name} is needed", hint)
    if value.type.format is not to:
        message = f"this is {value.type.format.name}, and a {to.name} is needed"
        raise Wrong("sem-type-mix", node, message, f"{to.name}(...) converts it")
    return value


def float_binary(t: Typer, node: ast.BinOp, op: str, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """``a + b`` and its like, of floats."""
    left, right = agree(t, node, left, right)
    if isinstance(left, Literal) and isinstance(right, Literal):
        return _exact(node, op, left, right)
    return operation(op, [left, right], t.span(node))


def _exact(node: ast.AST, op: str, left: Literal, right: Literal) -> ir.Expr:
    a, b = left.value, right.value
    if not isinstance(a, Fraction) or not isinstance(b, Fraction) or (op == "div" and not b):
        raise Wrong("sem-literal", node, "this is no number", "give it a format: f32(...)")
    value = {"add": a + b, "sub": a - b, "mul": a * b}[op] if op != "div" else a / b
    return Literal(value, node, type=UNTYPED, span=left.span)


def operation(
    op: str, values: Sequence[ir.Expr], span: ir.Span, daz: bool = False, ftz: bool = False
) -> ir.Expr:
    """An operation on values of one format."""
    types = [v.type for v in values if isinstance(v.type, ir.FloatValue)]
    return ir.FloatOp(op, tuple(values), daz, ftz, type=of_operation(op, types), span=span)


def float_sign(t: Typer, node: ast.expr, op: str, value: ir.Expr) -> ir.Expr:
    """``-v`` and ``abs(v)``: only the sign bit changes."""
    if isinstance(value, Literal):
        made = numerics.negate(value.value) if op == "neg" else value.value
        if op == "abs":
            made = abs(made) if isinstance(made, Fraction) else Fraction(0)
        return Literal(made, node, type=UNTYPED, span=value.span)
    kind = need_float(value, node).format
    if not kind.signed:
        raise Wrong("sem-type-mix", node, f"{kind.name} has no sign", "convert it to a format that has one")
    return operation(op, [value], t.span(node))


def float_compare(t: Typer, node: ast.AST, op: str, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """``a < b`` of floats."""
    left, right = agree(t, node, left, right)
    if isinstance(left, Literal) and isinstance(right, Literal):
        raise Wrong("sem-literal", node, "two literals are compared", "give one a format: f32(...)")
    return ir.Compare(op, left, right, type=BOOL, span=t.span(node))


_COUNT = {"add": 2, "sub": 2, "mul": 2, "div": 2, "sqrt": 1, "fma": 3}


@builtin("add", "sub", "mul", "div", "sqrt", "fma")
def named_operation(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``fma(a, b, c)``, ``add(a, b, daz=true, ftz="after_rounding")``."""
    op = node.func.id  # type: ignore[attr-defined]
    count = _COUNT[op]
    found = arguments(t, node, count, ("daz", "ftz"))
    nodes = [n for n in found[:count] if n is not None]
    values = agree(t, node, *(expression(t, n) for n in nodes))
    for value, part in zip(values, nodes, strict=True):
        need_float(value, part)
    daz = flag(found[count], "daz")
    ftz = word(found[count + 1], "ftz option", ("none", "after_rounding"), "none") == "after_rounding"
    return operation(op, values, t.span(node), daz, ftz)


@builtin("minimum", "maximum", "minimum_number", "maximum_number")
def extreme(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """IEEE 754-2019's minima and maxima, with -0 < +0."""
    left_node, right_node = arguments(t, node, 2)
    assert left_node is not None
    assert right_node is not None
    left, right = agree(t, node, expression(t, left_node), expression(t, right_node))
    need_float(left, left_node)
    need_float(right, right_node)
    both = hull(left.type, right.type)
    assert both is not None
    return ir.MinMax(node.func.id, left, right, type=both, span=t.span(node))  # type: ignore[attr-defined]


@builtin("is_nan", "is_infinite")
def test(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``is_nan(v)``, ``is_infinite(v)``; decided for formats that have no such values."""
    (argument,) = arguments(t, node, 1)
    assert argument is not None
    value = expression(t, argument)
    kind = need_float(value, argument).format
    op = "nan" if node.func.id == "is_nan" else "infinite"  # type: ignore[attr-defined]
    if (op == "nan" and kind.nans == "none") or (op == "infinite" and not kind.infinities):
        return truth(False, t.span(node))
    return ir.FloatTest(op, value, type=BOOL, span=t.span(node))
