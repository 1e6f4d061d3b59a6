"""The decode tree as nested cases, and the conditions of words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specgen.generators.systemverilog import fields as sv
from specgen.generators.systemverilog.text import bits_of, number
from specgen.model.decoding import Leaf, Node, Switch, Test
from specgen.model.isa import BitRange, Field
from specgen.model.legality import Condition, FieldIn, Matches

Answer = Callable[[Leaf], str]


def render(node: Node, target: str, width: int, answer: Answer, depth: int = 2) -> Iterator[str]:
    """Yield the statement that assigns ``answer(leaf)`` of a word of ``width`` bits to ``target``."""
    pad = "  " * depth
    if isinstance(node, Leaf):
        yield f"{pad}{target} = {answer(node)};"
    elif isinstance(node, Switch):
        yield f"{pad}case ({sv.sliced(BitRange(node.low + node.width - 1, node.low))})"
        for value, child in sorted(node.cases.items()):
            yield from _arm(number(value, node.width), child, target, width, answer, depth + 1)
        yield from _arm("default", node.default, target, width, answer, depth + 1)
        yield f"{pad}endcase"
    else:
        test = (
            masked(node.mask, node.value, width) if isinstance(node, Test) else holds(node.condition, width)
        )
        yield f"{pad}if ({test}) begin"
        yield from render(node.then, target, width, answer, depth + 1)
        if isinstance(node.otherwise, Leaf | Switch):
            yield f"{pad}end else begin"
            yield from render(node.otherwise, target, width, answer, depth + 1)
            yield f"{pad}end"
        else:
            first, *more = render(node.otherwise, target, width, answer, depth)
            yield f"{pad}end else {first.lstrip()}"
            yield from more


def _arm(label: str, node: Node, target: str, width: int, answer: Answer, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(node, Leaf):
        yield f"{pad}{label}: {target} = {answer(node)};"
        return
    yield f"{pad}{label}: begin"
    yield from render(node, target, width, answer, depth + 1)
    yield f"{pad}end"


def masked(mask: int, value: int, width: int) -> str:
    """Return the test that the bits of the word under ``mask`` are ``value``."""
    runs = _runs(mask)
    if len(runs) > 3:
        return f"(word & {number(mask, width)}) == {number(value, width)}"
    tests = (f"{sv.sliced(run)} == {number(value >> run.low, run.width)}" for run in runs)
    return " && ".join(tests) or "1'b1"


def holds(condition: Condition, width: int) -> str:
    """Return the test that the word satisfies a condition on its operands."""
    if isinstance(condition, FieldIn):
        raw, bits = sv.raw(condition.field), condition.field.width
        return " || ".join(_between(raw, low, high, bits) for low, high in condition.ranges) or "1'b0"
    if isinstance(condition, Matches):
        return " || ".join(f"({masked(c.mask, c.value, width)})" for c in condition.within) or "1'b0"
    left, right = condition.left, condition.right
    if (left.width, *_meaning(left)) == (right.width, *_meaning(right)):
        sides = (sv.raw(left), sv.raw(right))
    else:
        common = bits_of(min(left.low, right.low, -1), max(left.high, right.high))
        sides = (_extended(left, common), _extended(right, common))
    return f"{sides[0]} {'==' if condition.equal else '!='} {sides[1]}"


def _meaning(field: Field) -> tuple[bool, int, int]:
    return field.signed, field.scale, field.bias


def _extended(field: Field, width: int) -> str:
    """The value of a field, modulo 2^width."""
    raw = f"$signed({sv.raw(field)})" if field.signed else sv.raw(field)
    scaled = f"{width}'({raw})" + (f" * {number(field.scale, width)}" if field.scale != 1 else "")
    return f"({scaled} + {number(field.bias, width)})" if field.bias else f"({scaled})"


def _between(raw: str, low: int, high: int, width: int) -> str:
    if low == high:
        return f"{raw} == {number(low, width)}"
    tests = [f"{raw} >= {number(low, width)}"] * (low > 0)
    tests += [f"{raw} <= {number(high, width)}"] * (high < (1 << width) - 1)
    joined = " && ".join(tests) or "1'b1"
    return f"({joined})" if len(tests) > 1 else joined


def _runs(mask: int) -> list[BitRange]:
    """The runs of adjacent ones, from the top."""
    runs = []
    while mask:
        high = mask.bit_length() - 1
        low = (~mask & ((2 << high) - 1)).bit_length()
        runs.append(BitRange(high, low))
        mask &= (1 << low) - 1
    return runs
