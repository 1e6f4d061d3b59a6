"""Relocations in C: what a place holds, and the pieces of the word where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.model.expressions.nodes import Binary, Constant, Name, Unary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.expressions.nodes import Node
    from specgen.model.interfaces import Executable, Relocation

_OPERATORS = frozenset({"+", "-", "*", "&", "|", "^", "<<", ">>"})


@dataclass(frozen=True, slots=True)
class Patch:
    """A kind of relocation: its code, its bytes, and the statements that fill it in."""

    code: int
    name: str
    size: int
    lines: tuple[str, ...]


def relocations(form: Executable) -> list[Patch]:
    """Return the relocations of a format."""
    return [Patch(r.code, r.name, r.size, tuple(_lines(r, form.endian))) for r in form.relocations.values()]


def _lines(one: Relocation, endian: str) -> Iterator[str]:
    big = str(endian == "big").lower()
    yield f"held = {written(one.value.tree)};"
    if one.field is None or one.format is None:
        assert one.type is not None
        yield f"if (held < 0 || held > {one.type.high}{'u' if one.type.high >= 1 << 31 else ''}{'ll' if one.type.high >= 1 << 32 else ''})"
        yield "    return false;"
        yield f"R_ref_set_word(at, {one.size}, {big}, (uint64_t)held);"
        return
    field = one.field
    low = -(1 << (field.width - 1)) if field.signed else 0
    yield f"held -= {field.bias};" if field.bias else "held -= 0;"
    yield f"if (held % {field.scale} || held / {field.scale} < {low} || held / {field.scale} > {low + (1 << field.width) - 1})"
    yield "    return false;"
    yield f"held /= {field.scale};"
    below = field.width
    for piece in field.pieces:
        below -= piece.width
        yield f"set_bits(at, {one.size}, {big}, {piece.low}, {piece.width}, (uint64_t)(held >> {below}));"


def written(node: Node) -> str:
    """Return an expression over ``value`` and ``here``, which are wide enough for all that addresses give."""
    match node:
        case Constant():
            return str(node.value) if abs(int(node.value)) < 1 << 31 else f"{node.value}ll"  # type: ignore[arg-type]
        case Name():
            return node.name
        case Unary():
            return f"({node.operator}{written(node.operand)})"
        case Binary() if node.operator in _OPERATORS:
            return f"({written(node.left)} {node.operator} {written(node.right)})"
        case Binary() if node.operator in ("//", "%"):
            return f"floor_{'quotient' if node.operator == '//' else 'rest'}({written(node.left)}, {written(node.right)})"
    raise TypeError(f"{node} is no number")
