"""Integer expressions of the IR: built, rewritten, and told how they grow with a variable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from specgen.semantics import ir
from specgen.semantics.walk import every

Rewrite = Callable[[ir.Expr], ir.Expr]


def constant(value: int, span: ir.Span) -> ir.Expr:
    """A number."""
    return ir.Const(value, type=ir.IntValue(value, value), span=span)


def sum_of(left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """``left + right``."""
    if _is(left, 0):
        return right
    if _is(right, 0):
        return left
    a, b = _interval(left), _interval(right)
    return ir.Arith("add", left, right, type=ir.IntValue(a.low + b.low, a.high + b.high), span=left.span)


def difference(left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """``left - right``."""
    if _is(right, 0):
        return left
    a, b = _interval(left), _interval(right)
    return ir.Arith("sub", left, right, type=ir.IntValue(a.low - b.high, a.high - b.low), span=left.span)


def product(left: ir.Expr, right: ir.Expr) -> ir.Expr:
    """``left * right``."""
    if _is(left, 1) or _is(right, 0):
        return right
    if _is(right, 1) or _is(left, 0):
        return left
    a, b = _interval(left), _interval(right)
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return ir.Arith("mul", left, right, type=ir.IntValue(min(ends), max(ends)), span=left.span)


def _is(expr: ir.Expr, value: int) -> bool:
    return isinstance(expr, ir.Const) and expr.value == value


def _interval(expr: ir.Expr) -> ir.IntValue:
    assert isinstance(expr.type, ir.IntValue)
    return expr.type


def locals_in(*exprs: ir.Expr) -> set[ir.Local | ir.LocalArray]:
    """The locals that expressions read."""
    found: set[ir.Local | ir.LocalArray] = set()
    for expr in exprs:
        for part in every(expr):
            if isinstance(part, ir.LocalRead):
                found.add(part.local)
            elif isinstance(part, ir.ArrayRead) and isinstance(part.array, ir.LocalArray):
                found.add(part.array)
    return found


def substituted(expr: ir.Expr, values: Mapping[ir.Local, ir.Expr]) -> ir.Expr:
    """An expression with other expressions in the place of locals."""
    if isinstance(expr, ir.LocalRead):
        return values.get(expr.local, expr)
    return rebuilt(expr, lambda part: substituted(part, values)) if values else expr


def rebuilt(expr: ir.Expr, change: Rewrite) -> ir.Expr:
    """An expression whose parts were changed."""
    changed = {f.name: _changed(getattr(expr, f.name), change) for f in fields(expr)}
    different = {name: value for name, value in changed.items() if value is not getattr(expr, name)}
    return replace(expr, **different) if different else expr


def _changed(value: Any, change: Rewrite) -> Any:
    if isinstance(value, ir.Expr):
        return change(value)
    if isinstance(value, ir.Index):
        inside = change(value.value)
        return value if inside is value.value else replace(value, value=inside)
    if isinstance(value, tuple):
        changed = tuple(_changed(one, change) for one in value)
        return value if all(a is b for a, b in zip(value, changed, strict=True)) else changed
    return value


def slope(expr: ir.Expr, variable: ir.Local) -> ir.Expr | None:
    """By what ``expr`` grows with each step of ``variable``; None where that is not always the same."""
    if variable not in locals_in(expr):
        return constant(0, expr.span)
    if isinstance(expr, ir.LocalRead):
        return constant(1, expr.span)
    if not isinstance(expr, ir.Arith):
        return None
    left, right = slope(expr.left, variable), slope(expr.right, variable)
    if left is None or right is None:
        return None
    match expr.op:
        case "add":
            return sum_of(left, right)
        case "sub":
            return difference(left, right)
        case "mul" if _is(right, 0):
            return product(left, expr.right)
        case "mul" if _is(left, 0):
            return product(expr.left, right)
        case "shl" if isinstance(expr.right, ir.Const):
            return product(left, constant(1 << expr.right.value, expr.span))
        case _:
            return None
