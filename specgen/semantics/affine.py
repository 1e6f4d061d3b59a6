"""Indices as sums: constants times loop variables, plus what does not vary; and whether two of them ever meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specgen.data import frozen
from specgen.semantics import ir
from specgen.semantics.facts import Key, key, root


@frozen()
class Affine:
    """``sum(factor * variable) + offset + rest``, modulo ``modulus`` if any; ``rest`` names what does not vary."""

    terms: tuple[tuple[ir.Local, int], ...]
    offset: int
    rest: tuple[str, ...]
    modulus: int | None


@frozen()
class Variation:
    """What varies in a loop's body: its ``variables``, locals ``set`` to a value once, and all that is ``written``."""

    variables: frozenset[ir.Local]
    set: Mapping[ir.Local, ir.Expr]
    written: frozenset[object]


def affine(expr: ir.Expr, variation: Variation, scale: int = 1) -> Affine | None:
    """``scale * expr`` as a sum over the variables; None where it is none, or made of something else that varies."""
    expr, modulus = _unwrapped(expr, variation)
    terms: dict[ir.Local, int] = {}
    rest: list[str] = []
    offset = _collect(expr, scale, variation, terms, rest)
    if offset is None:
        return None
    kept = tuple((local, factor) for local, factor in terms.items() if factor)
    return Affine(kept, offset, tuple(sorted(rest)), modulus and modulus * scale)


def _unwrapped(expr: ir.Expr, variation: Variation) -> tuple[ir.Expr, int | None]:
    """An index without the cut around it, and where that wraps."""
    while isinstance(expr, ir.LocalRead) and expr.local in variation.set:
        expr = variation.set[expr.local]
    if isinstance(expr, ir.Cut):
        return expr.value, 1 << expr.to.width
    if isinstance(expr, ir.Slice) and expr.low == 0:
        return expr.value, 1 << (expr.high + 1)
    if isinstance(expr, ir.Arith) and expr.op == "and" and isinstance(expr.right, ir.Const):
        mask = expr.right.value
        if mask > 0 and mask & (mask + 1) == 0:
            return expr.left, mask + 1
    return expr, None


def _collect(
    expr: ir.Expr, factor: int, variation: Variation, terms: dict[ir.Local, int], rest: list[str]
) -> int | None:
    """Add ``factor * expr`` to ``terms`` and ``rest``; returns its constant part, None where it is not affine."""
    if isinstance(expr, ir.Const):
        return expr.value * factor
    if isinstance(expr, ir.LocalRead):
        if expr.local in variation.variables:
            terms[expr.local] = terms.get(expr.local, 0) + factor
            return 0
        if expr.local in variation.set:
            return _collect(variation.set[expr.local], factor, variation, terms, rest)
    if isinstance(expr, ir.Arith):
        if expr.op in ("add", "sub"):
            left = _collect(expr.left, factor, variation, terms, rest)
            right = _collect(expr.right, factor if expr.op == "add" else -factor, variation, terms, rest)
            return None if left is None or right is None else left + right
        scaled = _scale(expr)
        if scaled is not None:
            return _collect(scaled[0], factor * scaled[1], variation, terms, rest)
    found = key(expr)
    if found is None or _varies(found, variation):
        return None
    rest.append(f"{factor}*{_name(found)}")
    return 0


def _scale(expr: ir.Arith) -> tuple[ir.Expr, int] | None:
    if expr.op == "mul" and isinstance(expr.right, ir.Const):
        return expr.left, expr.right.value
    if expr.op == "mul" and isinstance(expr.left, ir.Const):
        return expr.right, expr.left.value
    if expr.op == "shl" and isinstance(expr.right, ir.Const):
        return expr.left, 1 << expr.right.value
    return None


def _varies(found: Key, variation: Variation) -> bool:
    if found[0] == "state" and root(found[1]) in variation.written:
        return True
    for part in found:
        if isinstance(part, tuple):
            if _varies(part, variation):
                return True
        elif isinstance(part, ir.Local) and (part in variation.variables or part in variation.written):
            return True
    return False


def _name(found: Key) -> str:
    return (
        "(" + " ".join(_name(p) if isinstance(p, tuple) else str(getattr(p, "name", p)) for p in found) + ")"
    )


def distinct(
    one: Sequence[Affine | None],
    other: Sequence[Affine | None],
    grid: Sequence[ir.Local],
    widths: tuple[int, int],
) -> bool:
    """Whether two indices name different places at different points of the grid.

    ``widths`` are how many neighbouring places the accesses take in the last dimension (bytes in a memory). Every
    dimension whose sum is injective by mixed radix tells the values of its variables; all of the grid's must be told by
    some dimension.
    """
    taken = (*[(1, 1)] * (len(one) - 1), widths)
    pairs = [(a, b, w) for a, b, w in zip(one, other, taken, strict=False) if a is not None and b is not None]
    alike = [(a, b, w) for a, b, w in pairs if a.rest == b.rest and a.modulus == b.modulus]
    if any(_apart(a, b, w) for a, b, w in alike):
        return True
    told: set[ir.Local] = set()
    while True:
        before = len(told)
        for a, b, w in alike:
            if a.terms == b.terms and _told(a, b, told, w):
                told |= {local for local, _ in a.terms}
        if all(local in told or _extent(local) <= 1 for local in grid):
            return True
        if len(told) == before:
            return False


def _told(a: Affine, b: Affine, told: set[ir.Local], widths: tuple[int, int]) -> bool:
    """Whether accesses that differ by a constant overlap for equal values of their variables at most.

    Either both lie within one step of the variables, or the constant is like one more variable, of two values.
    """
    least, most = min(a.offset, b.offset), max(a.offset + widths[0], b.offset + widths[1])
    steps = [(abs(factor), _extent(local)) for local, factor in a.terms if local not in told]
    if _injective(steps, most - least, a.modulus):
        return True
    offset = abs(a.offset - b.offset)
    return offset > 0 and _injective([*steps, (offset, 2)], max(widths), a.modulus)


def _injective(steps: list[tuple[int, int]], width: int, modulus: int | None) -> bool:
    """Mixed radix: sorted by factor, each factor exceeds the span of all terms before it."""
    span = width - 1
    for step, extent in sorted(steps):
        if step <= span:
            return False
        span += step * (extent - 1)
    return modulus is None or span < modulus


def _apart(a: Affine, b: Affine, widths: tuple[int, int]) -> bool:
    """Whether the ranges of two indices do not overlap at all."""
    (low_a, high_a), (low_b, high_b) = _range(a), _range(b)
    if a.modulus is not None and max(high_a, high_b) + max(widths) - min(low_a, low_b) > a.modulus:
        return False
    return high_a + widths[0] <= low_b or high_b + widths[1] <= low_a


def _range(a: Affine) -> tuple[int, int]:
    low = high = a.offset
    for local, factor in a.terms:
        held = local.type
        assert isinstance(held, ir.IntValue)
        ends = (factor * held.low, factor * held.high)
        low, high = low + min(ends), high + max(ends)
    return low, high


def _extent(local: ir.Local) -> int:
    assert isinstance(local.type, ir.IntValue)
    return local.type.high - local.type.low + 1
