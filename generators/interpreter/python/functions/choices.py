"""Choices, minima and maxima, and conditions."""

from __future__ import annotations

from collections.abc import Callable

from specgen.generators.interpreter.python.functions.code import (
    Binds,
    Code,
    as_dtype,
    binary,
    call,
    fits,
    holder,
)
from specgen.generators.interpreter.python.functions.emitter import Emitter
from specgen.generators.interpreter.python.functions.hazards import may_fault_in
from specgen.generators.interpreter.python.functions.integers import operand, plan
from specgen.generators.interpreter.python.functions.lower import (
    condition,
    condition_form,
    integer,
    integer_form,
    interval,
)
from specgen.semantics import ir

_COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@integer_form(ir.Select)
def _select(e: Emitter, expr: ir.Select, bits: int | None) -> Code:
    then, otherwise, test = branches(e, expr, lambda side: integer(e, side, bits))
    if not test.varies and then.dtype == otherwise.dtype:
        return choose(test, then, otherwise)
    dtype, whole = plan(expr, (expr.then, expr.otherwise), (then, otherwise), bits)
    if not test.varies:
        return choose(test, _scalar(then, dtype), _scalar(otherwise, dtype))
    return call("np.where", test, _scalar(then, dtype), _scalar(otherwise, dtype), dtype=dtype, exact=whole)


def _scalar(code: Code, dtype: str) -> Code:
    """One side of a ``np.where``: uniform integers are typed, so that two of them make an array of ``dtype``."""
    if code.varies or dtype == "object":
        return as_dtype(code, dtype)
    return Code(f"np.{dtype}({operand(code, dtype).text})")


def branches(e: Emitter, expr: ir.Select, lower: Callable[[ir.Expr], Code]) -> tuple[Code, Code, Code]:
    """Both sides of a choice, each emitted for the iterations that take it, and the condition."""
    test = condition(e, expr.condition)
    if not test.varies:
        return lower(expr.then), lower(expr.otherwise), test
    test = Code(name_it(e, "taken", test), dtype="bool")
    taken, other = test, Code(f"~{test}", Binds.UNARY, "bool")
    with e.under(both(e.mask, taken)):
        then = lower(expr.then)
    with e.under(both(e.mask, other)):
        otherwise = lower(expr.otherwise)
    return then, otherwise, test


def name_it(e: Emitter, stem: str, code: Code) -> str:
    """Gives a value a name, unless it is one already."""
    if code.text.isidentifier():
        return code.text
    name = e.fresh(stem)
    e.line(f"{name} = {code.text}")
    return name


def both(mask: Code | None, condition_: Code) -> Code:
    """The iterations of a mask where a condition holds as well."""
    return condition_ if mask is None else binary("&", mask, condition_, "bool")


def choose(test: Code, then: Code, otherwise: Code) -> Code:
    """``then if test else otherwise`` of a uniform condition."""
    text = f"{then.at(Binds.OR)} if {test.at(Binds.OR)} else {otherwise.at(Binds.CHOICE)}"
    alias = then.alias or otherwise.alias
    dtype = then.dtype or otherwise.dtype
    if then.dtype != otherwise.dtype and then.varies and otherwise.varies:
        other = as_dtype(otherwise, dtype) if dtype != "float" else otherwise
        text = f"{then.at(Binds.OR)} if {test.at(Binds.OR)} else {other.at(Binds.CHOICE)}"
    return Code(text, Binds.CHOICE, dtype, then.exact and otherwise.exact, alias)


@integer_form(ir.MinMax)
def _minmax(e: Emitter, expr: ir.MinMax, _bits: int | None) -> Code:
    left, right = integer(e, expr.left), integer(e, expr.right)
    if not left.varies and not right.varies:
        return call(expr.op, left, right)
    dtype, _ = plan(expr, (expr.left, expr.right), (left, right), None)
    return call(f"np.{expr.op}imum", as_dtype(left, dtype), as_dtype(right, dtype), dtype=dtype)


@integer_form(ir.FromBool)
def _from_bool(e: Emitter, expr: ir.FromBool, _bits: int | None) -> Code:
    value = condition(e, expr.value)
    return as_dtype(value, "int32") if value.varies else call("int", value)


@condition_form(ir.Const)
def _truth(_e: Emitter, expr: ir.Const) -> Code:
    return Code(str(bool(expr.value)))


@condition_form(ir.Select)
def _select_condition(e: Emitter, expr: ir.Select) -> Code:
    then, otherwise, test = branches(e, expr, lambda side: condition(e, side))
    if not test.varies:
        return choose(test, then, otherwise)
    return call("np.where", test, then, otherwise, dtype="bool")


def compare(e: Emitter, expr: ir.Compare) -> Code:
    """A comparison of two integers."""
    left, right = integer(e, expr.left), integer(e, expr.right)
    symbol = _COMPARISONS[expr.op]
    varies = left.varies or right.varies
    if varies:
        low = min(interval(expr.left)[0], interval(expr.right)[0])
        high = max(interval(expr.left)[1], interval(expr.right)[1])
        dtype = next(
            (c.dtype for c in (left, right) if c.varies and fits(c.dtype, low, high)), holder(low, high)
        )
        left, right = as_dtype(left, dtype), as_dtype(right, dtype)
    text = f"{left.at(Binds.BIT_OR)} {symbol} {right.at(Binds.BIT_OR)}"
    return Code(text, Binds.COMPARE, "bool" if varies else "")


@condition_form(ir.Logic)
def _logic(e: Emitter, expr: ir.Logic) -> Code:
    values = [condition(e, v) for v in expr.values]
    if not any(v.varies for v in values):
        if expr.op == "not":
            return Code(f"not {values[0].at(Binds.NOT)}", Binds.NOT)
        if e.checked or any(may_fault_in(v) for v in expr.values):
            # All operands are evaluated, and the first that faults does.
            return call("all" if expr.op == "and" else "any", f"({', '.join(v.text for v in values)})")
        level = Binds.AND if expr.op == "and" else Binds.OR
        return Code(f" {expr.op} ".join(v.at(Binds(level + 1)) for v in values), level)
    if expr.op == "not":
        return Code(f"~{values[0].at(Binds.UNARY)}", Binds.UNARY, "bool")
    joined = values[0]
    for value in values[1:]:
        joined = binary("&" if expr.op == "and" else "|", joined, value, "bool")
    return joined
