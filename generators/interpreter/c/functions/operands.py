"""What checks of tile operands are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from specgen.generators.interpreter.c.functions.code import Code, binary, comparison, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.integers import plan
from specgen.generators.interpreter.c.functions.machine_types import I64, I128, U64, CType, promoted
from specgen.model.memory import Memory


@contextmanager
def some_elements(e: Emitter, shape: Iterable[Code]) -> Iterator[None]:
    """What is emitted inside happens where a tile has elements."""
    some = [comparison("!=", x, literal(0), promoted(x.type)).text for x in shape if x.low <= 0]
    if not some:
        yield
        return
    with e.braces(f"if ({' && '.join(some)})"):
        yield


def outside_of(memory: Memory, below: Sequence[Code], above: Sequence[Code]) -> list[str]:
    """Tests of whether a tile leaves its memory: some addresses lie before it, or ends behind its end."""
    tests = [t for x in below if (t := _test("<", x, memory.base))]
    return tests + [t for x in above if (t := _test(">", x, memory.base + memory.size))]


def signed64(base: Code, origin: int) -> str:
    """An address as an offset into a memory that begins at ``origin``."""
    moved = binary("-", base, literal(origin), U64, 0, 0, exact=False) if origin else base
    return operand(moved, I64).text


def plus(one: Code, other: Code) -> Code:
    """``one + other``, in a type that holds it."""
    if other.constant == 0:
        return one
    low, high = one.low + other.low, one.high + other.high
    t, _ = plan((one, other), low, high, None)
    return binary("+", one, other, t, low, high)


def _test(op: str, code: Code, bound: int) -> str:
    """A comparison with a bound, empty where it never holds."""
    if (op == "<" and code.low >= bound) or (op == ">" and code.high <= bound):
        return ""
    t = comparing(code, bound)
    return comparison(op, code, literal(bound, t), t).text


def comparing(code: Code, bound: int) -> CType:
    """The type in which a value is compared with a bound."""
    t, _ = plan(
        (code, literal(bound, I128 if bound >> 63 else I64)),
        min(code.low, bound),
        max(code.high, bound),
        None,
    )
    return t


def crooked(code: Code, size: int) -> str:
    """Whether a number is no multiple of a size."""
    if code.constant is not None:
        return "true" if code.constant % size else "false"
    t = promoted(code.type)
    if size & (size - 1) == 0:
        return comparison("!=", binary("&", code, literal(size - 1, t), t, 0, size - 1), literal(0), t).text
    return comparison("!=", binary("%", code, literal(size, t), t, -size, size), literal(0), t).text
