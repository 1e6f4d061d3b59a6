"""Expressions of protocols in Python: made of nodes, every name replaced, so that no text of a spec is ever run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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

Place = Callable[[str, str | None], str]
"""The text that a name stands for; the second is that of the index, where it has one."""


def emit(node: Node, place: Place) -> str:
    """Return the text of an expression. What `check` of the resolution lets through is computed exactly."""
    match node:
        case Constant():
            return str(node.value)
        case Name():
            return place(node.name, None)
        case Index():
            return place(node.name, emit(node.index, place))
        case Unary():
            return f"({node.operator} {emit(node.operand, place)})"
        case Binary() | Logic():
            return f"({emit(node.left, place)} {node.operator} {emit(node.right, place)})"
        case Comparison():
            return _comparison(node, place)
        case Choice():
            then, otherwise = emit(node.then, place), emit(node.otherwise, place)
            return f"({then} if {emit(node.condition, place)} else {otherwise})"
        case Call():
            return f"{node.function}({', '.join(emit(one, place) for one in node.arguments)})"


def _comparison(node: Comparison, place: Place) -> str:
    parts = [emit(node.operands[0], place)]
    for (operator, _), operand in zip(node.operators, node.operands[1:], strict=True):
        parts += [operator, emit(operand, place)]
    return f"({' '.join(parts)})"


NUMBER, CONDITION = "a number", "a condition"


def check(
    node: Node, wanted: str, kinds: Mapping[str, str], lists: frozenset[str], constants: Mapping[str, int]
) -> None:
    """Refuse what cannot be explored. Raises ExpressionError.

    ``kinds`` tells of each name whether it is a number or a condition, ``lists`` which have an index. Division and shifts
    are by ``constants`` alone, so that every expression has a value.
    """
    found = _Kinds(kinds, lists, constants).of(node)
    if found != wanted:
        hint = "compare it with something, such as != 0" if wanted == CONDITION else None
        raise ExpressionError(
            "expr-type", f"{wanted} is needed here, not {found}", getattr(node, "offset", 0), 1, hint
        )


class _Kinds:
    def __init__(self, kinds: Mapping[str, str], lists: frozenset[str], constants: Mapping[str, int]) -> None:
        self.kinds, self.lists, self.constants = kinds, lists, constants

    def of(self, node: Node) -> str:
        match node:
            case Constant():
                return self.constant(node)
            case Name() | Index():
                return self.named(node)
            case Unary():
                wanted = CONDITION if node.operator == "not" else NUMBER
                return self.need(wanted, node.offset, node.operand)
            case Logic():
                return self.need(CONDITION, node.offset, node.left, node.right)
            case Comparison():
                self.need(NUMBER, node.operators[0][1], *node.operands)
                return CONDITION
            case Choice():
                self.need(CONDITION, node.offset, node.condition)
                return self.need(self.of(node.then), node.offset, node.otherwise)
            case Binary():
                return self.binary(node)
            case Call():
                if node.function not in ("min", "max", "abs"):
                    raise ExpressionError(
                        "expr-syntax", f"{node.function} does not stand in a protocol", node.offset
                    )
                return self.need(NUMBER, node.offset, *node.arguments)

    def need(self, wanted: str, offset: int, *nodes: Node) -> str:
        for node in nodes:
            found = self.of(node)
            if found != wanted:
                raise ExpressionError("expr-type", f"{wanted} is needed here, not {found}", offset)
        return wanted

    def constant(self, node: Constant) -> str:
        if isinstance(node.value, bool):
            return CONDITION
        if not isinstance(node.value, int):
            raise ExpressionError("expr-not-whole", "protocols count in whole numbers")
        return NUMBER

    def named(self, node: Name | Index) -> str:
        if (node.name in self.lists) != isinstance(node, Index):
            message = (
                f"{node.name} is one word" if isinstance(node, Index) else f"{node.name} has several words"
            )
            hint = None if isinstance(node, Index) else f"{node.name}[0]"
            raise ExpressionError("expr-syntax", message, node.offset, len(node.name), hint)
        if isinstance(node, Index):
            self.need(NUMBER, node.offset, node.index)
        return self.kinds[node.name]

    def binary(self, node: Binary) -> str:
        self.need(NUMBER, node.offset, node.left, node.right)
        if node.operator in ("/", "**"):
            message = f"{node.operator} does not stand in a protocol"
            raise ExpressionError("expr-syntax", message, node.offset, len(node.operator))
        by = self.fixed(node.right)
        if node.operator in ("//", "%") and (by is None or by <= 0):
            message = f"{node.operator} stands before a positive constant in a protocol"
            raise ExpressionError("expr-domain", message, node.offset, len(node.operator))
        if node.operator in ("<<", ">>") and (by is None or not 0 <= by < 64):
            message = f"{node.operator} shifts by a constant below 64 in a protocol"
            raise ExpressionError("expr-domain", message, node.offset, len(node.operator))
        return NUMBER

    def fixed(self, node: Node) -> int | None:
        if isinstance(node, Constant) and isinstance(node.value, int):
            return node.value
        return self.constants.get(node.name) if isinstance(node, Name) else None
