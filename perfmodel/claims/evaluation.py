"""Evaluates the tree of a claim against what its names mean; everything wrong is said with its place in the text."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from specgen.model.expressions import ExpressionError
from specgen.model.units import combined, said
from specgen.perfmodel.claims.language import (
    Argument,
    Binary,
    Call,
    Constant,
    Member,
    Name,
    Negation,
    Node,
)
from specgen.perfmodel.claims.values import Amount, Function, Scope, Take, Thing, Value, Word
from specgen.source import did_you_mean

BUILT_IN = {"min": min, "max": max}
MOST = 1e100
_MOST_NAMES = 12


def evaluate(node: Node, scope: Scope) -> Value:
    """Return what an expression stands for. Raises ExpressionError."""
    match node:
        case Constant():
            return Amount(node.value, node.exponents)
        case Name():
            return _named(node, scope)
        case Member():
            return _member(node, scope)
        case Call():
            return _call(node, scope)
        case Negation():
            operand = amount(node.operand, scope)
            return Amount(-operand.value, operand.exponents)
        case Binary():
            return _binary(node, scope)


def amount(node: Node, scope: Scope) -> Amount:
    """Return an expression's value, which must be a number. Raises ExpressionError."""
    return as_amount(node, evaluate(node, scope))


def as_amount(node: Node, value: Value) -> Amount:
    """Return a value as a number. Raises ExpressionError where it is something else."""
    if isinstance(value, Thing) and value.amount is not None:
        return value.amount()
    if isinstance(value, Amount):
        if abs(value.value) > MOST or not isfinite(value.value):
            raise _wrong("claim-value", "this has no value that a number can have", node)
        return value
    if isinstance(value, Word):
        raise _wrong("claim-units", f"{value.text!r} is a word, and a number is needed here", node)
    hint = f"ask it for {_listed(value.members)}" if value.members else None
    hint = "it takes arguments: write ( )" if value.call and not value.members else hint
    raise _wrong("claim-units", f"{value.what} is no number", node, hint)


def _named(node: Name, scope: Scope) -> Value:
    made = scope.get(node.name)
    if made is None:
        hint = did_you_mean(node.name, (*scope, *BUILT_IN)) or f"there are {_listed(scope)}"
        raise _wrong("claim-unknown", f"nothing is called {node.name!r} here", node, hint)
    return _made(made, node)


def _member(node: Member, scope: Scope) -> Value:
    base = evaluate(node.base, scope)
    if not isinstance(base, Thing) or not base.members:
        what = base.what if isinstance(base, Thing) else "a number or a word"
        hint = "it takes arguments first: write ( )" if isinstance(base, Thing) and base.call else None
        raise _wrong("claim-unknown", f"{what} has no {node.name!r}", node, hint)
    made = base.members.get(node.name)
    if made is None:
        hint = did_you_mean(node.name, base.members) or f"it has {_listed(base.members)}"
        raise _wrong("claim-unknown", f"{base.what} has no {node.name!r}", node, hint)
    return _made(made, node)


def _made(make: Any, node: Node) -> Value:
    try:
        value: Value = make()
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise _wrong("claim-value", str(error), node) from None
    return value


def _call(node: Call, scope: Scope) -> Value:
    if isinstance(node.base, Name) and node.base.name in BUILT_IN and node.base.name not in scope:
        return _choice(node, node.base.name, scope)
    base = evaluate(node.base, scope)
    if not isinstance(base, Thing) or base.call is None:
        what = base.what if isinstance(base, Thing) else "a number or a word"
        raise _wrong("claim-units", f"{what} takes no arguments", node)
    function = base.call
    given = _arguments(node, base.what, function, scope)
    return _made(lambda: function.make(given), node)


def _choice(node: Call, name: str, scope: Scope) -> Value:
    values = [amount(one.value, scope) for one in node.arguments]
    if not values:
        raise _wrong("claim-value", f"{name} chooses among one value or more", node)
    for one, argument in zip(values, node.arguments, strict=True):
        if one.exponents != values[0].exponents:
            message = f"a choice between {said(values[0].exponents)} and {said(one.exponents)}"
            raise _wrong("claim-units", message, argument)
    chosen: Amount = BUILT_IN[name](values, key=lambda one: one.value)
    return chosen


def _arguments(node: Call, what: str, function: Function, scope: Scope) -> dict[str, Any]:
    takes, given = function.takes, dict[str, Any]()
    order = iter(takes)
    for argument in node.arguments:
        name = argument.name or next((n for n in order if n not in given), "")
        if not name:
            raise _wrong("claim-value", f"{what} takes at most {len(takes)} arguments", argument)
        if name not in takes:
            hint = did_you_mean(name, takes) or f"it takes {_listed(takes)}"
            raise _wrong("claim-unknown", f"{what} takes no {name!r}", argument, hint)
        if name in given:
            raise _wrong("claim-value", f"{name!r} is given twice", argument)
        given[name] = _argument(argument, name, takes[name], scope)
    missing = [name for name, take in takes.items() if take.needed and name not in given]
    if missing:
        raise _wrong("claim-value", f"{what} needs {_listed(missing)}", node)
    return given


def _argument(argument: Argument, name: str, take: Take, scope: Scope) -> Any:
    if take.kind == "word":
        if not isinstance(argument.value, Name):
            raise _wrong("claim-units", f"{name!r} is a name", argument)
        return argument.value.name
    value = amount(argument.value, scope)
    if value.exponents != take.exponents:
        message = f"{name!r} is {said(take.exponents)}, not {said(value.exponents)}"
        raise _wrong("claim-units", message, argument)
    if take.kind == "whole" and (value.value != int(value.value) or value.value < 0):
        raise _wrong("claim-units", f"{name!r} is a whole number, not {value.value:g}", argument)
    return int(value.value) if take.kind == "whole" else value.value


def _binary(node: Binary, scope: Scope) -> Amount:
    return as_amount(node, _computed(node, scope))


def _computed(node: Binary, scope: Scope) -> Amount:
    left, right = amount(node.left, scope), amount(node.right, scope)
    if node.operator in "+-":
        if left.exponents != right.exponents:
            what = "sum" if node.operator == "+" else "difference"
            message = f"a {what} of {said(left.exponents)} and {said(right.exponents)}"
            raise _wrong("claim-units", message, node)
        sign = 1 if node.operator == "+" else -1
        return Amount(left.value + sign * right.value, left.exponents)
    if node.operator == "*":
        return Amount(left.value * right.value, combined(left.exponents, right.exponents, 1))
    if not right.value:
        raise _wrong("claim-value", "a division by zero", node)
    return Amount(left.value / right.value, combined(left.exponents, right.exponents, -1))


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - _MOST_NAMES} more" if len(every) > _MOST_NAMES else ""
    return ", ".join(every[:_MOST_NAMES]) + more


def _wrong(rule: str, message: str, node: Node | Argument, hint: str | None = None) -> ExpressionError:
    return ExpressionError(rule, message, node.offset, node.length, hint)
