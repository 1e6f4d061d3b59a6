"""The decode tree as nested matches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from specgen.generators.rust.text import number
from specgen.generators.rust.words import Words
from specgen.model.decoding import Leaf, Node, Switch, Test

Answer = Callable[[Leaf], str]


def render(node: Node, words: Words, answer: Answer, depth: int = 2) -> Iterator[str]:
    """Yield the expression that is ``answer(leaf)`` of a word."""
    pad = "    " * depth
    if isinstance(node, Leaf):
        yield f"{pad}{answer(node)}"
    elif isinstance(node, Switch):
        yield f"{pad}match {words.bits(node.low, node.width)} {{"
        for value, child in sorted(node.cases.items()):
            yield from _arm(number(value), child, words, answer, depth + 1)
        yield from _arm("_", node.default, words, answer, depth + 1)
        yield f"{pad}}}"
    else:
        test = words.test(node.mask, node.value) if isinstance(node, Test) else words.holds(node.condition)
        yield f"{pad}if {test} {{"
        yield from render(node.then, words, answer, depth + 1)
        if isinstance(node.otherwise, Leaf | Switch):
            yield f"{pad}}} else {{"
            yield from render(node.otherwise, words, answer, depth + 1)
            yield f"{pad}}}"
        else:
            first, *more = render(node.otherwise, words, answer, depth)
            yield f"{pad}}} else {first.lstrip()}"
            yield from more


def _arm(label: str, node: Node, words: Words, answer: Answer, depth: int) -> Iterator[str]:
    pad = "    " * depth
    if isinstance(node, Leaf):
        yield f"{pad}{label} => {answer(node)},"
        return
    first, *more = render(node, words, answer, depth)
    yield f"{pad}{label} => {first.lstrip()}"
    yield from more
