"""The decoder of a processor: the decision tree as nested switches, and the entry that a word is decoded to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.ctype import WIDE, signed, unsigned
from specgen.generators.interpreter.c.functions.names import field_type, mangled
from specgen.model.decoding import Leaf, Node, Switch, Test, decode_tree, instructions_of
from specgen.model.legality import Condition, FieldIn, Matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from specgen.generators.interpreter.c.plan import Plan, Routine
    from specgen.model.execution import Processor
    from specgen.model.isa import Field, Instruction

_ILLEGAL, _LONGER = 0, 1  # what a leaf says that is no instruction; instructions count from _FIRST
_FIRST = 2


def emit_decoder(plan: Plan, processor: Processor) -> str:
    """``N_decode(word, bits, entry)``, and what tells whether a word goes on after its first granule."""
    numbers = {n: _FIRST + i for i, n in enumerate(instructions_of(plan.architecture, processor))}

    def answer(leaf: Leaf) -> str:
        if leaf.instruction is None:
            return str(_LONGER if leaf.longer else _ILLEGAL)
        return str(numbers[leaf.instruction.name])

    whole = decode_tree(plan.architecture, processor)
    first = decode_tree(plan.architecture, processor, bits=processor.granule)
    return "\n".join([
        f"/* The number of the instruction that a word begins with, or {_ILLEGAL}. */",
        "static unsigned N_identify(const uint64_t *w)",
        "{",
        *render(whole, answer),
        "}",
        "",
        f"/* The same by the first {processor.granule} bits alone; {_LONGER} where there is more of it. */",
        "static unsigned N_classify(const uint64_t *w)",
        "{",
        *render(first, answer),
        "}",
        "",
        *_decoder(plan, processor, numbers),
        "",
    ])  # fmt: skip


def _decoder(plan: Plan, processor: Processor, numbers: dict[str, int]) -> Iterator[str]:
    yield "/* Decodes a word of which `bits` are there; its length in bytes, or 0 where it is no instruction. */"
    yield "static unsigned N_decode(const uint64_t *w, unsigned bits, N_decoded *d)"
    yield "{"
    yield "    switch (N_identify(w)) {"
    for name, number in numbers.items():
        if name not in plan.semantics.programs:
            continue
        instruction = plan.architecture.instructions[name]
        routines = [plan.of(body) for body in plan.semantics.programs[name].bodies]
        yield f"    case {number}: /* {name} */"
        yield from (f"        {line}" for line in _filled(instruction, routines))
    yield from ("    default:", "        return 0;", "    }", "}")


def _filled(instruction: Instruction, routines: list[Routine]) -> Iterator[str]:
    length = instruction.format.bytes
    yield f"if (bits < {8 * length})"
    yield "    return 0;"
    for number, routine in enumerate(routines):
        operands = (
            f"d->i_{mangled(instruction.name)}.f_{mangled(f.name)} = {value(f)};"
            for f in instruction.operands
        )
        lines = [f"d->op = {routine.number};", *operands, f"return {length};"]
        tests = [
            f"{extract(f)} == {unsigned(raw)}"
            for n, raw in routine.body.when.items()
            for f in instruction.operands
            if f.name == n
        ]
        if not tests or number == len(routines) - 1:
            yield from lines
            return
        yield f"if ({' && '.join(f'({t})' if len(tests) > 1 else t for t in tests)}) {{"
        yield from (f"    {line}" for line in lines)
        yield "}"


# -- fields ------------------------------------------------------------------------------------------------------------


def extract(field: Field) -> str:
    """The raw bits of a field of the word ``w``, as ``uint64_t`` or, above 64 bits, ``N_u128``."""
    below, parts = field.width, []
    for piece in field.pieces:
        high = piece.high
        while high >= piece.low:
            lane = high // WIDE
            low = max(piece.low, lane * WIDE)
            below -= high - low + 1
            parts.append(_taken(lane, low - lane * WIDE, high - low + 1, below, field.width > WIDE))
            high = low - 1
    return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"


def _taken(lane: int, low: int, width: int, up: int, wide: bool) -> str:
    part = f"w[{lane}]"
    if low:
        part = f"({part} >> {low})"
    if low + width < WIDE:
        part = f"({part} & {unsigned((1 << width) - 1)})"
    if wide:
        part = f"(N_u128){part}"
    return f"({part} << {up})" if up else part


def value(field: Field) -> str:
    """The operand's value, cast to its member."""
    kind = field_type(field).name
    raw = extract(field)
    if field.width > WIDE:
        half = f"((N_u128)1 << {field.width - 1})"
        code = f"(N_s128)(({raw} ^ {half}) - {half})" if field.signed else raw
    elif field.signed:
        half = unsigned(1 << (field.width - 1))
        code = f"(int64_t)(({raw} ^ {half}) - {half})" if field.width < WIDE else f"(int64_t){raw}"
    else:
        code = raw
    if field.scale != 1 or field.bias:
        bounds = (field.low, field.high, field.low - field.bias, field.high - field.bias, 1 << field.width)
        wide = min(bounds) < -(1 << 63) or max(bounds) > 1 << 63
        machine = "N_s128" if wide else "int64_t"
        code = f"({machine}){code} * {signed(field.scale)}" if field.scale != 1 else f"({machine}){code}"
        code = f"({code} + {signed(field.bias)})" if field.bias else f"({code})"
    return f"({kind}){code}"


# -- the tree ----------------------------------------------------------------------------------------------------------


def render(node: Node, answer: Callable[[Leaf], str], depth: int = 1) -> Iterator[str]:
    """The lines that return ``answer(leaf)`` for the word's leaf."""
    pad = "    " * depth
    if isinstance(node, Leaf):
        yield f"{pad}return {answer(node)};"
    elif isinstance(node, Switch):
        yield from _switch(node, answer, depth)
    else:
        test = _masked(node.mask, node.value) if isinstance(node, Test) else _holds(node.condition)
        yield f"{pad}if ({test}) {{"
        yield from render(node.then, answer, depth + 1)
        yield f"{pad}}}"
        yield from render(node.otherwise, answer, depth)


def _switch(node: Switch, answer: Callable[[Leaf], str], depth: int) -> Iterator[str]:
    pad = "    " * depth
    lane, low = divmod(node.low, WIDE)
    yield f"{pad}switch ({_taken(lane, low, node.width, 0, wide=False)}) {{"
    for raw, child in sorted(node.cases.items()):
        yield f"{pad}case {unsigned(raw)}:"
        yield from render(child, answer, depth + 1)
    yield f"{pad}default:"
    yield from render(node.default, answer, depth + 1)
    yield f"{pad}}}"


def _masked(mask: int, wanted: int) -> str:
    tests = []
    for lane in range(-(-mask.bit_length() // WIDE)):
        m, v = (x >> (lane * WIDE) & ((1 << WIDE) - 1) for x in (mask, wanted))
        if m:
            tests.append(f"(w[{lane}] & {unsigned(m)}) == {unsigned(v)}")
    return " && ".join(tests) or "true"


def _holds(condition: Condition) -> str:
    if isinstance(condition, FieldIn):
        return " || ".join(_between(condition.field, *bounds) for bounds in condition.ranges) or "false"
    if isinstance(condition, Matches):
        return " || ".join(f"({_masked(c.mask, c.value)})" for c in condition.within) or "false"
    sides = [f"(N_s128){value(f)}" for f in (condition.left, condition.right)]
    return f"{sides[0]} {'==' if condition.equal else '!='} {sides[1]}"


def _between(field: Field, low: int, high: int) -> str:
    raw = extract(field)
    if low == high:
        return f"{raw} == {unsigned(low)}"
    tests = [f"{raw} >= {unsigned(low)}"] if low else []
    if high < (1 << field.width) - 1:
        tests.append(f"{raw} <= {unsigned(high)}")
    return f"({' && '.join(tests)})" if tests else "true"
