"""Bodies cut at loops that are not unrolled, and what such a loop hands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specgen.review.behaviour.solving.running import MOST_TURNS
from specgen.semantics import ir
from specgen.semantics.walk import every, inner, own
from specgen.semantics.walk import statements as all_statements

Statements = tuple[ir.Stmt, ...]
Piece = tuple[Statements, ir.Stmt | None]


def cut(body: Statements) -> Iterator[Piece]:
    """Statements, cut at what has loops in it that are not unrolled."""
    straight: list[ir.Stmt] = []
    for one in body:
        if structured(one):
            yield tuple(straight), one
            straight = []
        else:
            straight.append(one)
    yield tuple(straight), None


def structured(one: ir.Stmt) -> bool:
    """Whether a statement has loops in it that are not unrolled."""
    if isinstance(one, ir.Grid | ir.While):
        return True
    if isinstance(one, ir.Loop):
        start, stop = one.start.type, one.stop.type
        assert isinstance(start, ir.IntValue)
        assert isinstance(stop, ir.IntValue)
        if start.low != start.high or stop.high - start.low > MOST_TURNS // 4:
            return True
    return any(structured(part) for block in inner(one) for part in block)


def what_follows(pieces: Iterable[Any], after: tuple[Any, ...]) -> tuple[Statements, Statements]:
    """What may run after the first of the pieces: its own loop, the rest, what is around."""
    first: list[ir.Stmt] = []
    second: list[ir.Stmt] = []
    for number, (a, b) in enumerate(pieces):
        for piece, into in ((a, first), (b, second)):
            if piece is not None:
                into += [*(piece[0] if number else ()), *((piece[1],) if piece[1] is not None else ())]
    return (*first, *(after[0] if after else ())), (*second, *(after[1] if after else ()))


def set_and_read(body: Statements, rest: Statements) -> list[Any]:
    """Locals and local arrays that statements set and whose values are read afterwards, in the order in which they are set."""
    reads: set[int] = set()
    _exposed(rest, set(), reads)
    found: dict[int, Any] = {}
    for one in all_statements(body):
        target = one.local if isinstance(one, ir.SetLocal) else getattr(one, "array", None)
        if target is not None and id(target) in reads:
            found[id(target)] = target
    return list(found.values())


def _exposed(body: Statements, defined: set[int], reads: set[int]) -> set[int]:
    """Note the locals that statements read before they set them; what is set on every way through them."""
    for one in body:
        for part in (x for top in own(one) for x in every(top)):
            if isinstance(part, ir.LocalRead | ir.ArrayRead):
                used = part.local if isinstance(part, ir.LocalRead) else part.array
                reads.update({id(used)} - defined)
        if isinstance(one, ir.SetArray):
            reads.update({id(one.array)} - defined)
        elif isinstance(one, ir.SetLocal | ir.ClearArray):
            defined.add(id(one.local if isinstance(one, ir.SetLocal) else one.array))
        elif isinstance(one, ir.If):
            ways = [_exposed(block, set(defined), reads) for block in inner(one)]
            defined |= ways[0] & ways[1]
        for block in inner(one) if isinstance(one, ir.Loop | ir.Grid | ir.While) else ():
            variables = (
                one.locals if isinstance(one, ir.Grid) else (one.local,) if isinstance(one, ir.Loop) else ()
            )
            _exposed(block, defined | {id(local) for local in variables}, reads)
    return defined
