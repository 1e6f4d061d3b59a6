"""What the body of a grid reads and writes: which places, at which indices, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.execution import Table
from specgen.semantics import ir
from specgen.semantics.facts import lanes, root
from specgen.semantics.walk import every, own

if TYPE_CHECKING:
    from specgen.model.execution import State
    from specgen.model.memory import Memory


@frozen()
class Access:
    """One access of ``place``: state by its root, a local array, a tile, or a memory addressed by bytes.

    ``memory`` is the memory of the last two, ``width`` the places taken in the last dimension, ``scale`` those between
    two neighbouring indices there, ``order`` when it happens in an iteration, ``loop`` the loop inside of the grid that
    repeats it.
    """

    place: object
    index: tuple[ir.Expr, ...]
    writes: bool
    order: int
    span: ir.Span
    loop: ir.Stmt | None
    memory: Memory | None = None
    width: int = 1
    scale: int = 1


def _of_state(
    state: State, index: Iterable[ir.Index], writes: bool, order: int, span: ir.Span, loop: ir.Stmt | None
) -> Access:
    taken = lanes(state)
    return Access(root(state), _values(index), writes, order, span, loop, width=taken, scale=taken)


def accesses(body: Iterable[ir.Stmt]) -> list[Access]:
    """The accesses of an iteration in the order of evaluation; local arrays declared inside are left out."""
    found: list[Access] = []
    cleared: set[object] = set()
    for stmt, loop in _flat(body, None):
        if isinstance(stmt, ir.ClearArray):
            cleared.add(stmt.array)
        for top in own(stmt):
            for expr in every(top):
                read = _read(expr, len(found), loop)
                if read is not None:
                    found.append(read)
        write = _write(stmt, len(found), loop)
        if write is not None:
            found.append(write)
    return [a for a in found if a.place not in cleared]


def _flat(body: Iterable[ir.Stmt], loop: ir.Stmt | None) -> Iterator[tuple[ir.Stmt, ir.Stmt | None]]:
    for stmt in body:
        yield stmt, loop
        if isinstance(stmt, ir.If):
            yield from _flat((*stmt.then, *stmt.otherwise), loop)
        elif isinstance(stmt, ir.Loop | ir.While):
            yield from _flat(stmt.body, loop or stmt)


def _values(index: Iterable[ir.Index]) -> tuple[ir.Expr, ...]:
    return tuple(i.value for i in index)


def _read(e: ir.Expr, order: int, loop: ir.Stmt | None) -> Access | None:
    match e:
        case ir.StateRead() if not e.at_issue:
            return _of_state(e.state, e.index, False, order, e.span, loop)
        case ir.ArrayRead() if not isinstance(e.array, Table):
            return Access(e.array, _values(e.index), False, order, e.span, loop)
        case ir.TileRead():
            return Access(e.tile, _values(e.index), False, order, e.span, loop, e.tile.operand.memory)
        case ir.Load():
            return Access(e.memory, (e.address,), False, order, e.span, loop, e.memory, e.element.bytes)
        case _:
            return None


def _write(s: ir.Stmt, order: int, loop: ir.Stmt | None) -> Access | None:
    match s:
        case ir.SetState():
            return _of_state(s.state, s.index, True, order, s.span, loop)
        case ir.SetArray():
            return Access(s.array, _values(s.index), True, order, s.span, loop)
        case ir.TileWrite():
            return Access(s.tile, _values(s.index), True, order, s.span, loop, s.tile.operand.memory)
        case ir.Store():
            return Access(s.memory, (s.address,), True, order, s.span, loop, s.memory, s.element.bytes)
        case _:
            return None
