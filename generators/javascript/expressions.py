"""Expressions of a spec as lists that a script evaluates: ``["+", ["name", "value"], 2048]``."""

from __future__ import annotations

from typing import Any

from specgen.generators.javascript.numbers import number
from specgen.model.expressions.nodes import (
    Binary,
    Call,
    Choice,
    Comparison,
    Constant,
    Index,
    Logic,
    Name,
    Node,
    Unary,
)
from specgen.model.expressions.values import Value, parts


def tree(node: Node) -> Any:
    """Return a tree: numbers and conditions as they are, all else as a list that begins with what it is."""
    match node:
        case Constant(value):
            return _constant(value)
        case Name(name=name):
            return ["name", name]
        case Unary(operator=sign, operand=operand):
            return [f"unary {sign}", tree(operand)]
        case Binary(operator=sign, left=left, right=right) | Logic(operator=sign, left=left, right=right):
            return [sign, tree(left), tree(right)]
        case Comparison(operands=operands, operators=operators):
            return ["compare", [sign for sign, _ in operators], *map(tree, operands)]
        case Choice(condition=condition, then=then, otherwise=otherwise):
            return ["if", tree(condition), tree(then), tree(otherwise)]
        case Call(function=function, arguments=arguments):
            return [function, *map(tree, arguments)]
        case Index(name=name):
            return ["name", f"{name}[]"]


def _constant(value: Value) -> Any:
    if isinstance(value, bool):
        return value
    amount = parts(value)[0]
    return (
        number(amount)
        if isinstance(amount, int)
        else ["/", number(amount.numerator), number(amount.denominator)]
    )
