"""Assignments: to locals, state, arrays, tiles, the program counter, and bits of them."""

from __future__ import annotations

import ast

from specgen.model.execution import Register, State
from specgen.model.isa import Field, TileOperand
from specgen.model.memory import Memory
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir, sparse
from specgen.semantics.build import cut, slice_of
from specgen.semantics.context import Typer, Write, Wrong, quoted
from specgen.semantics.dispatch import expression, not_integer
from specgen.semantics.facts import lanes, root
from specgen.semantics.forms.bits import slice_bounds
from specgen.semantics.locals import declare, declare_array, set_exact, set_local
from specgen.semantics.places import (
    array_indices,
    read_array,
    read_state,
    state_indices,
    tile_indices,
    tile_of,
)
from specgen.semantics.scope import need_type
from specgen.semantics.statements import statement
from specgen.semantics.types import INTEGERS, describe, interval, range_of
from specgen.semantics.types.values import bounds


@statement(ast.Assign)
def assign(t: Typer, node: ast.Assign) -> None:
    """``place = value``."""
    if len(node.targets) != 1:
        raise Wrong("sem-unsupported", node, "one statement assigns to one place", "write two statements")
    target = node.targets[0]
    if isinstance(target, ast.Tuple | ast.List | ast.Starred):
        raise Wrong(
            "sem-unsupported", target, "one statement assigns to one place", "write a statement for each"
        )
    t.started, t.whole = True, node.value
    if isinstance(target, ast.Name):
        _name(t, target, node.value)
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        _slice(t, target, node.value)
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        _element(t, target, node.value)
    elif isinstance(target, ast.Attribute):
        _register(t, target, node.value)
    elif isinstance(target, ast.Subscript):
        raise Wrong("sem-not-a-place", target, "one bit of a value is v[7:7]", "slices go from high to low")
    else:
        raise Wrong("sem-not-a-place", target, f"{quoted(target)} is not a place that holds a value")


@statement(ast.AugAssign)
def _augmented(t: Typer, node: ast.AugAssign) -> None:
    place = quoted(node.target)
    raise Wrong("sem-unsupported", node, "assignments are written out", f"write {place} = {place} + ...")


@statement(ast.AnnAssign)
def annotated(t: Typer, node: ast.AnnAssign) -> None:
    """``n: u16 = v``, ``t: f32[16, 16]``."""
    if not isinstance(node.target, ast.Name):
        raise Wrong("sem-not-a-place", node.target, "only locals are declared", "write it without a type")
    t.started, t.whole = True, node.value
    if isinstance(node.annotation, ast.Subscript):
        declare_array(t, node.target, node.annotation, node.value)
        return
    kind = need_type(t, node.annotation)
    if node.value is None:
        message = f"{node.target.id} has no value"
        raise Wrong("sem-unset", node, message, f"write {node.target.id}: {kind.name} = 0")
    value = value_for(t, node.value, kind)
    set_local(t, node.target, declare(t, node.target, kind), value, t.span(node))


def value_for(t: Typer, node: ast.expr, kind: NumberType) -> ir.Expr:
    """The value of ``node``, cut to ``kind``. Raises ``Wrong`` where it is of another kind."""
    if isinstance(kind, IntegerType):
        value = expression(t, node, kind.width)
        if type(value.type) is not ir.IntValue:
            raise not_integer(value, node)
        return cut(kind, value, value.span)
    from specgen.semantics.forms.floats import as_format

    return as_format(t, node, expression(t, node), kind)


def _name(t: Typer, target: ast.Name, value: ast.expr) -> None:
    name = target.id
    thing = t.locals.get(name, _MISSING)
    if thing is _MISSING:
        thing = t.names.get(name, t.world.names.get(name, _MISSING))
    if name == "pc" or (t.processor is not None and thing is t.processor.program_counter):
        _program_counter(t, target, value)
    elif isinstance(thing, ir.Local) and thing.declared is not None:
        set_local(t, target, thing, value_for(t, value, thing.declared), t.span(target))
    elif thing is _MISSING or thing is None or isinstance(thing, ir.Local):
        _exact(t, target, value)
    elif isinstance(thing, State) and not thing.shape:
        new = value_for(t, value, thing.type)
        write_state(t, target, thing, (), new)
    else:
        raise not_assignable(target, name, thing)


_MISSING = object()


def _exact(t: Typer, target: ast.Name, value: ast.expr) -> None:
    """An undeclared local: it holds the value itself, or as many low bits as all its uses need."""
    bits = t.narrow.get((t.calls, target.id))
    held = expression(t, value, bits)
    if bits is not None and isinstance(held.type, ir.IntValue):
        held = cut(INTEGERS[f"u{bits}"], held, held.span)
    set_exact(t, target, held, t.span(target))


def not_assignable(node: ast.AST, name: str, thing: object) -> Wrong:
    """The refusal of an assignment to what never changes, or has no value as a whole."""
    if isinstance(thing, Field):
        return Wrong("sem-not-a-place", node, f"{name} is an operand: it never changes", "use a local")
    if isinstance(thing, int):
        return Wrong("sem-not-a-place", node, f"{name} is a parameter: it never changes", "use a local")
    if isinstance(thing, State | ir.LocalArray | TileOperand):
        return Wrong("sem-not-a-place", node, f"{name} is an array", f"assign to an element: {name}[i] = ...")
    return Wrong("sem-shadow", node, f"{name} is already something of the architecture", "use another name")


def _program_counter(t: Typer, target: ast.Name, value: ast.expr) -> None:
    if t.processor is None:
        raise Wrong(
            "sem-not-a-place", target, "there is no program counter here", "only instructions have one"
        )
    if t.engine is not None:
        message = "an engine's instruction cannot write the program counter"
        raise Wrong("sem-engine-write", target, message, "branch in an instruction of the processor")
    if t.in_grid:
        raise Wrong("sem-grid", target, "a grid cannot write the program counter", "write it after the grid")
    t.out.append(ir.SetPc(value_for(t, value, t.processor.program_counter.type), span=t.span(target)))
    t.writes_pc = True


def write_state(t: Typer, node: ast.AST, state: State, index: tuple[ir.Index, ...], value: ir.Expr) -> None:
    """Emit a write of state, and forget what was known of what it may change."""
    if t.is_instruction and state.engine is not t.engine:
        owner = f"engine {state.engine.name}" if state.engine is not None else "the processor"
        message = f"{state.name} belongs to {owner}: this instruction cannot write it"
        raise Wrong("sem-engine-write", node, message, "write it in an instruction that runs there")
    if state.role == "instance_index":
        raise Wrong("sem-not-a-place", node, f"{state.name} tells which instance this is: it never changes")
    if isinstance(value.type, ir.IntValue):
        _within(node, state, value.type)
    span = t.span(node)
    t.out.append(ir.SetState(state, index, value, span=span))
    t.flow.forget(root(state))
    t.writes.append(Write(root(state), index, span, lanes(state)))


def _within(node: ast.AST, state: State, held: ir.IntValue) -> None:
    origin = root(state)
    if origin is not state and isinstance(origin.type, IntegerType):
        whole = range_of(origin.type)
        if (origin.low, origin.high) != (whole.low, whole.high):
            message = f"{origin.name} has a declared range, which a write through {state.name} may leave"
            raise Wrong("sem-range", node, message, f"write {origin.name} itself")
    if held.low < state.low or held.high > state.high:
        allowed = bounds(interval(state.low, state.high))
        message = f"{state.name} is declared to lie in {allowed}, and this value lies in {bounds(held)}"
        raise Wrong("sem-range", node, message, "check it before, clamp it, or widen the declared range")


def _register(t: Typer, target: ast.Attribute, value: ast.expr) -> None:
    """``file.NAME = value``."""
    from specgen.semantics.scope import lookup

    file = lookup(t, target.value) if isinstance(target.value, ast.Name) else None
    if not isinstance(file, State) or not file.sparse:
        raise Wrong("sem-not-a-place", target, f"{quoted(target)} is not a place that holds a value")
    one = sparse.register(t, target, file)
    sparse.write(t, target, file, one, value_for(t, value, file.type))


def _element(t: Typer, target: ast.Subscript, value: ast.expr) -> None:
    from specgen.semantics.scope import lookup

    assert isinstance(target.value, ast.Name)
    name, thing = target.value.id, lookup(t, target.value)
    if isinstance(thing, State) and thing.sparse:
        sparse.set_element(t, target, thing, value_for(t, value, thing.type))
    elif isinstance(thing, State) and thing.shape:
        new = value_for(t, value, thing.type)
        write_state(t, target, thing, state_indices(t, target, thing), new)
    elif isinstance(thing, ir.LocalArray):
        new = value_for(t, value, thing.element)
        t.out.append(ir.SetArray(thing, array_indices(t, target, thing), new, span=t.span(target)))
    elif isinstance(thing, TileOperand):
        tile = tile_of(t, thing, target)
        new = value_for(t, value, tile.element)
        index = tile_indices(t, target, tile)
        t.touch(name, "write")
        t.out.append(ir.TileWrite(tile, index, new, span=t.span(target)))
    else:
        place = quoted(target.slice)
        hint = f"one bit of it is {name}[{place}:{place}]"
        if isinstance(thing, Memory):
            hint = f"write {name}.write(u32, {place}, v)"
        raise Wrong("sem-not-a-place", target, f"{name} is not an array", hint)


def _slice(t: Typer, target: ast.Subscript, value: ast.expr) -> None:
    """``v[7:0] = w``: the other bits stay."""
    high, low = slice_bounds(t, target)
    part = expression(t, value, high - low + 1)
    if type(part.type) is not ir.IntValue:
        raise not_integer(part, value)
    place, old, kind = _whole(t, target.value)
    if high >= kind.width:
        raise Wrong(
            "sem-slice", target, f"bit {high} is outside of {quoted(target.value)}, of {kind.width} bits"
        )
    span = t.span(target)
    pieces = [(slice_of(part, high - low, 0, span), high - low + 1)]
    if high + 1 < kind.width:
        pieces.insert(0, (slice_of(old, kind.width - 1, high + 1, span), kind.width - 1 - high))
    if low:
        pieces.append((slice_of(old, low - 1, 0, span), low))
    joined = pieces[0][0]
    if len(pieces) > 1:
        joined = ir.Cat(tuple(pieces), type=interval(0, (1 << kind.width) - 1), span=span)
    new = cut(kind, joined, span)
    if isinstance(place, ir.Local):
        assert isinstance(target.value, ast.Name)
        set_local(t, target.value, place, new, span)
    elif isinstance(place, ir.LocalArray):
        assert isinstance(old, ir.ArrayRead)
        t.out.append(ir.SetArray(place, old.index, new, span=span))
    elif isinstance(place, State):
        assert isinstance(old, ir.StateRead)
        write_state(t, target, place, old.index, new)
    else:
        sparse.write(t, target, *place, new)


_Place = ir.Local | ir.LocalArray | State | tuple[State, Register]


def _whole(t: Typer, node: ast.expr) -> tuple[_Place, ir.Expr, IntegerType]:
    """The place of which bits are assigned, what it holds, and its type. Raises ``Wrong``."""
    from specgen.semantics.scope import lookup

    name = node.value if isinstance(node, ast.Subscript | ast.Attribute) else node
    thing = lookup(t, name) if isinstance(name, ast.Name) else None
    kind: NumberType | None = None
    if isinstance(thing, State) and thing.sparse and isinstance(thing.type, IntegerType) and name is not node:
        one = sparse.register_at(t, node, thing)
        t.whole = node
        return (thing, one), sparse.read(t, node, thing, one), thing.type
    if isinstance(thing, ir.Local) and name is node:
        old, kind = expression(t, node), thing.declared
        if kind is None:
            raise Wrong("sem-slice", node, f"{quoted(node)} has no width", "declare it: n: u32 = ...")
    elif isinstance(thing, State) and bool(thing.shape) == (name is not node):
        index = state_indices(t, node, thing) if isinstance(node, ast.Subscript) else ()
        old, kind = read_state(t, node, thing, index), thing.type
    elif isinstance(thing, ir.LocalArray) and isinstance(node, ast.Subscript):
        old, kind = read_array(t, node, thing), thing.element
    else:
        raise Wrong(
            "sem-not-a-place", node, f"{quoted(node)} has no bits that can be assigned", "use a local"
        )
    if not isinstance(kind, IntegerType):
        raise Wrong(
            "sem-type-mix", node, f"this is {describe(old.type)}, and only integers have slices", "bits(v)"
        )
    assert isinstance(thing, ir.Local | ir.LocalArray | State)
    return thing, old, kind
