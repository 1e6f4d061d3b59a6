"""Statements, which happen one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.execution import Fault, Function, Semaphore, State
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType
    from specgen.semantics.ir.expressions import Expr, Index
    from specgen.semantics.ir.places import Local, LocalArray, Tile
    from specgen.semantics.ir.values import Span


@frozen(eq=False, kw_only=True, sealed=False)
class Stmt:
    """Any statement, and where it was written."""

    span: Span


@frozen(eq=False, sealed=False)
class SetLocal(Stmt):
    """``local = value``; the value has the local's type already (cut, converted)."""

    local: Local
    value: Expr


@frozen(eq=False, sealed=False)
class ClearArray(Stmt):
    """The declaration of a local array: all zero."""

    array: LocalArray


@frozen(eq=False, sealed=False)
class SetArray(Stmt):
    """``array[index] = value``, cut to the element type."""

    array: LocalArray
    index: tuple[Index, ...]
    value: Expr


@frozen(eq=False, sealed=False)
class SetState(Stmt):
    """``state[index] = value``, cut to the state's type. Writes to constant entries are dropped by the backend."""

    state: State
    index: tuple[Index, ...]
    value: Expr


@frozen(eq=False, sealed=False)
class SetPc(Stmt):
    """``pc = value``, cut to its type."""

    value: Expr


@frozen(eq=False, sealed=False)
class Store(Stmt):
    """``memory.write(type, address, value)``, the value cut to (or of) the element type."""

    memory: Memory
    element: NumberType
    address: Expr
    value: Expr


@frozen(eq=False, sealed=False)
class TileWrite(Stmt):
    """``tile[index] = value``."""

    tile: Tile
    index: tuple[Index, ...]
    value: Expr


@frozen(eq=False, sealed=False)
class If(Stmt):
    """``if condition: then else: otherwise``."""

    condition: Expr
    then: tuple[Stmt, ...]
    otherwise: tuple[Stmt, ...] = ()


@frozen(eq=False, sealed=False)
class Loop(Stmt):
    """``for local in range(start, stop)``, one after the other."""

    local: Local
    start: Expr
    stop: Expr
    body: tuple[Stmt, ...]


@frozen(eq=False, sealed=False)
class While(Stmt):
    """``while condition`` at most ``limit`` times."""

    condition: Expr
    limit: int
    body: tuple[Stmt, ...]


@frozen(eq=False, sealed=False)
class Grid(Stmt):
    """``for locals in grid(extents)``.

    ``parallel``: the iterations are proven independent (reads of one never see writes of another, no two write one
    place). Otherwise ``conflict`` says what two writes to one place mean: ``first``, ``last`` (the order is
    lexicographic), ``add`` (every write is added to what is there, proven independent or not) or ``fault`` (the second
    write raises ``conflict_fault``, carrying 0); reads then see the state from before the grid. Memory is always read
    as it was before the grid: ``snapshot`` names those where that may differ from reading while the grid writes.
    """

    locals: tuple[Local, ...]
    extents: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    parallel: bool = True
    conflict: str | None = None
    conflict_fault: Fault | None = None
    snapshot: tuple[Memory, ...] = ()


@frozen(eq=False, sealed=False)
class Raise(Stmt):
    """A declared fault, with the value it carries."""

    fault: Fault
    value: Expr | None


@frozen(eq=False, sealed=False)
class Commit(Stmt):
    """What was done so far survives a later fault."""


@frozen(eq=False, sealed=False)
class Signal(Stmt):
    """``signal(semaphore[index], amount)``."""

    semaphore: Semaphore
    index: Index
    amount: Expr


@frozen(eq=False, sealed=False)
class Host(Stmt):
    """A call of a host function, for its effect or into ``result``."""

    function: Function
    arguments: tuple[Expr, ...]
    result: Local | None = None
