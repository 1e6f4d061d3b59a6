"""Locals: declared ones cut at every assignment, exact ones hold what they are given."""

from __future__ import annotations

import ast

from specgen.model.types import NumberType
from specgen.semantics import ir
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import constant
from specgen.semantics.facts import key, mentions
from specgen.semantics.scope import need_type
from specgen.semantics.types import describe, hull, place_value

MAX_ELEMENTS = 1 << 20


def new_name(t: Typer, node: ast.Name) -> str:
    """Refuse a local whose name is taken: nothing shadows. Returns its name in the IR."""
    name = node.id
    if name in t.names or name in t.world.names:
        kind = "this instruction" if name in t.names else "the architecture"
        raise Wrong(
            "sem-shadow", node, f"{name} is already something of {kind}", "give the local another name"
        )
    if name in t.world.reserved:
        raise Wrong("sem-shadow", node, f"{name} belongs to the language", "give the local another name")
    t.first_set.setdefault(name, node)
    return t.fresh(f"{t.calls[-1]}_{name}" if t.calls else name)


def declare(t: Typer, node: ast.Name, kind: NumberType) -> ir.Local:
    """The local of ``n: u16 = ...``; written again, it must be of the same type."""
    known = t.locals.get(node.id)
    if isinstance(known, ir.Local) and known.declared == kind:
        return known
    if known is not None:
        declared = (
            known.declared.name
            if isinstance(known, ir.Local) and known.declared is not None
            else "undeclared"
        )
        raise Wrong("sem-redeclared", node, f"{node.id} was {declared} before", "use another name")
    return ir.Local(new_name(t, node), place_value(kind), kind)


def set_local(t: Typer, node: ast.Name, local: ir.Local, value: ir.Expr, span: ir.Span) -> None:
    """Emit ``local = value``."""
    _refuse_setting(t, node, local)
    t.locals[node.id] = local
    put_local(t, local, value, span)


def put_local(t: Typer, local: ir.Local, value: ir.Expr, span: ir.Span) -> None:
    """Emit an assignment to a local, and note what it holds."""
    t.flow.forget(local)
    t.flow.values[local] = value.type
    if (found := key(value)) is not None and not mentions(found, local):
        t.flow.equal[local] = found
    t.out.append(ir.SetLocal(local, value, span=span))


def _refuse_setting(t: Typer, node: ast.Name, local: ir.Local) -> None:
    """A loop's variable is not set, and inside of a grid no local from outside of it."""
    if local in t.counters:
        raise Wrong(
            "sem-not-a-place", node, f"{node.id} counts a loop: it is not assigned to", "use another local"
        )
    if t.in_grid and t.outer is not None and t.outer.get(node.id) is local:
        hint = "a grid's iterations are independent: use range, or an array with an element for each"
        raise Wrong("sem-grid", node, f"{node.id} is carried from one iteration of the grid to another", hint)


def set_exact(t: Typer, node: ast.Name, value: ir.Expr, span: ir.Span) -> None:
    """Emit an assignment to an undeclared local, which holds whatever it is given."""
    local = t.locals.get(node.id)
    if isinstance(value.type, ir.FloatValue) and not value.type.significant:
        raise Wrong("sem-literal", node, "this literal has no format", f"declare one: {node.id}: f32 = ...")
    if not isinstance(local, ir.Local):
        local = ir.Local(new_name(t, node), value.type)
    else:
        _refuse_setting(t, node, local)
        if node.id in t.carried:
            message = f"{node.id} is carried around a loop: it must be declared"
            raise Wrong("sem-carried", node, message, f"such as {node.id}: u32 = 0 before the loop")
        widen(local, node, value.type)
    set_local(t, node, local, value, span)


def widen(local: ir.Local, node: ast.AST, value: ir.Value) -> None:
    """Let the type of an exact local cover one more value; its node is not handed out before the body is done."""
    both = hull(local.type, value)
    if both is None:
        message = f"{local.name} held {describe(local.type)} before, and {describe(value)} now"
        raise Wrong("sem-type-mix", node, message, "use another local")
    object.__setattr__(local, "type", both)


def declare_array(t: Typer, node: ast.Name, annotation: ast.Subscript, value: ast.expr | None) -> None:
    """``t: f32[16, 16]``: a local array, zero at first."""
    if value is not None:
        raise Wrong("sem-unsupported", value, "an array is zero at first", "set its elements one by one")
    kind = need_type(t, annotation.value)
    parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    shape = tuple(constant(t, part, "the size of a local array") for part in parts)
    count = 1
    for extent in shape:
        count *= extent
        if extent < 1 or count > MAX_ELEMENTS:
            raise Wrong("sem-too-large", annotation, f"an array has 1 to {MAX_ELEMENTS} elements")
    if t.locals.get(node.id) is not None:
        raise Wrong("sem-redeclared", node, f"{node.id} is set before", "use another name")
    array = ir.LocalArray(new_name(t, node), kind, shape)
    t.locals[node.id] = array
    t.out.append(ir.ClearArray(array, span=t.span(node)))
