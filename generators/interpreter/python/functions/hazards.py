"""Where a fault may follow a write, and where a read of memory may follow a write that it must not see."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.semantics import ir
from specgen.semantics.walk import every, inner, own, statements

_WRITES = (ir.SetState, ir.SetArray, ir.Store, ir.TileWrite)
_EFFECTS = (ir.Signal, ir.Host)


def may_fault(s: ir.Stmt) -> bool:
    """Whether a statement, or one inside of it, may raise a fault."""
    return any(_may_fault_itself(x) for x in statements((s,)))


def may_fault_in(expr: ir.Expr) -> bool:
    """Whether evaluating an expression may raise a fault."""
    return any(_faults(x) for x in every(expr))


def _may_fault_itself(s: ir.Stmt) -> bool:
    if any(may_fault_in(part) for part in own(s)):
        return True
    match s:
        case ir.Store() | ir.Raise():
            return True
        case ir.Signal():
            return s.semaphore.on_full == "fault"
        case ir.Grid():
            return s.conflict == "fault"
        case ir.SetState() | ir.SetArray() | ir.TileWrite():
            return any(i.fault is not None for i in s.index)
        case _:
            return False


def _faults(x: ir.Expr) -> bool:
    match x:
        case ir.Load():
            return True
        case ir.StateRead() | ir.ArrayRead() | ir.TileRead():
            return any(i.fault is not None for i in x.index)
        case _:
            return False


def needs_journal(body: tuple[ir.Stmt, ...]) -> bool:
    """Whether a fault may follow a write, in the order in which the emitted function does things."""
    return _fault_after_write(_events(body))


def is_dirty(grid: ir.Grid) -> bool:
    """Whether, within a grid that runs statement by statement, a fault may follow a write."""
    return _fault_after_write(_events((grid,)))


def _fault_after_write(events: Iterator[str]) -> bool:
    written = False
    for event in events:
        if event == "fault" and written:
            return True
        written = written or event == "write"
    return False


def _events(body: tuple[ir.Stmt, ...]) -> Iterator[str]:
    for s in body:
        if isinstance(s, ir.Grid):
            yield from _grid_events(s)
            continue
        if _may_fault_itself(s):
            yield "fault"
        if isinstance(s, _WRITES + _EFFECTS):
            yield "write"
        for _ in range(1 + isinstance(s, ir.Loop | ir.While)):
            for block in inner(s):
                yield from _events(block)
        if isinstance(s, ir.While) and _may_fault_itself(s):
            yield "fault"


def _grid_events(grid: ir.Grid) -> Iterator[str]:
    turns = 2 if needs_loops(grid) else 1
    events = [event for _ in range(turns) for event in _events(grid.body)]
    if grid.conflict == "fault":
        events.append("fault")
    if defers(grid):
        # Writes wait for the end.
        events.sort(key=lambda event: event == "write")
    yield from events


def needs_loops(grid: ir.Grid) -> bool:
    """Whether a grid runs one iteration after the other: the first write to a place that was written is a fault."""
    return grid.conflict == "fault"


def defers(grid: ir.Grid, *, loops: bool = False) -> bool:
    """Whether a grid's writes wait for its end: two may be to one place, or a read must see memory as it was.

    ``loops``: its iterations come one after the other all the same.
    """
    return grid.conflict is not None or _reads_what_it_wrote(grid, loops or needs_loops(grid))


def _reads_what_it_wrote(grid: ir.Grid, loops: bool) -> bool:
    written: set[object] = set()
    for s in _twice(grid.body, repeat=loops):
        if any(memory in written for memory in _memories_read(s)):
            return True
        if isinstance(s, ir.Store):
            written.add(s.memory.home)
        elif isinstance(s, ir.TileWrite):
            written.add(s.tile.operand.memory.home)
    return False


def _twice(body: tuple[ir.Stmt, ...], *, repeat: bool) -> Iterator[ir.Stmt]:
    """The simple statements in the order of the emitted code, loops gone through twice."""
    for _ in range(1 + repeat):
        for s in body:
            match s:
                case ir.If():
                    yield s
                    yield from _twice(s.then + s.otherwise, repeat=False)
                case ir.Loop() | ir.While():
                    yield s
                    yield from _twice(s.body, repeat=True)
                case _:
                    yield s


def _memories_read(s: ir.Stmt) -> Iterator[object]:
    for part in own(s):
        for x in every(part):
            if isinstance(x, ir.Load):
                yield x.memory.home
            elif isinstance(x, ir.TileRead):
                yield x.tile.operand.memory.home
