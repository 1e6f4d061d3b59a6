"""Expressions over parameters and operands: specgen's own small grammar, evaluated exactly.

parse_expression("ceildiv(N, 32) * 4").evaluate({"N": 100})    # 16
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from specgen.data import frozen
from specgen.model.expressions import arithmetic
from specgen.model.expressions.errors import ExpressionError
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
from specgen.model.expressions.parser import parse
from specgen.model.expressions.values import Measure, Value, value_of
from specgen.model.quantity import Quantity
from specgen.source.suggest import did_you_mean

__all__ = ["Expression", "ExpressionError", "Measure", "Names", "Value", "parse_expression"]

Names = Mapping[str, bool | int | Fraction | Quantity | Measure]


@frozen()
class Expression:
    """A parsed expression: its text, the names in it in order of appearance, and its tree."""

    text: str
    names: tuple[str, ...]
    tree: Node = field(repr=False)

    def evaluate(self, names: Names) -> Value:
        """Return the exact value. Raises ExpressionError, with the place in ``text``."""
        return _evaluate(self.tree, names)

    def whole(self, names: Names) -> int:
        """Return the value, a whole number without unit. Raises ExpressionError."""
        return arithmetic.whole(self.evaluate(names))

    def holds(self, names: Names) -> bool:
        """Return the value, a condition. Raises ExpressionError."""
        return arithmetic.condition(self.evaluate(names))


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """Parse an expression. Raises ExpressionError."""
    tree, names = parse(text)
    return Expression(text, names, tree)


def _evaluate(node: Node, names: Names) -> Value:
    match node:
        case Constant():
            return node.value
        case Name():
            return _look_up(node, names)
        case Choice():
            with_condition = _evaluate(node.condition, names)
            taken = _at(node.offset, 2, arithmetic.condition, with_condition)
            return _evaluate(node.then if taken else node.otherwise, names)
        case Logic():
            left = _at(node.offset, len(node.operator), arithmetic.condition, _evaluate(node.left, names))
            if left is (node.operator == "or"):
                return left
            return _at(node.offset, len(node.operator), arithmetic.condition, _evaluate(node.right, names))
        case Comparison():
            return _compare(node, names)
        case Index():
            message = f"{node.name} is one value, and has no parts"
            raise ExpressionError("expr-syntax", message, node.offset, len(node.name))
    return _compute(node, names)


def _compute(node: Unary | Binary | Call, names: Names) -> Value:
    match node:
        case Unary():
            value = _evaluate(node.operand, names)
            return _at(node.offset, len(node.operator), arithmetic.unary, node.operator, value)
        case Binary():
            left, right = _evaluate(node.left, names), _evaluate(node.right, names)
            return _at(node.offset, len(node.operator), _binary, node.operator, left, right)
        case Call():
            values = [_evaluate(argument, names) for argument in node.arguments]
            return _at(node.offset, len(node.function), _call, node.function, *values)


def _binary(operator: str, left: Value, right: Value) -> Value:
    return arithmetic.BINARY[operator](arithmetic.number(left), arithmetic.number(right))


def _call(function: str, *values: Value) -> Value:
    return arithmetic.FUNCTIONS[function](*map(arithmetic.number, values))


def _compare(node: Comparison, names: Names) -> bool:
    left = _evaluate(node.operands[0], names)
    for (operator, offset), operand in zip(node.operators, node.operands[1:], strict=True):
        right = _evaluate(operand, names)
        if not _at(offset, len(operator), arithmetic.compare, operator, left, right):
            return False
        left = right
    return True


def _look_up(node: Name, names: Names) -> Value:
    if node.name not in names:
        hint = did_you_mean(node.name, names)
        raise ExpressionError(
            "expr-unknown-name", f"nothing is called {node.name!r} here", node.offset, len(node.name), hint
        )
    return value_of(names[node.name])


_T = TypeVar("_T")


def _at(offset: int, length: int, compute: Callable[..., _T], *arguments: object) -> _T:
    """Call ``compute``; its errors are about the operator or function at ``offset``."""
    try:
        return compute(*arguments)
    except ExpressionError as error:
        raise ExpressionError(error.rule, error.message, offset, length, error.hint) from None
