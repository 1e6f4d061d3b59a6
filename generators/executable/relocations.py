"""Kinds of relocations as C: what they hold, where its bits go, and when it does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.expressions.nodes import Binary, Constant, Name, Node, Unary

if TYPE_CHECKING:
    from specgen.model.interfaces import Executable, Relocation


@frozen()
class Kind:
    """A kind: ``held = raw * scale + bias``; ``pieces`` are the lowest bit, the width, and the bits of raw below."""

    name: str
    code: int
    size: int
    value: str
    scale: int
    bias: int
    low: str
    above: str
    pieces: tuple[tuple[int, int, int], ...]


def kinds(form: Executable) -> list[Kind]:
    """Return all kinds of a format."""
    return [_kind(one) for one in form.relocations.values()]


def _kind(one: Relocation) -> Kind:
    value, field = emitted(one.value.tree), one.field
    if field is None:
        bits = 8 * one.size
        above = f"raw > INT64_C({(1 << bits) - 1})" if bits < 63 else "raw < 0"
        return Kind(one.name, one.code, one.size, value, 1, 0, "0", above, ((0, bits, 0),))
    low = -(1 << (field.width - 1)) if field.signed else 0
    pieces, below = [], field.width
    for piece in field.pieces:
        below -= piece.width
        pieces.append((piece.low, piece.width, below))
    above = f"raw > INT64_C({low + (1 << field.width) - 1})" if field.width < 63 else "raw < 0"
    return Kind(
        one.name, one.code, one.size, value, field.scale, field.bias, f"INT64_C({low})", above, tuple(pieces)
    )


def emitted(node: Node) -> str:
    """Return an expression over ``value`` and ``here`` in C, of 64-bit integers; the checker has bounded it."""
    match node:
        case Constant():
            return f"INT64_C({node.value})"
        case Name():
            return node.name
        case Unary():
            return f"({node.operator}{emitted(node.operand)})"
        case Binary():
            left, right = emitted(node.left), emitted(node.right)
            if node.operator in ("//", "%", ">>"):
                by = f"(INT64_C(1) << {right})" if node.operator == ">>" else right
                whole = f"floored({left}, {by})"
                return whole if node.operator != "%" else f"({left} - {whole} * {by})"
            return f"({left} {node.operator} {right})"
    raise AssertionError(f"a relocation has no {type(node).__name__}")
