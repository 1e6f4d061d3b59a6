"""Sparse files: named registers, lowered to dense state, tables of what exists, and functions behind conditions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.build import arith, compare, const, cut, ints, known, logic, negation, select
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import integer
from specgen.semantics.facts import assume
from specgen.semantics.functions import called
from specgen.semantics.locals import put_local
from specgen.semantics.places import index_nodes, read_state
from specgen.semantics.scope import unknown
from specgen.semantics.types import interval, place_value

if TYPE_CHECKING:
    from specgen.model.execution import Function, Register, State


def register(t: Typer, node: ast.Attribute, file: State) -> Register:
    """The register that ``file.NAME`` names. Raises ``Wrong``."""
    found = file.entries.get(node.attr)
    if found is None:
        raise unknown(t, node.attr, node, file.entries, file.name)
    return found


def register_at(t: Typer, node: ast.expr, file: State) -> Register:
    """The register that ``file.NAME``, or ``file[n]`` with a constant number, names. Raises ``Wrong``."""
    if isinstance(node, ast.Attribute):
        return register(t, node, file)
    assert isinstance(node, ast.Subscript)
    place = known(_number(t, node, file))
    if place is None:
        message = f"bits of a register of {file.name} are assigned by its name, not by a number that varies"
        raise Wrong("sem-not-a-place", node, message, f"old: u32 = {file.name}[...], then assign it whole")
    return _by_index(node, file, place)


def read(t: Typer, node: ast.expr, file: State, one: Register) -> ir.Expr:
    """The value of a register: what is stored, or what its function returns."""
    function = _function(t, one, one.read)
    if function is not None:
        value = called(t, node, function, [])
        assert value is not None
        return value
    return read_state(t, node, file, _index(t, node, file, one.index))


def write(t: Typer, node: ast.AST, file: State, one: Register, value: ir.Expr) -> None:
    """``file.NAME = value``: the bits of its mask change, or its function is called. Raises ``Wrong``."""
    function = _function(t, one, one.write)
    if function is not None:
        called(t, node, function, [value], whole=True)
        return
    if not one.mask:
        message = f"{file.name}.{one.name} never changes: no bit of it is written"
        raise Wrong("sem-not-a-place", node, message, "give it a mask or a function that writes it")
    _store(t, node, file, _index(t, node, file, one.index), value, const(one.mask, t.span(node)))


def _function(t: Typer, one: Register, name: str | None) -> Function | None:
    """The function that stands for a register; inside of it and of its partner the register is what is stored."""
    if name is None or (one.read in t.calls or one.write in t.calls):
        return None
    return t.world.architecture.functions[name]


def _index(t: Typer, node: ast.AST, file: State, place: int) -> tuple[ir.Index, ...]:
    return (ir.Index(const(place, t.span(node)), file.shape[0]),)


def _store(
    t: Typer, node: ast.AST, file: State, index: tuple[ir.Index, ...], value: ir.Expr, mask: ir.Expr
) -> None:
    """Change the bits of ``mask``."""
    from specgen.semantics.assignment import write_state

    span, kind = t.span(node), file.type
    bits = (1 << kind.width) - 1
    if known(mask) != bits:
        old = ir.StateRead(file, index, type=interval(file.low, file.high), span=span)
        kept = arith("and", old, arith("xor", mask, const(bits, span), None, span, node), None, span, node)
        value = arith("or", kept, arith("and", value, mask, None, span, node), None, span, node)
        value = cut(kind, value, span)  # type: ignore[arg-type]  # registers are integers
    write_state(t, node, file, index, value)


# -- by number ---------------------------------------------------------------------------------------------------------


def element(t: Typer, node: ast.Subscript, file: State) -> ir.Expr:
    """``file[n]`` as a value: alone where ``n`` is not a constant, since it may raise and call. Raises ``Wrong``."""
    value = _number(t, node, file)
    if (place := known(value)) is not None:
        return read(t, node, file, _by_index(node, file, place))
    if t.whole is not node or t.in_grid:
        message = f"{file.name} read by a number may raise, so it is not read in the midst of an expression"
        raise Wrong(
            "sem-call-place", node, message, f"read it in a statement of its own: n = {file.name}[...]"
        )
    number = _existing(t, node, file, value)
    index = (ir.Index(number, file.shape[0]),)
    stored = read_state(t, node, file, index)
    functions = [(one, f) for one in file.entries.values() if (f := _function(t, one, one.read)) is not None]
    if not functions:
        return stored
    result = ir.Local(t.fresh(f"{file.name}_value"), place_value(file.type), file.type)
    put_local(t, result, stored, t.span(node))
    for one, function in functions:

        def take(function: Function = function) -> None:
            value = called(t, node, function, [], whole=True)
            assert value is not None
            put_local(t, result, value, t.span(node))

        _where(t, node, number, one.index, take)
    return ir.LocalRead(result, type=t.flow.values.get(result, result.type), span=t.span(node))


def set_element(t: Typer, node: ast.Subscript, file: State, value: ir.Expr) -> None:
    """``file[n] = value``. Raises ``Wrong``."""
    span = t.span(node)
    number = _number(t, node, file)
    if (place := known(number)) is not None:
        write(t, node, file, _by_index(node, file, place), value)
        return
    if t.in_grid:
        raise Wrong(
            "sem-grid", node, f"a grid cannot write {file.name} by a number", "write it after the grid"
        )
    value = _named(t, f"{file.name}_new", value, span)
    number = _existing(t, node, file, number)
    index = (ir.Index(number, file.shape[0]),)
    for one in file.entries.values():
        function = _function(t, one, one.write)
        if function is not None:
            _where(
                t,
                node,
                number,
                one.index,
                lambda function=function: called(t, node, function, [value], whole=True),  # type: ignore[misc]
            )
    masks = t.world.architecture.tables[file.table("mask")]
    mask = ir.ArrayRead(masks, index, type=interval(0, max(masks.values)), span=span)
    _store(t, node, file, index, value, mask)


def exists(t: Typer, node: ast.Call, file: State) -> ir.Expr:
    """``file.exists(n)``: whether there is a register of that number, which may be any. Raises ``Wrong``."""
    from specgen.semantics.forms.calls import arguments

    (argument,) = arguments(t, node, 1)
    assert argument is not None
    span = t.span(node)
    value = integer(t, argument)
    inside = _inside(value, file.shape[0], span)
    room = interval(max(ints(value).low, 0), min(ints(value).high, file.shape[0] - 1))
    safe = select(inside, value, const(0, span), interval(0, max(room.high, 0)), span)
    return logic("and", [inside, _listed(t, file, safe, span)], span)


def _inside(value: ir.Expr, extent: int, span: ir.Span) -> ir.Expr:
    low = compare("ge", value, const(0, span), span)
    return logic("and", [low, compare("lt", value, const(extent, span), span)], span)


def _listed(t: Typer, file: State, number: ir.Expr, span: ir.Span) -> ir.Expr:
    table = t.world.architecture.tables[file.table("exists")]
    index = (ir.Index(number, file.shape[0]),)
    there = ir.ArrayRead(table, index, type=interval(min(table.values), max(table.values)), span=span)
    return compare("ne", t.flow.refine(there), const(0, span), span)


def _number(t: Typer, node: ast.Subscript, file: State) -> ir.Expr:
    nodes = index_nodes(node)
    if len(nodes) != 1:
        raise Wrong("sem-index-count", node, f"{file.name} takes one index, and here are {len(nodes)}")
    return integer(t, nodes[0])


def _by_index(node: ast.AST, file: State, place: int) -> Register:
    for one in file.entries.values():
        if one.index == place:
            return one
    raise Wrong("sem-index", node, f"{file.name} has no register {place:#x}")


def _existing(t: Typer, node: ast.Subscript, file: State, value: ir.Expr) -> ir.Expr:
    """The number of a register, behind a check that raises where there is none. Raises ``Wrong``."""
    fault, extent, span = file.out_of_range, file.shape[0], t.span(node)
    if fault is None:
        message = f"{file.name} may have no register of this number, and names no fault for it"
        raise Wrong("sem-index", node, message, f"{file.name}: {{out_of_range: ...}}, or name a register")
    number = _named(t, f"{file.name}_number", value, span)
    carried = cut(fault.value, number, span) if fault.value is not None else None
    t.faults[fault] = None
    _unless(t, _inside(number, extent, span), ir.Raise(fault, carried, span=span))
    held = t.flow.values.get(number.local) if isinstance(number, ir.LocalRead) else t.flow.refine(number).type
    assert isinstance(held, ir.IntValue)
    number = replace(number, type=interval(max(held.low, 0), min(held.high, extent - 1)))
    _unless(t, _listed(t, file, number, span), ir.Raise(fault, carried, span=span))
    return number


def _unless(t: Typer, good: ir.Expr, refusal: ir.Raise) -> None:
    """Emit a check, after which ``good`` is known to hold."""
    if not (isinstance(good, ir.Const) and good.value):
        t.out.append(ir.If(negation(good, refusal.span), (refusal,), span=refusal.span))
        assume(t.flow, good, True)


def _where(t: Typer, node: ast.AST, number: ir.Expr, place: int, work: Callable[[], object]) -> None:
    """Emit what ``work`` emits, for the register at ``place`` alone."""
    span = t.span(node)
    test = compare("eq", number, const(place, span), span)
    if isinstance(test, ir.Const):
        return
    before = t.flow
    t.flow = before.copy()
    with t.block() as body:
        work()
    after, t.flow = t.flow, before
    t.flow.meet(after)
    if body:
        t.out.append(ir.If(test, tuple(body), span=span))


def _named(t: Typer, stem: str, value: ir.Expr, span: ir.Span) -> ir.Expr:
    """A value that may be named more than once: itself, or a local."""
    if isinstance(value, ir.Const | ir.FieldValue | ir.LocalRead):
        return value
    local = ir.Local(t.fresh(stem), value.type)
    put_local(t, local, value, span)
    return ir.LocalRead(local, type=value.type, span=span)
