"""Names, literals and the members of enums."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from specgen.model.execution import Barrier, Function, Semaphore, State, Table
from specgen.model.isa import Enum, Field, TileOperand
from specgen.model.memory import Memory
from specgen.model.paths import DataPath, Links
from specgen.semantics import ir
from specgen.semantics.build import MACHINE_BITS, MAX_BITS, const, truth
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import CALLS, handles
from specgen.semantics.places import read_state
from specgen.semantics.scope import lookup, number_type, unknown
from specgen.semantics.types import range_of

if TYPE_CHECKING:
    from specgen.model.types import IntegerType


@handles(ast.Constant)
def literal(t: Typer, node: ast.Constant, demand: int | None) -> ir.Expr:
    """A number or a boolean."""
    value = node.value
    if type(value) is int:
        if value.bit_length() > MAX_BITS:
            raise Wrong(
                "sem-too-wide", node, f"this number has {value.bit_length()} bits, more than {MAX_BITS}"
            )
        return const(value, t.span(node))
    if type(value) is float:
        from specgen.semantics.forms.literals import float_literal

        return float_literal(t, node)
    if isinstance(value, bool):
        raise Wrong("sem-unknown-name", node, f"{value} is not a name here", f"write {str(value).lower()}")
    raise Wrong("sem-unsupported", node, "this literal is not part of the semantics language")


@handles(ast.Name)
def name(t: Typer, node: ast.Name, demand: int | None) -> ir.Expr:
    """A name: a local, an operand, a scalar of state, a constant, or one of the language's own."""
    own = _OWN.get(node.id)
    if own is not None and node.id not in t.locals:
        return own(t, node)
    try:
        thing = lookup(t, node)
    except Wrong:
        raise _misused(t, node) from None
    if type(thing) is ir.Local:
        return _local(t, node, thing, demand)
    read = _READERS.get(type(thing))
    if read is not None:
        return read(t, node, thing)
    raise Wrong("sem-not-a-value", node, *_NO_VALUES.get(type(thing), (f"{node.id} is not a value",)))


def _misused(t: Typer, node: ast.Name) -> Wrong:
    if number_type(t, node) is not None:
        hint = f"{node.id}(v) converts, size({node.id}) is its size in bytes"
        return Wrong("sem-not-a-value", node, f"{node.id} is a number format, not a value", hint)
    if node.id in CALLS:
        return Wrong("sem-not-a-value", node, f"{node.id} is a function", f"call it: {node.id}(...)")
    return unknown(t, node.id, node)


def _local(t: Typer, node: ast.Name, local: ir.Local, demand: int | None) -> ir.Expr:
    held = t.flow.values.get(local)
    if held is None:
        hint = "give it a value on every way that leads here"
        if t.loops:
            hint = f"a value carried around a loop is declared before it: {node.id}: u32 = 0"
        raise Wrong("sem-unset", node, f"{node.id} may be used before it is set", hint)
    if isinstance(held, ir.IntValue):
        if held.low == held.high:
            return const(held.low, t.span(node))
        if held.low < -_WIDE or (held.high >= _WIDE and held.bits > MACHINE_BITS):
            place = t.calls, node.id
            t.demands[place] = max(t.demands.get(place, 0), demand or 2 * MAX_BITS)
    return ir.LocalRead(local, type=held, span=t.span(node))


_WIDE = 1 << (MACHINE_BITS - 1)


def _array(t: Typer, node: ast.Name, array: ir.LocalArray) -> ir.Expr:
    hint = f"name an element: {node.id}[{', '.join('ijklmn'[: len(array.shape)])}]"
    raise Wrong("sem-not-a-value", node, f"{node.id} is an array, not a value", hint)


def field_value(t: Typer, node: ast.AST, field: Field) -> ir.Expr:
    """An operand, or the constant that the encoding or the choice of types makes of a field."""
    fixed = t.fixed.get(field.name)
    if fixed is not None:
        return const(field.value(fixed), t.span(node))
    return t.flow.refine(ir.FieldValue(field, type=t.world.field_range(field), span=t.span(node)))


def _number(t: Typer, node: ast.Name, value: int) -> ir.Expr:
    return const(value, t.span(node))


def _state(t: Typer, node: ast.Name, state: State) -> ir.Expr:
    if t.processor is not None and state is t.processor.program_counter:
        return _pc(t, node)
    if state.shape:
        hint = f"name an element: {node.id}[{', '.join('ijklmn'[: len(state.shape)])}]"
        raise Wrong("sem-not-a-value", node, f"{node.id} is an array, not a value", hint)
    return read_state(t, node, state, ())


_READERS: dict[type, Callable[[Typer, Any, Any], ir.Expr]] = {
    ir.LocalArray: _array,
    Field: field_value,
    int: _number,
    State: _state,
}

_NO_VALUES: dict[type, tuple[str, str]] = {
    Table: ("a table is not a value", "name an element: table[i]"),
    Enum: ("an enum is not a value", "name a member: mode.nearest"),
    Memory: ("a memory is not a value", "memory.read(u32, address) reads it"),
    DataPath: ("a path is not a value", "its figures, such as path.latency, are for timing"),
    Links: ("links are not a value", "their figures, such as links.latency, are for timing"),
    TileOperand: ("a tile is not a value", "name an element: tile[i, j]"),
    Semaphore: ("a semaphore is not a value", "wait(s[i], n) and signal(s[i], n) use it"),
    Barrier: ("a barrier is not a value", "barrier(b) waits at it"),
    Function: ("a function is not a value", "call it: f(a)"),
}


def _pc_type(t: Typer, node: ast.AST) -> IntegerType:
    from specgen.model.types import IntegerType

    if t.processor is None:
        raise Wrong("sem-not-a-value", node, "there is no program counter here", "only instructions have one")
    kind = t.processor.program_counter.type
    assert isinstance(kind, IntegerType)
    return kind


def _pc(t: Typer, node: ast.Name) -> ir.Expr:
    return ir.Pc(type=range_of(_pc_type(t, node)), span=t.span(node))


def _next_pc(t: Typer, node: ast.Name) -> ir.Expr:
    return ir.NextPc(type=range_of(_pc_type(t, node)), span=t.span(node))


def _word(t: Typer, node: ast.Name) -> ir.Expr:
    _pc_type(t, node)
    if t.handles:
        raise Wrong("sem-not-a-value", node, "there is no instruction here", "its word may not even be one")
    if t.word_bits > MAX_BITS:
        raise Wrong("sem-too-wide", node, f"the instruction's word has {t.word_bits} bits", "use its fields")
    from specgen.semantics.types import interval

    return ir.Word(type=interval(0, (1 << t.word_bits) - 1), span=t.span(node))


_OWN: dict[str, Callable[[Typer, ast.Name], ir.Expr]] = {
    "pc": _pc,
    "next_pc": _next_pc,
    "instruction": _word,
    "true": lambda t, node: truth(True, t.span(node)),
    "false": lambda t, node: truth(False, t.span(node)),
}


@handles(ast.Attribute)
def attribute(t: Typer, node: ast.Attribute, demand: int | None) -> ir.Expr:
    """``round_mode.zero``, ``csr.status``; in timing also ``sram.bandwidth``, ``load.latency``."""
    if not isinstance(node.value, ast.Name):
        raise Wrong("sem-unsupported", node, "only enums have members", "such as round_mode.zero")
    if node.value.id == "fault":
        from specgen.semantics.handlers import raised

        return raised(t, node)
    thing = lookup(t, node.value)
    if isinstance(thing, Field):
        thing = t.world.names.get(thing.name, thing)
    if isinstance(thing, Enum):
        member = thing.by_name.get(node.attr)
        if member is None:
            raise unknown(t, node.attr, node, thing.by_name, thing.name)
        return const(member.value, t.span(node))
    if isinstance(thing, State) and thing.sparse:
        from specgen.semantics.sparse import read, register

        return read(t, node, thing, register(t, node, thing))
    if isinstance(thing, Memory | DataPath | Links):
        from specgen.semantics.timing import figure

        return figure(t, node, thing)
    raise Wrong(
        "sem-unsupported", node, f"{node.value.id} has no members", "only enums and sparse files have some"
    )
