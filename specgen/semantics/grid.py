"""``for i, j in grid(m, n)``: typed like a loop, then proven to be independent, or resolved by ``conflict=``."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from specgen.model.execution import State
from specgen.semantics import ir
from specgen.semantics.accesses import Access, accesses
from specgen.semantics.affine import Affine, Variation, affine, distinct
from specgen.semantics.build import ints
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.dispatch import integer
from specgen.semantics.facts import Key, key, root
from specgen.semantics.forms.calls import word
from specgen.semantics.loops import MAX_TRIPS, assigned, below, bounded, inside, variable
from specgen.semantics.statements import statements
from specgen.semantics.types import interval
from specgen.semantics.walk import statements as every_statement
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.execution import Fault
    from specgen.model.memory import Memory

CONFLICTS = ("first", "last", "add", "fault")


def grid(t: Typer, node: ast.For) -> None:
    """Type a grid and emit it."""
    call = node.iter
    assert isinstance(call, ast.Call)
    if t.in_grid:
        raise Wrong(
            "sem-grid", call, "a grid inside of a grid", "give the outer one more variables, or use range"
        )
    targets = list(node.target.elts) if isinstance(node.target, ast.Tuple) else [node.target]
    if len(targets) != len(call.args) or not targets:
        message = f"this grid has {len(call.args)} extents and counts with {len(targets)} names"
        raise Wrong("sem-arguments", call, message, "for i, j in grid(m, n)")
    conflict, fault = _options(t, call)
    extents = [integer(t, argument) for argument in call.args]
    t.started = True
    total = 1
    for argument, extent in zip(call.args, extents, strict=True):
        bounded(argument, ir.Const(0, type=interval(0, 0), span=extent.span), extent)
        total *= max(ints(extent).high, 0)
    if total > MAX_TRIPS:
        raise Wrong(
            "sem-loop-bound", call, f"this grid has up to {total} points, more than {MAX_TRIPS}", "split it"
        )
    if total:
        _emit(t, node, targets, extents, conflict, fault)


def _options(t: Typer, call: ast.Call) -> tuple[str | None, Fault | None]:
    found = {keyword.arg: keyword.value for keyword in call.keywords}
    for keyword in call.keywords:
        if keyword.arg not in ("conflict", "fault"):
            raise Wrong(
                "sem-arguments", keyword, f"grid has no option {keyword.arg!r}", 'it has conflict="last"'
            )
    conflict = word(found["conflict"], "conflict", CONFLICTS, "last") if "conflict" in found else None
    name = found.get("fault")
    if (conflict == "fault") != (name is not None):
        raise Wrong(
            "sem-option", call, 'conflict="fault" names the fault', 'grid(n, conflict="fault", fault=name)'
        )
    if name is None:
        return conflict, None
    faults = t.world.architecture.faults
    fault = faults.get(name.id) if isinstance(name, ast.Name) else None
    if fault is None:
        hint = did_you_mean(name.id, faults) if isinstance(name, ast.Name) else None
        raise Wrong("sem-fault", name, f"no fault is called {quoted(name)!r}", hint)
    t.faults[fault] = None
    return conflict, fault


def _emit(
    t: Typer,
    node: ast.For,
    targets: list[ast.expr],
    extents: list[ir.Expr],
    conflict: str | None,
    fault: Fault | None,
) -> None:
    touched = assigned(t.world, node.body)
    outer: dict[str, ir.Local | ir.LocalArray | None] = {
        name: local
        for name, local in t.locals.items()
        if isinstance(local, ir.Local) and local in t.flow.values
    }
    pairs = list(zip(targets, extents, strict=True))
    variables = [variable(t, target, interval(0, ints(extent).high - 1)) for target, extent in pairs]
    failed = t.failed
    with inside(t, touched) as before:
        t.in_grid, t.outer, t.failed = True, outer, False
        for local, extent in zip(variables, extents, strict=True):
            t.flow.values[local] = local.type
            below(t, local, extent, touched)
        differ = frozenset(t.flow.differ)
        try:
            with t.block() as body:
                statements(t, node.body)
        finally:
            t.in_grid, t.outer = False, None
        t.flow.meet(before)
    sound, t.failed = not t.failed, t.failed or failed
    if sound:
        parallel, snapshot = _independent(node.iter, variables, body, conflict, differ)
        span = t.span(node.iter)
        made = ir.Grid(
            tuple(variables), tuple(extents), tuple(body), parallel, conflict, fault, snapshot, span=span
        )
        t.out.append(made)


def _independent(
    node: ast.expr,
    variables: Sequence[ir.Local],
    body: Sequence[ir.Stmt],
    conflict: str | None,
    differ: frozenset[tuple[Key, Key]],
) -> tuple[bool, tuple[Memory, ...]]:
    """Whether the iterations are proven independent, and the memories that are read as they were before the grid.

    ``differ``: keys that are not equal, whatever the grid does.

    Raises ``Wrong`` where nothing says what a conflict means.
    """
    found = accesses(body)
    variation = _variation(variables, body, found)
    clash = _clash(found, variables, variation, differ)
    if clash is not None and conflict is None:
        raise Wrong("sem-grid-conflict", node, *clash)
    _refuse_rereading(node, found)
    if conflict is not None:
        _refuse_two_views(node, body)
        _refuse_parts(node, found)
    return clash is None, _snapshot(found)


def _variation(variables: Sequence[ir.Local], body: Sequence[ir.Stmt], found: Sequence[Access]) -> Variation:
    counters = set(variables)
    values: dict[ir.Local, list[ir.Expr]] = {}
    for stmt in every_statement(body):
        if isinstance(stmt, ir.Loop):
            counters.add(stmt.local)
        elif isinstance(stmt, ir.SetLocal):
            values.setdefault(stmt.local, []).append(stmt.value)
    once = {local: given[0] for local, given in values.items() if len(given) == 1}
    written: set[object] = {a.place for a in found if a.writes}
    return Variation(frozenset(counters), once, frozenset(written | set(values)))


def _clash(
    found: Sequence[Access],
    variables: Sequence[ir.Local],
    variation: Variation,
    differ: frozenset[tuple[Key, Key]],
) -> tuple[str, str | None] | None:
    """Two accesses of which one iteration's may meet another's, as a message and a hint."""
    sums = {id(a): _sums(a, variation) for a in found}
    writers: dict[Memory, object] = {}
    for write in found:
        if not write.writes:
            continue
        home = write.memory.home if write.memory is not None else None
        if home is not None and writers.setdefault(home, write.place) is not write.place:
            return (
                f"two parts of {home.name} are written, which may overlap",
                "write them in two grids",
            )
        for other in found:
            if other.place is write.place and (other.memory is None or other.writes):
                widths = (write.width, other.width)
                if not _differ(write, other, differ) and not distinct(
                    sums[id(write)], sums[id(other)], variables, widths
                ):
                    return _explain(write, other)
    return None


def _differ(one: Access, other: Access, differ: frozenset[tuple[Key, Key]]) -> bool:
    """Whether conditions proved an index of one to differ from the other's."""
    pairs = list(zip(one.index, other.index, strict=True))
    alike = pairs if one.scale == other.scale else pairs[:-1]
    return bool(differ) and any((key(a), key(b)) in differ for a, b in alike)


def _sums(access: Access, variation: Variation) -> list[Affine | None]:
    last = len(access.index) - 1
    return [affine(e, variation, access.scale if n == last else 1) for n, e in enumerate(access.index)]


def _explain(write: Access, other: Access) -> tuple[str, str | None]:
    place = write.place.operand if isinstance(write.place, ir.Tile) else write.place
    name = getattr(place, "name", "a place")
    if other.writes:
        message = f"two iterations may write the same element of {name} (line {write.span.line})"
        return message, 'say what that means: grid(..., conflict="last"), or use range'
    message = f"an iteration may read an element of {name} that another one writes (line {other.span.line})"
    return message, 'use range, or read what was before the grid: grid(..., conflict="last")'


def _meet(one: Access, other: Access) -> bool:
    """Whether two accesses are of the bytes of one memory, through a window or not."""
    return one.memory is not None and other.memory is not None and one.memory.home is other.memory.home


def _refuse_rereading(node: ast.expr, found: Sequence[Access]) -> None:
    """A grid reads memory as it was before: a read after a write of the same iteration would be misleading."""
    for write in found:
        if not write.writes or write.memory is None:
            continue
        for read in found:
            again = read.order > write.order or (read.loop is not None and read.loop is write.loop)
            if not read.writes and _meet(read, write) and again:
                message = (
                    f"line {read.span.line} reads {write.memory.name} after line {write.span.line} wrote it"
                )
                hint = "a grid reads memory as it was before: keep the value in a local, or use range"
                raise Wrong("sem-grid-reread", node, message, hint)


def _refuse_two_views(node: ast.expr, body: Sequence[ir.Stmt]) -> None:
    """What a conflict means is said of whole elements, so that bits are written under one type."""
    written: dict[object, State | Memory] = {}
    for stmt in every_statement(body):
        place = _written(stmt)
        if place is None:
            continue
        other = written.setdefault(root(place) if isinstance(place, State) else place.home, place)
        if other is not place:
            message = f"this grid writes the same bits as {other.name} and as {place.name}"
            raise Wrong("sem-grid-conflict", node, message, "write them in two grids, or under one type")


def _written(stmt: ir.Stmt) -> State | Memory | None:
    match stmt:
        case ir.SetState():
            return stmt.state
        case ir.Store():
            return stmt.memory
        case ir.TileWrite():
            return stmt.tile.operand.memory
        case _:
            return None


def _refuse_parts(node: ast.expr, found: Sequence[Access]) -> None:
    """Elements that share bytes with others are all that is written there, so that each is a place of its own."""
    for one in found:
        if one.writes and isinstance(one.place, ir.Tile) and _is_packed(one.place):
            for other in found:
                if other.writes and other.memory is one.memory and other.place is not one.place:
                    operand = one.place.operand
                    message = f"this grid writes parts of bytes of {operand.memory.name} through {operand.name}, and others"
                    raise Wrong("sem-grid-conflict", node, message, "write them in two grids")


def _is_packed(tile: ir.Tile) -> bool:
    return tile.placement is not None and tile.placement.packed


def _snapshot(found: Sequence[Access]) -> tuple[Memory, ...]:
    """Memories read at other places than the one that the same iteration then writes."""
    needed: dict[str, Memory] = {}
    for write in found:
        if write.writes and write.memory is not None:
            for read in found:
                if not read.writes and _meet(read, write) and not _same(read, write):
                    needed[write.memory.name] = write.memory
    return tuple(needed.values())


def _same(a: Access, b: Access) -> bool:
    keys = [key(i) for i in a.index]
    return (
        a.place is b.place and a.width == b.width and None not in keys and keys == [key(i) for i in b.index]
    )
