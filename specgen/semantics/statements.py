"""Statements, one after the other: what they mean, and what holds after them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from specgen.semantics import ir
from specgen.semantics.context import Refused, Typer, Wrong
from specgen.semantics.dispatch import condition
from specgen.semantics.facts import assume
from specgen.semantics.types import place_value

Form = Callable[[Typer, Any], None]
STATEMENTS: dict[type[ast.stmt], Form] = {}


def statement(node: type[ast.stmt]) -> Callable[[Form], Form]:
    """Register the function that types statements of this syntax."""

    def register(function: Form) -> Form:
        STATEMENTS[node] = function
        return function

    return register


_UNSUPPORTED: dict[type[ast.stmt], tuple[str, str | None]] = {
    ast.Break: ("`break`", "let the loop run and guard what it does with `if`"),
    ast.Continue: ("`continue`", "guard the rest with `if`"),
    ast.FunctionDef: ("a function inside of semantics", "declare it under functions:"),
    ast.Import: ("`import`", None),
    ast.ImportFrom: ("`import`", None),
    ast.Try: ("`try`", "raise declared faults; nothing catches them here"),
    ast.With: ("`with`", None),
    ast.Assert: ("`assert`", "write: if not condition: raise fault"),
    ast.Delete: ("`del`", None),
    ast.Global: ("`global`", None),
    ast.ClassDef: ("a class", None),
    ast.Match: ("`match`", "write if and elif"),
}


def statements(t: Typer, nodes: Sequence[ast.stmt]) -> None:
    """Type statements in order; what is wrong with one is reported, and the next is typed all the same."""
    for node in nodes:
        if t.flow.dead:
            t.report(Wrong("sem-unreachable", node, "nothing comes here", "leave it out"))
            return
        form = STATEMENTS.get(type(node))
        try:
            if form is None:
                what, hint = _UNSUPPORTED.get(type(node), ("this statement", None))
                raise Wrong("sem-unsupported", node, f"{what} is not part of the semantics language", hint)
            form(t, node)
        except Refused as refused:
            t.report(refused)
            _poison(t, node)


def _poison(t: Typer, node: ast.stmt) -> None:
    """The locals that a refused statement would have set: nothing more is said about them."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            local = t.locals.get(part.id)
            if isinstance(local, ir.Local) and local.declared is not None:
                t.flow.values[local] = place_value(local.declared)
            elif part.id not in t.names and part.id not in t.world.names:
                t.locals[part.id] = None


@statement(ast.Pass)
def _pass(t: Typer, node: ast.Pass) -> None:
    """``pass`` does nothing."""


@statement(ast.If)
def _if(t: Typer, node: ast.If) -> None:
    test = condition(t, node.test)
    if isinstance(test, ir.Const):
        _decided(t, node, bool(test.value))
        return
    before = t.flow
    t.started = True
    t.flow = before.copy()
    assume(t.flow, test, True)
    earlier = list(t.writes)
    with t.block() as then:
        statements(t, node.body)
    after, t.flow = t.flow, before
    both, t.writes = t.writes, earlier  # neither branch sees what the other one writes
    assume(t.flow, test, False)
    with t.block() as otherwise:
        statements(t, node.orelse)
    t.writes = both + t.writes[len(earlier) :]
    t.flow.meet(after)
    if then or otherwise:
        t.out.append(ir.If(test, tuple(then), tuple(otherwise), span=t.span(node.test)))


def _decided(t: Typer, node: ast.If, holds: bool) -> None:
    """Only the branch taken is typed. A condition that never varies in any way is warned about."""
    if not t.several and t.inlined is None and _varies_by_itself(t, node.test):
        t.warn("sem-constant-condition", node.test, f"this is always {'true' if holds else 'false'}", None)
    statements(t, node.body if holds else node.orelse)


def _varies_by_itself(t: Typer, node: ast.expr) -> bool:
    """Whether a condition is made of what runs, rather than of parameters and types alone."""
    running = False
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id not in ("true", "false"):
            if part.id in t.world.architecture.parameters or part.id in t.choices or part.id in t.fixed:
                return False
            running = (
                running or part.id in t.locals or part.id in t.names or part.id in t.world.architecture.state
            )
    return running


@statement(ast.Return)
def _return(t: Typer, node: ast.Return) -> None:
    from specgen.semantics.functions import returned

    returned(t, node)


@statement(ast.Expr)
def _call(t: Typer, node: ast.Expr) -> None:
    from specgen.semantics.actions import action

    action(t, node)
