"""Conditions between the members of a structure: what they may say, and of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.expressions.nodes import (
    Binary,
    Call,
    Choice,
    Comparison,
    Constant,
    Logic,
    Name,
    Node,
    Unary,
)

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_FINE = frozenset({"+", "-", "*", "&", "|", "^", "<<", ">>"})


def condition(
    ctx: Context, text: object, names: Mapping[str, int], origin: Origin, *path: str | int
) -> Expression | None:
    """Return a condition over ``names``, whose values stand for those that they may have; what is wrong is reported."""
    known = {**ctx.values, **names}
    try:
        found = parse_expression(str(text))
        _check(found.tree)
        found.holds(known)
    except ExpressionError as error:
        ctx.failures += 1
        at = origin.tree.scalar_location(origin.path + path, error.offset, error.length)
        ctx.report(error.rule, error.message, at, hint=error.hint)
        return None
    return found


def _check(tree: Node) -> None:
    """Refuse what generated code would have to guard: division by what varies, shifts by it, functions."""
    for node in _nodes(tree):
        if isinstance(node, Call | Choice):
            raise ExpressionError(
                "struct-condition", "a condition between members has no functions and no if", node.offset
            )
        if not isinstance(node, Binary):
            continue
        constant = isinstance(node.right, Constant) and type(node.right.value) is int and node.right.value > 0
        if node.operator in ("//", "%") and constant:
            continue
        if node.operator not in _FINE or (node.operator in ("<<", ">>") and not _small(node.right)):
            message = f"{node.operator} stands before a positive constant here, if at all"
            raise ExpressionError("struct-condition", message, node.offset, len(node.operator))


def _small(node: Node) -> bool:
    return isinstance(node, Constant) and type(node.value) is int and 0 <= node.value < 64


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Unary():
            yield from _nodes(node.operand)
        case Binary() | Logic():
            yield from _nodes(node.left)
            yield from _nodes(node.right)
        case Comparison():
            for operand in node.operands:
                yield from _nodes(operand)
        case Constant() | Name() | Call() | Choice():
            return
