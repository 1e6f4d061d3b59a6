"""Loops: ``for ... in range``, ``while limit``; grids are handed on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from specgen.model.execution import State
from specgen.semantics import ir
from specgen.semantics.build import ints
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import condition, constant, integer
from specgen.semantics.facts import Flow, Key, assume, key, mentions, root
from specgen.semantics.locals import new_name
from specgen.semantics.parse import SyntaxProblem, parse_body
from specgen.semantics.statements import statement, statements
from specgen.semantics.types import interval, place_value
from specgen.semantics.types.values import bounds

if TYPE_CHECKING:
    from specgen.semantics.scope import World

MAX_TRIPS = 1 << 26
"""Iterations of one loop that are still taken for a bound."""


@statement(ast.For)
def loop(t: Typer, node: ast.For) -> None:
    """``for i in range(a, b)`` and ``for i, j in grid(m, n)``."""
    call = node.iter
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    if node.orelse:
        raise Wrong("sem-unsupported", node.orelse[0], "a loop has no `else`")
    if name == "grid":
        from specgen.semantics.grid import grid

        grid(t, node)
    elif name == "range":
        _range(t, node)
    else:
        raise Wrong("sem-unsupported", node.iter, "loops go over range(a, b) or grid(m, n)")


def _range(t: Typer, node: ast.For) -> None:
    call = node.iter
    assert isinstance(call, ast.Call)
    if not 1 <= len(call.args) <= 2 or call.keywords:
        raise Wrong("sem-arguments", call, "range takes one or two bounds", "for steps, multiply: i * 4")
    zero = ast.copy_location(ast.Constant(0), call)
    start = integer(t, call.args[0] if len(call.args) == 2 else zero)
    stop = integer(t, call.args[-1])
    t.started = True
    if ints(stop).high <= ints(start).low:
        return
    bounded(call, start, stop)
    touched = assigned(t.world, node.body)
    local = variable(t, node.target, interval(ints(start).low, ints(stop).high - 1))
    with inside(t, touched) as before:
        t.flow.values[local] = local.type
        below(t, local, stop, touched)
        with t.block() as body:
            statements(t, node.body)
        t.flow.values.pop(local, None)
        if ints(start).high >= ints(stop).low:
            t.flow.meet(before)
    t.out.append(ir.Loop(local, start, stop, tuple(body), span=t.span(call)))


def bounded(node: ast.AST, start: ir.Expr, stop: ir.Expr) -> None:
    """Refuse a loop that has no maximum number of iterations."""
    if ints(stop).high - ints(start).low > MAX_TRIPS:
        message = f"this loop has no bound: it ends at a value in {bounds(ints(stop))}"
        hint = "declare the state's max:, or check before: if n > LIMIT: raise fault"
        raise Wrong("sem-loop-bound", node, message, hint)


def variable(t: Typer, target: ast.expr, held: ir.IntValue) -> ir.Local:
    """The local that a loop counts with."""
    if not isinstance(target, ast.Name):
        raise Wrong("sem-unsupported", target, "this loop counts with one name", "for i in range(n)")
    known = t.locals.get(target.id)
    if isinstance(known, ir.LocalArray) or (isinstance(known, ir.Local) and known in t.flow.values):
        raise Wrong("sem-shadow", target, f"{target.id} is a local already", "count with another name")
    local = ir.Local(new_name(t, target), held)
    t.locals[target.id] = local
    t.counters.add(local)
    t.used.add(target.id)
    return local


def below(t: Typer, local: ir.Local, stop: ir.Expr, touched: set[object]) -> None:
    """Note that a loop's variable is less than what bounds it, where the body leaves that alone."""
    stops: list[ir.Expr] = [stop]
    while stops:
        one = stops.pop()
        if isinstance(one, ir.MinMax) and one.op == "min":
            stops += [one.left, one.right]
        found: Key | None = key(one)
        if found is not None and not any(mentions(found, thing) for thing in touched):
            t.flow.less.add((("local", local), found))
            same = t.flow.equal.get(one.local) if isinstance(one, ir.LocalRead) else None
            if same is not None:
                t.flow.less.add((("local", local), same))


@contextmanager
def inside(t: Typer, touched: set[object]) -> Iterator[Flow]:
    """Type the body of a loop: what it writes may hold anything of its type when an iteration begins."""
    before, carried = t.flow, t.carried
    names = {thing for thing in touched if isinstance(thing, str)}
    t.flow = before.copy()
    for name in sorted(names):
        local = t.locals.get(name)
        if isinstance(local, ir.Local) and local in t.flow.values:
            t.flow.forget(local)
            t.flow.values[local] = place_value(local.declared) if local.declared is not None else local.type
            t.carried |= {name}
    for thing in touched:
        if isinstance(thing, State):
            t.flow.forget(thing)
            t.unsteady.add(thing)
    widened = t.flow.copy()
    t.loops += 1
    try:
        yield widened
    finally:
        t.loops -= 1
        t.carried = carried


@statement(ast.While)
def while_loop(t: Typer, node: ast.While) -> None:
    """``while limit(condition, 64)``."""
    test = node.test
    if not (isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "limit"):
        raise Wrong("sem-loop-bound", test, "a while loop names its limit", "while limit(condition, 64):")
    if len(test.args) != 2 or test.keywords or node.orelse:
        raise Wrong(
            "sem-arguments", test, "limit takes a condition and a constant", "while limit(condition, 64):"
        )
    most = constant(t, test.args[1], "the limit of a loop")
    if not 1 <= most <= MAX_TRIPS:
        raise Wrong("sem-loop-bound", test.args[1], f"the limit of a loop lies in [1, {MAX_TRIPS}]")
    t.started = True
    with inside(t, assigned(t.world, node.body)) as before:
        with t.block() as hoisted:
            check = condition(t, test.args[0])
        if hoisted:
            message = "this condition needs a call of its own in every iteration"
            raise Wrong(
                "sem-call-place", test, message, "set a declared local at the end of the loop, and test that"
            )
        assume(t.flow, check, True)
        with t.block() as body:
            statements(t, node.body)
        t.flow.meet(before)
    if not (isinstance(check, ir.Const) and not check.value):
        t.out.append(ir.While(check, most, tuple(body), span=t.span(test)))


def assigned(world: World, nodes: Iterable[ast.stmt]) -> set[object]:
    """What statements write: names of locals, and state by its root; functions that they call included."""
    found: set[object] = set()
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _place(world, target, found)
        elif isinstance(node, ast.AnnAssign):
            _place(world, node.target, found)
        elif isinstance(node, ast.If | ast.For | ast.While):
            found |= assigned(world, node.body)
            found |= assigned(world, node.orelse)
        if world.writing_functions:
            _add_called(world, node, found)
    return found


def _place(world: World, target: ast.expr, found: set[object]) -> None:
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    if isinstance(target, ast.Name):
        thing = world.names.get(target.id)
        found.add(root(thing) if isinstance(thing, State) else target.id)


def _add_called(world: World, node: ast.stmt, found: set[object]) -> None:
    """Add the state that functions write which a statement calls."""
    for name in _called(world, node):
        found |= world.writing_functions.get(name, frozenset())


def _called(world: World, node: ast.stmt) -> Iterator[str]:
    """The functions that a statement may call, by name or because they stand for registers."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            yield part.func.id
        elif isinstance(part, ast.Name) and isinstance(file := world.names.get(part.id), State):
            for one in file.entries.values():
                yield from (name for name in (one.read, one.write) if name is not None)
        elif isinstance(part, ast.Name):
            yield from world.beside.get(part.id, ())


def written_by_functions(world: World) -> dict[str, frozenset[object]]:
    """The state that each function writes, itself or through others; those that write none are left out."""
    direct: dict[str, set[object]] = {}
    calls: dict[str, set[str]] = {}
    for name, function in world.architecture.functions.items():
        body = parse_body(function.body)
        if function.host or isinstance(body, SyntaxProblem):
            continue
        direct[name] = {thing for thing in assigned(world, body) if isinstance(thing, State)}
        calls[name] = {called for node in body for called in _called(world, node)}
    growing = True
    while growing:  # as many rounds as the longest chain of calls has links
        growing = False
        for name, called in calls.items():
            more = {thing for other in called for thing in direct.get(other, ())} - direct[name]
            direct[name] |= more
            growing = growing or bool(more)
    return {name: frozenset(things) for name, things in direct.items() if things}
