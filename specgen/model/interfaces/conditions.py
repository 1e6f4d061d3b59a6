"""Conditions between members, for values that anybody may have made: what they compute stays within known bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from specgen.model.expressions import ExpressionError
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
from specgen.model.expressions.values import Measure

Bounds = tuple[int, int]
"""The least and the greatest value."""

LIMIT = 1 << 127


def bound(node: Node, constants: Mapping[str, object]) -> Node:
    """Return the tree with the numbers that names of constants stand for."""
    match node:
        case Name() if node.name in constants:
            return Constant(_number(constants[node.name], node))
        case Unary():
            return replace(node, operand=bound(node.operand, constants))
        case Binary() | Logic():
            return replace(node, left=bound(node.left, constants), right=bound(node.right, constants))
        case Comparison():
            return replace(node, operands=tuple(bound(one, constants) for one in node.operands))
    return node


def _number(value: object, node: Name) -> int | bool:
    if isinstance(value, int):
        return value
    exact = value.value if isinstance(value, Measure) else getattr(value, "value", value)
    if isinstance(exact, Fraction) and exact.denominator == 1:
        return exact.numerator
    raise ExpressionError("struct-condition", f"{node.name} is no whole number", node.offset, len(node.name))


def names(node: Node) -> Iterator[str]:
    """Yield the names that are left, each as often as it is used."""
    match node:
        case Name():
            yield node.name
        case Unary():
            yield from names(node.operand)
        case Binary() | Logic():
            yield from names(node.left)
            yield from names(node.right)
        case Comparison():
            for operand in node.operands:
                yield from names(operand)


def bounds(node: Node, members: Mapping[str, Bounds]) -> Bounds | None:
    """Return what a number may be, None for a condition. Raises ExpressionError for what no value can mean.

    Of members only single integers have a value. Numbers of more than 128 bits are refused: no reader computes them.
    """
    match node:
        case Constant():
            return _constant(node)
        case Name():
            if node.name not in members:
                message = f"{node.name} is no single integer"
                raise ExpressionError("struct-condition", message, node.offset, len(node.name))
            return members[node.name]
        case Unary():
            return _unary(node, members)
        case Binary():
            return _binary(node, members)
        case Comparison() | Logic():
            _compared(node, members)
            return None
        case Choice() | Call() | Index():
            message = "a condition between members has no functions, no if and no brackets"
            raise ExpressionError("struct-condition", message, node.offset)


def _unary(node: Unary, members: Mapping[str, Bounds]) -> Bounds | None:
    found = bounds(node.operand, members)
    if (found is None) is not (node.operator == "not"):
        wanted = "a condition" if node.operator == "not" else "a number"
        raise ExpressionError("expr-type", f"{node.operator} stands before {wanted}", node.offset)
    if found is None:
        return None
    low, high = found
    return {"-": (-high, -low), "~": (~high, ~low)}.get(node.operator, found)


def _constant(node: Constant) -> Bounds | None:
    if isinstance(node.value, bool):
        return None
    if isinstance(node.value, int):
        return _fitting((node.value, node.value), 0)
    raise ExpressionError("struct-condition", "conditions between members use whole numbers")


def _compared(node: Comparison | Logic, members: Mapping[str, Bounds]) -> None:
    if isinstance(node, Logic):
        if any(bounds(operand, members) is not None for operand in (node.left, node.right)):
            message = f"{node.operator} stands between conditions"
            raise ExpressionError("expr-type", message, node.offset, len(node.operator))
        return
    kinds = [bounds(operand, members) is None for operand in node.operands]
    for (operator, offset), left, right in zip(node.operators, kinds, kinds[1:], strict=False):
        if left != right or (left and operator not in ("==", "!=")):
            message = f"{operator} does not compare conditions with numbers"
            raise ExpressionError("expr-type", message, offset, len(operator))


def _binary(node: Binary, members: Mapping[str, Bounds]) -> Bounds:
    left, right = bounds(node.left, members), bounds(node.right, members)
    if left is None or right is None:
        message = f"{node.operator} stands between numbers"
        raise ExpressionError("expr-type", message, node.offset, len(node.operator))
    constant = isinstance(node.right, Constant)
    if node.operator in ("//", "%") and not (constant and right[0] > 0):
        message = f"{node.operator} stands before a positive constant here, if at all"
        raise ExpressionError("struct-condition", message, node.offset, len(node.operator))
    if node.operator in ("<<", ">>") and not (constant and 0 <= right[0] < 64):
        message = f"{node.operator} shifts by a constant below 64 here"
        raise ExpressionError("struct-condition", message, node.offset, len(node.operator))
    return _fitting(_computed(node, left, right), node.offset)


def _computed(node: Binary, left: Bounds, right: Bounds) -> Bounds:
    match node.operator:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "*":
            corners = [a * b for a in left for b in right]
            return min(corners), max(corners)
        case "//":
            return left[0] // right[0], left[1] // right[0]
        case "%":
            return 0, right[0] - 1
        case "<<":
            return left[0] << right[0], left[1] << right[0]
        case ">>":
            return left[0] >> right[0], left[1] >> right[0]
        case "&" | "|" | "^":
            return _bitwise(node.operator, left, right)
    message = f"{node.operator} does not stand in conditions between members"
    raise ExpressionError("struct-condition", message, node.offset, len(node.operator))


def _bitwise(operator: str, left: Bounds, right: Bounds) -> Bounds:
    if operator == "&" and (left[0] >= 0 or right[0] >= 0):
        return 0, min(high for low, high in (left, right) if low >= 0)
    top = (1 << max(value.bit_length() for value in (*left, *right))) - 1
    return (0 if min(left[0], right[0]) >= 0 else -top - 1), top


def _fitting(found: Bounds, offset: int) -> Bounds:
    if not -LIMIT <= found[0] <= found[1] < LIMIT:
        raise ExpressionError("struct-condition", "it needs numbers of more than 128 bits", offset)
    return found
