"""The decode tree as nested matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.model.decoding import Leaf, Node, Switch, Test
from specgen.model.legality import Condition, FieldIn, Matches

if TYPE_CHECKING:
    from specgen.model.isa import Field


def render(node: Node, names: Mapping[str, str], depth: int = 1) -> Iterator[str]:
    """Yield the lines that return the class of ``word``, or None."""
    pad = "    " * depth
    if isinstance(node, Leaf):
        yield f"{pad}return {names[node.instruction.name] if node.instruction else None}"
    elif isinstance(node, Switch):
        bits = (
            f"word >> {node.low} & {(1 << node.width) - 1:#x}"
            if node.low
            else f"word & {(1 << node.width) - 1:#x}"
        )
        yield f"{pad}match {bits}:"
        for value, child in sorted(node.cases.items()):
            yield f"{pad}    case {value:#x}:"
            yield from render(child, names, depth + 2)
        yield from render(node.default, names, depth)
    else:
        test = _bits(node.mask, node.value) if isinstance(node, Test) else holds(node.condition)
        yield f"{pad}if {test}:"
        yield from render(node.then, names, depth + 1)
        yield from render(node.otherwise, names, depth)


def holds(condition: Condition) -> str:
    """Return the test that ``word`` satisfies a condition on its operands."""
    if isinstance(condition, FieldIn):
        raw = _raw(condition.field)
        tests = [f"{raw} == {a}" if a == b else f"{a} <= {raw} <= {b}" for a, b in condition.ranges]
        return " or ".join(tests) or "False"
    if isinstance(condition, Matches):
        return " or ".join(_bits(c.mask, c.value) for c in condition.within) or "False"
    left, right = (_value(field) for field in (condition.left, condition.right))
    return f"{left} {'==' if condition.equal else '!='} {right}"


def _bits(mask: int, value: int) -> str:
    return f"word & {mask:#x} == {value:#x}"


def _raw(field: Field) -> str:
    if len(field.pieces) == 1:
        piece = field.pieces[0]
        shifted = f"word >> {piece.low}" if piece.low else "word"
        return f"({shifted} & {(1 << piece.width) - 1:#x})"
    pieces = ", ".join(f"({p.high}, {p.low})" for p in field.pieces)
    return f"extract(word, ({pieces}))"


def _value(field: Field) -> str:
    pieces = "".join(f"({p.high}, {p.low}), " for p in field.pieces).strip()
    return f"Field({field.name!r}, ({pieces}), {field.signed}, {field.scale}, {field.bias}).get(word)"
