"""Functions of the spec: typed by themselves once, inlined where they are called; host functions are called."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.model.execution import Function
from specgen.semantics import ir
from specgen.semantics.context import Text, Typer, Wrong
from specgen.semantics.locals import declare, set_local
from specgen.semantics.parse import SyntaxProblem, parse_body
from specgen.semantics.statements import statements
from specgen.semantics.types import place_value

if TYPE_CHECKING:
    from specgen.model.execution import TrapEntry
    from specgen.semantics.scope import World

MAX_INLININGS = 2000
"""Calls that one instruction may inline, those within functions included."""


def inline(t: Typer, node: ast.Call, function: Function, as_statement: bool = False) -> ir.Expr | None:
    """Type a call: its statements are emitted before the current one, its value is returned. Raises ``Wrong``."""
    values = _arguments(t, node, function)
    whole = as_statement or t.whole is node
    made, pure = _inlined(t, node, function, values, whole, needed=not as_statement)
    if as_statement and function.returns is not None and pure:
        raise Wrong("sem-no-effect", node, "this value is not used", "assign it to a place")
    return made


def called(
    t: Typer, node: ast.AST, function: Function, values: list[ir.Expr], *, whole: bool = False
) -> ir.Expr | None:
    """The same for a call that ``node`` stands for, with values of the arguments' types."""
    return _inlined(t, node, function, values, whole or t.whole is node)[0]


def _inlined(
    t: Typer, node: ast.AST, function: Function, values: list[ir.Expr], whole: bool, *, needed: bool = True
) -> tuple[ir.Expr | None, bool]:
    """What is returned, and whether the call does no more than compute."""
    if function.host:
        if t.in_grid or not whole:
            message = f"{function.name} is a host function: it is called in a statement of its own, outside of grids"
            raise Wrong("sem-call-place", node, message, "write n = f(...)")
        return _host(t, node, function, values, needed), False
    _check(t, node, function)
    t.inlinings += 1
    body = parse_body(function.body)
    assert not isinstance(body, SyntaxProblem)
    emitted = len(t.out)
    callee = _callee(t, node, function)
    _set_arguments(callee, function, values, node)
    statements(callee, body)
    t.flow, t.inlinings, t.started = callee.flow, callee.inlinings, True
    t.failed = t.failed or callee.failed
    t.faults.update(callee.faults)
    pure = not callee.faults and only_computes(t.out[emitted:])
    if not whole and not pure:
        message = f"{function.name} may raise or write, so it is not called in the midst of an expression"
        raise Wrong("sem-call-place", node, message, "call it in a statement of its own: n = f(...)")
    return callee.returned, pure


def only_computes(body: Iterable[ir.Stmt]) -> bool:
    """Whether statements change nothing but locals."""
    return all(
        isinstance(s, ir.SetLocal | ir.ClearArray | ir.SetArray)
        or (isinstance(s, ir.Loop | ir.While | ir.Grid) and only_computes(s.body))
        or (isinstance(s, ir.If) and only_computes(s.then) and only_computes(s.otherwise))
        for s in body
    )


def _arguments(t: Typer, node: ast.Call, function: Function) -> list[ir.Expr]:
    from specgen.semantics.assignment import value_for

    if len(node.args) != len(function.arguments) or node.keywords:
        wanted = ", ".join(f"{n}: {k.name}" for n, k in function.arguments.items())
        raise Wrong(
            "sem-arguments",
            node,
            f"{function.name} takes ({wanted}), and here are {len(node.args)} arguments",
        )
    kinds = function.arguments.values()
    return [value_for(t, argument, kind) for argument, kind in zip(node.args, kinds, strict=True)]


def _host(t: Typer, node: ast.AST, function: Function, values: list[ir.Expr], needed: bool) -> ir.Expr | None:
    t.started = True
    span = t.span(node)
    if function.returns is None or not needed:
        t.out.append(ir.Host(function, tuple(values), None, span=span))
        return None
    held = place_value(function.returns)
    result = ir.Local(t.fresh(function.name), held, function.returns)
    t.out.append(ir.Host(function, tuple(values), result, span=span))
    t.flow.values[result] = held
    return ir.LocalRead(result, type=held, span=span)


def _check(t: Typer, node: ast.AST, function: Function) -> None:
    if function.name in t.calls:
        chain = " calls ".join((*t.calls[t.calls.index(function.name) :], function.name))
        raise Wrong("sem-recursion", node, f"{chain}", "write a loop; functions are inlined")
    if function.name in t.world.broken_functions or isinstance(parse_body(function.body), SyntaxProblem):
        raise t.said(function.name)
    if t.inlinings >= MAX_INLININGS:
        raise Wrong("sem-too-large", node, f"this needs more than {MAX_INLININGS} calls", "call in a loop")


def _callee(t: Typer, node: ast.AST, function: Function) -> Typer:
    """A typer for the body of a function, which emits into the caller's statements and has its own names."""
    return replace(
        t,
        text=body_text(function),
        inlined=t.span(node),
        calls=(*t.calls, function.name),
        names={},
        locals={},
        choices={},
        fixed={},
        used=set(),
        first_set={},
        faults={},
        carried=frozenset(),
        outer=None,
        conditional=0,
        whole=None,
        returned=None,
    )


def _set_arguments(t: Typer, function: Function, values: list[ir.Expr], node: ast.AST) -> None:
    for (name, kind), value in zip(function.arguments.items(), values, strict=True):
        target = ast.Name(name, ast.Store(), lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)
        set_local(t, target, declare(t, target, kind), value, value.span)
        t.used.add(name)


def body_text(function: Function) -> Text:
    """Where a function's body stands."""
    return Text(function.body, function.origin, ("body",))


def trap_text(entry: TrapEntry) -> Text:
    """Where a trap entry stands."""
    return Text(entry.body, entry.origin, entry.path)


def returned(t: Typer, node: ast.Return) -> None:
    """``return v``: the last statement of a function."""
    from specgen.semantics.assignment import value_for

    if not t.calls:
        raise Wrong("sem-return", node, "only functions return", "leave it out; guard what follows with `if`")
    function = t.world.architecture.functions[t.calls[-1]]
    body = parse_body(function.body)
    if isinstance(body, SyntaxProblem) or body[-1] is not node:
        raise Wrong(
            "sem-return", node, "return is the last statement of a function", "set a local, and return that"
        )
    if function.returns is None:
        raise Wrong(
            "sem-return", node, f"{function.name} returns nothing", "declare what it returns: returns: u32"
        )
    if node.value is None:
        raise Wrong(
            "sem-return", node, f"{function.name} returns a {function.returns.name}", "write return v"
        )
    t.whole = node.value
    t.returned = value_for(t, node.value, function.returns)


def check_function(world: World, function: Function) -> None:
    """Type a function by itself, with any arguments of its types; instructions that call a broken one are let be."""
    text = body_text(function)
    body = parse_body(function.body)
    if isinstance(body, SyntaxProblem):
        world.syntax_error(body, text)
        world.broken_functions.add(function.name)
        return
    t = Typer(world, text, {}, is_instruction=False)
    t.calls = (function.name,)
    span = ir.Span(1, 1, 1)
    values: list[ir.Expr] = []
    for name, kind in function.arguments.items():
        held = place_value(kind)
        values.append(ir.LocalRead(ir.Local(name, held, kind), type=held, span=span))
    first = body[0] if body else ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)
    try:
        _set_arguments(t, function, values, first)
    except Wrong as wrong:
        t.report(wrong)
    statements(t, body)
    if not t.failed and function.returns is not None and t.returned is None:
        t.report(
            Wrong("sem-return", body[-1] if body else None, f"{function.name} returns no value", "return v")
        )
    for name, node in t.first_set.items():
        if name not in t.used and not t.failed:
            world.report("sem-unused", f"{name} is never used", text, node, "leave it out")
    if t.failed:
        world.broken_functions.add(function.name)
