"""Reading and writing the places of an architecture: state, local arrays, tables, tiles; with every index proven."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from specgen.model.execution import Semaphore, State, Table
from specgen.model.isa import TileOperand
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.bounds import proven_below
from specgen.semantics.build import ints
from specgen.semantics.context import Typer, Write, Wrong, quoted
from specgen.semantics.dispatch import integer
from specgen.semantics.facts import Key, key, lanes, mentions, root
from specgen.semantics.types import interval, place_value
from specgen.semantics.types.values import bounds

if TYPE_CHECKING:
    from specgen.model.execution import Fault


def index_nodes(node: ast.Subscript) -> list[ast.expr]:
    """The indices of ``x[i]`` or ``x[i, j]``."""
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def read_state(t: Typer, node: ast.AST, state: State, index: tuple[ir.Index, ...]) -> ir.Expr:
    """The value of a scalar or an element of state. Raises ``Wrong`` where an engine cannot see it."""
    at_issue = t.engine is not None and state.engine is None
    if state.engine is not None and state.engine is not t.engine and t.is_instruction:
        where = f"engine {state.engine.name}"
        message = f"{state.name} belongs to {where}, and this instruction does not run there"
        raise Wrong(
            "sem-foreign-state", node, message, "move it through memory, or by an instruction of that engine"
        )
    if at_issue and any(not _known_at_issue(i.value) for i in index):
        message = f"{state.name} is the processor's: it is read when this is issued, and this index is not known then"
        raise Wrong(
            "sem-at-issue", node, message, "index it by operands, constants and other processor state"
        )
    if index and t.writes:
        _warn_of_alias(t, node, state, index)
    read = ir.StateRead(state, index, at_issue, type=_held(state), span=t.span(node))
    return t.flow.refine(read)


def _held(state: State) -> ir.Value:
    if isinstance(state.type, IntegerType):
        return interval(state.low, state.high)
    return place_value(state.type)


def _known_at_issue(expr: ir.Expr) -> bool:
    match expr:
        case ir.Const() | ir.FieldValue() | ir.Word() | ir.Pc() | ir.NextPc():
            return True
        case ir.StateRead():
            return expr.at_issue
        case ir.Arith() | ir.MinMax() | ir.Divide():
            return _known_at_issue(expr.left) and _known_at_issue(expr.right)
        case ir.Negate() | ir.Cut() | ir.Slice() | ir.Saturate():
            return _known_at_issue(expr.value)
        case ir.Cat():
            return all(_known_at_issue(part) for part, _ in expr.parts)
        case ir.ArrayRead():
            return isinstance(expr.array, Table) and all(_known_at_issue(i.value) for i in expr.index)
        case _:
            return False


def _warn_of_alias(t: Typer, node: ast.AST, state: State, index: tuple[ir.Index, ...]) -> None:
    for write in t.writes:
        if write.state is root(state) and _may_alias(t, write, index, lanes(state)):
            hint = "read before writing: keep the value in a local"
            name = quoted(node)
            t.warn("sem-alias", node, f"{name} may be what line {write.span.line} has just written", hint)
            return


def _may_alias(t: Typer, write: Write, read: Sequence[ir.Index], taken: int) -> bool:
    """Whether two different indices may name one place; the same index, written twice, is meant.

    So is the same row through a view of another width.
    """
    same = True
    for place, (one, other) in enumerate(zip(write.index, read, strict=True)):
        a, b = ints(one.value), ints(other.value)
        if place == len(read) - 1 and taken != write.lanes:
            apart = a.high * write.lanes + write.lanes <= b.low * taken
            return not ((place and same) or apart or b.high * taken + taken <= a.low * write.lanes)
        if a.high < b.low or b.high < a.low:
            return False
        first, second = key(one.value), key(other.value)
        if first is not None and (first, second) in t.flow.differ:
            return False
        (base, offset), (other_base, other_offset) = _split(one.value), _split(other.value)
        if offset != other_offset and (found := key(base)) is not None and found == key(other_base):
            return False
        same = same and (one.value is other.value or (first is not None and first == second))
    return not same


def _split(expr: ir.Expr) -> tuple[ir.Expr, int]:
    """``v + 3`` as v and 3."""
    if isinstance(expr, ir.Arith) and expr.op in ("add", "sub") and isinstance(expr.right, ir.Const):
        return expr.left, expr.right.value if expr.op == "add" else -expr.right.value
    return expr, 0


# -- indices -----------------------------------------------------------------------------------------------------------


def indices(
    t: Typer, node: ast.Subscript, name: str, shape: Sequence[int], fault: Fault | None, mend: str
) -> tuple[ir.Index, ...]:
    """The indices of an element, each proven to be in range or raising ``fault``. Raises ``Wrong`` with ``mend``."""
    nodes = index_nodes(node)
    if len(nodes) != len(shape):
        takes = "no index" if not shape else "one index" if len(shape) == 1 else f"{len(shape)} indices"
        hint = f"a bit of it is {name}[{quoted(nodes[0])}:{quoted(nodes[0])}]" if not shape else None
        raise Wrong("sem-index-count", node, f"{name} takes {takes}, and here are {len(nodes)}", hint)
    found = []
    for part, extent in zip(nodes, shape, strict=True):
        value = integer(t, part)
        held = ints(value)
        proven = held.low >= 0 and held.high < extent
        if not proven and fault is None:
            message = f"{quoted(part)} lies in {bounds(held)}, and {name} has {extent} entries there"
            raise Wrong("sem-index", part, message, mend)
        if held.low >= extent or held.high < 0:
            message = f"{quoted(part)} lies in {bounds(held)}: never inside {name}, which has {extent} entries there"
            raise Wrong("sem-index", part, message)
        if not proven and fault is not None:
            t.faults[fault] = None
        found.append(ir.Index(value, extent, None if proven else fault))
    return tuple(found)


def state_indices(t: Typer, node: ast.Subscript, state: State) -> tuple[ir.Index, ...]:
    """The indices of an element of state."""
    mend = f"check it before, or name the fault: {state.name}: {{out_of_range: ...}}"
    try:
        return indices(t, node, state.name, state.shape, state.out_of_range, mend)
    except Wrong as wrong:
        wrong.about = state if wrong.rule == "sem-index" else None
        raise


def array_indices(t: Typer, node: ast.Subscript, array: ir.LocalArray | Table) -> tuple[ir.Index, ...]:
    """The indices of an element of a local array or a table."""
    return indices(t, node, array.name, array.shape, None, "check it before, or take its low bits: i[3:0]")


def semaphore_index(t: Typer, node: ast.expr) -> tuple[Semaphore, ir.Index]:
    """What ``s[i]`` names; ``s`` alone where there is one. Raises ``Wrong``."""
    from specgen.semantics.scope import lookup

    name = node.value if isinstance(node, ast.Subscript) else node
    thing = lookup(t, name) if isinstance(name, ast.Name) else None
    if not isinstance(thing, Semaphore):
        raise Wrong("sem-arguments", node, "a semaphore is needed here", "such as s[3]")
    if isinstance(node, ast.Subscript):
        return thing, indices(t, node, thing.name, (thing.count,), None, "check it before")[0]
    if thing.count != 1:
        raise Wrong(
            "sem-index-count", node, f"{thing.name} has {thing.count} entries", f"name one: {thing.name}[0]"
        )
    return thing, single_index(t, node)


def single_index(t: Typer, node: ast.AST) -> ir.Index:
    """The index 0 of 1."""
    return ir.Index(ir.Const(0, type=interval(0, 0), span=t.span(node)), 1)


# -- elements ----------------------------------------------------------------------------------------------------------


def read_array(t: Typer, node: ast.Subscript, array: ir.LocalArray) -> ir.Expr:
    """An element of a local array."""
    index = array_indices(t, node, array)
    return ir.ArrayRead(array, index, type=place_value(array.element), span=t.span(node))


def read_table(t: Typer, node: ast.Subscript, table: Table) -> ir.Expr:
    """An element of a table, as narrow as its values are."""
    index = array_indices(t, node, table)
    value: ir.Value = place_value(table.type)
    if isinstance(table.type, IntegerType) and table.values:
        value = interval(min(table.values), max(table.values))
    return t.flow.refine(ir.ArrayRead(table, index, type=value, span=t.span(node)))


_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def tile_of(t: Typer, operand: TileOperand, node: ast.AST) -> ir.Tile:
    """The typed tile of an operand. Raises ``Refused`` where its own texts were refused."""
    for tile in t.tiles:
        if tile.operand is operand:
            return tile
    raise t.said(operand.name)


def tile_indices(t: Typer, node: ast.Subscript, tile: ir.Tile) -> tuple[ir.Index, ...]:
    """The index of an element: below constants, or below the very expressions of the tile's shape."""
    nodes = index_nodes(node)
    name = tile.operand.name
    if len(nodes) != len(tile.shape):
        dims = ", ".join(d.name for d in tile.operand.layout.dims)
        takes = (
            "one index"
            if len(tile.shape) == 1
            else f"{_COUNTS.get(len(tile.shape), len(tile.shape))} indices"
        )
        message = f"{name} takes {takes}, and here are {len(nodes)}"
        raise Wrong("sem-index-count", node, message, f"{name}[{dims}]")
    found = []
    for part, extent, most in zip(nodes, tile.shape, tile.max_shape, strict=True):
        value = integer(t, part)
        held = ints(value)
        if held.low < 0 or not (held.high < ints(extent).low or _below(t, value, extent)):
            size = str(most) if ints(extent).low == most else f"a number of entries in {bounds(ints(extent))}"
            message = f"{quoted(part)} lies in {bounds(held)}, and {name} has {size} there"
            raise Wrong(
                "sem-index", part, message, "loop over the tile's own shape, or check the index before"
            )
        found.append(ir.Index(value, most))
    return tuple(found)


def _below(t: Typer, value: ir.Expr, extent: ir.Expr) -> bool:
    """Whether ``value < extent`` is known, and ``extent`` is still what it was when the tile was checked."""
    first, second = key(value), key(extent)
    if first is None or _changed(t, second):
        return False
    return (first, second) in t.flow.less or proven_below(t.flow, value, extent)


def _changed(t: Typer, found: Key | None) -> bool:
    if found is None:
        return False
    return any(mentions(found, state) for state in (*t.unsteady, *(write.state for write in t.writes)))
