"""What a body touches: state, memories, tiles, faults, synchronisation, the outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions, statements

if TYPE_CHECKING:
    from specgen.model.execution import Fault, Function, State
    from specgen.model.memory import Memory


@frozen()
class StateAccess:
    """An access of state: ``index`` as typed expressions (empty for a scalar)."""

    state: State
    index: tuple[ir.Expr, ...]
    at_issue: bool = False


@frozen()
class MemoryAccess:
    """An access of ``bytes`` bytes at ``address``."""

    memory: Memory
    address: ir.Expr
    bytes: int


@frozen()
class Effects:
    """What one body may do, each thing once per place in the text, in the order written.

    ``reads_pc`` is about its value, not about fetching. ``waits`` holds what must happen before it starts.
    """

    when: dict[str, int]
    reads: tuple[StateAccess, ...]
    writes: tuple[StateAccess, ...]
    loads: tuple[MemoryAccess, ...]
    stores: tuple[MemoryAccess, ...]
    tiles_read: tuple[ir.Tile, ...]
    tiles_written: tuple[ir.Tile, ...]
    reads_pc: bool
    writes_pc: bool
    faults: tuple[Fault, ...]
    waits: tuple[ir.Prelude, ...]
    signals: tuple[ir.Signal, ...]
    host: tuple[Function, ...]
    commits: bool

    @property
    def memories_read(self) -> tuple[Memory, ...]:
        """Every memory that is read, by address or through a tile."""
        return _once([a.memory for a in self.loads] + [t.operand.memory for t in self.tiles_read])

    @property
    def memories_written(self) -> tuple[Memory, ...]:
        """Every memory that is written, by address or through a tile."""
        return _once([a.memory for a in self.stores] + [t.operand.memory for t in self.tiles_written])

    @property
    def faults_if_checked(self) -> tuple[Fault, ...]:
        """Those of reads of bytes that nobody wrote, which are raised only where a run asks for it."""
        found = {m.uninitialised.name: m.uninitialised for m in self.memories_read if m.uninitialised}
        return tuple(found.values())


def _once(memories: Iterable[Memory]) -> tuple[Memory, ...]:
    return tuple({m.name: m for m in memories}.values())


def effects_of(body: ir.Body) -> Effects:
    """The effects of a body; those of its tiles' expressions and of its prelude included."""
    found: defaultdict[type, list[Any]] = defaultdict(list)
    for node in (*_before(body), *statements(body.statements), *expressions(body.statements)):
        found[type(node)].append(node)
    return Effects(
        when=body.when,
        reads=tuple(StateAccess(e.state, _values(e.index), e.at_issue) for e in found[ir.StateRead]),
        writes=tuple(StateAccess(s.state, _values(s.index)) for s in found[ir.SetState]),
        loads=tuple(MemoryAccess(e.memory, e.address, e.element.bytes) for e in found[ir.Load]),
        stores=tuple(MemoryAccess(s.memory, s.address, s.element.bytes) for s in found[ir.Store]),
        tiles_read=tuple(tile for tile in body.tiles if tile.reads),
        tiles_written=tuple(tile for tile in body.tiles if tile.writes),
        reads_pc=bool(found[ir.Pc] or found[ir.NextPc]),
        writes_pc=body.writes_pc,
        faults=body.faults,
        waits=body.prelude,
        signals=tuple(found[ir.Signal]),
        host=tuple(s.function for s in found[ir.Host]),
        commits=bool(found[ir.Commit]),
    )


def _values(index: Iterable[ir.Index]) -> tuple[ir.Expr, ...]:
    return tuple(i.value for i in index)


def _before(body: ir.Body) -> list[ir.Expr]:
    """The expressions of the prelude and of the tiles."""
    tops: list[ir.Expr] = []
    for p in body.prelude:
        if isinstance(p, ir.Wait):
            tops += [p.index.value, p.amount]
        elif isinstance(p, ir.Meet):
            tops.append(p.index.value)
    for tile in body.tiles:
        tops += tile.inputs
    return [expr for top in tops for expr in every(top)]
