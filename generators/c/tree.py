"""The decode tree as nested switches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specgen.generators.c.fields import LANE, constant, extract, number, value_type
from specgen.generators.c.fields import decode as decode_value
from specgen.model.decoding import Leaf, Node, Switch, Test
from specgen.model.legality import Condition, FieldIn, Matches

Answer = Callable[[Leaf], str]


def render(node: Node, answer: Answer, depth: int = 1) -> Iterator[str]:
    """Yield the lines that return ``answer(leaf)`` for the word's leaf."""
    pad = "    " * depth
    if isinstance(node, Leaf):
        yield f"{pad}return {answer(node)};"
    elif isinstance(node, Switch):
        yield from _switch(node, answer, depth)
    else:
        test = masked(node.mask, node.value) if isinstance(node, Test) else holds(node.condition)
        if isinstance(node.then, Leaf) and isinstance(node.otherwise, Leaf):
            yield f"{pad}return ({test}) ? {answer(node.then)} : {answer(node.otherwise)};"
            return
        yield f"{pad}if ({test}) {{"
        yield from render(node.then, answer, depth + 1)
        yield f"{pad}}}"
        yield from render(node.otherwise, answer, depth)


def _switch(node: Switch, answer: Answer, depth: int) -> Iterator[str]:
    pad = "    " * depth
    lane, low = divmod(node.low, LANE)
    bits = f"word[{lane}] >> {low}" if low else f"word[{lane}]"
    if low + node.width < LANE:
        bits = f"{f'({bits})' if low else bits} & {number((1 << node.width) - 1)}"
    yield f"{pad}switch ({bits}) {{"
    for value, child in sorted(node.cases.items()):
        yield f"{pad}case {number(value)}:"
        yield from render(child, answer, depth + 1)
    yield f"{pad}default:"
    yield from render(node.default, answer, depth + 1)
    yield f"{pad}}}"


def masked(mask: int, value: int) -> str:
    """Return the test that the bits of the word under ``mask`` are ``value``."""
    tests = []
    lane = 0
    while mask >> (lane * LANE):
        m = mask >> (lane * LANE) & 0xFFFFFFFF
        v = value >> (lane * LANE) & 0xFFFFFFFF
        if m == 0xFFFFFFFF:
            tests.append(f"word[{lane}] == {number(v)}")
        elif m:
            tests.append(f"(word[{lane}] & {number(m)}) == {number(v)}")
        lane += 1
    return " && ".join(tests) or "true"


def holds(condition: Condition) -> str:
    """Return the test that the word satisfies a condition on its operands."""
    if isinstance(condition, FieldIn):
        raw = f"({extract(condition.field)})"
        width = condition.field.width
        return " || ".join(_between(raw, low, high, width) for low, high in condition.ranges) or "false"
    if isinstance(condition, Matches):
        return " || ".join(f"({masked(c.mask, c.value)})" for c in condition.within) or "false"
    left, right = condition.left, condition.right
    sides = []
    for field in (left, right):
        raw = f"({extract(field)})"
        sides.append(f"(int64_t){decode_value(field, raw)}" if value_type(field) != "uint64_t" else raw)
    return f"{sides[0]} {'==' if condition.equal else '!='} {sides[1]}"


def _between(raw: str, low: int, high: int, width: int) -> str:
    kind = "uint64_t" if width > LANE else "uint32_t"
    if low == high:
        return f"{raw} == {constant(low, kind)}"
    tests = []
    if low:
        tests.append(f"{raw} >= {constant(low, kind)}")
    if high < (1 << width) - 1:
        tests.append(f"{raw} <= {constant(high, kind)}")
    joined = " && ".join(tests) or "true"
    return f"({joined})" if len(tests) > 1 else joined
