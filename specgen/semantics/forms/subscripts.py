"""``[ ]``: elements of arrays, state, tables and tiles; bits of scalars."""

from __future__ import annotations

import ast

from specgen.model.execution import State, Table
from specgen.model.isa import TileOperand
from specgen.model.memory import Memory
from specgen.semantics import ir
from specgen.semantics.context import Typer, Wrong, quoted
from specgen.semantics.dispatch import handles
from specgen.semantics.forms.bits import value_slice
from specgen.semantics.places import read_array, read_state, read_table, state_indices, tile_indices, tile_of
from specgen.semantics.scope import lookup
from specgen.semantics.types import place_value


@handles(ast.Subscript)
def subscript(t: Typer, node: ast.Subscript, demand: int | None) -> ir.Expr:
    """``x[i]``, ``a[i, k]``, ``v[15:8]``."""
    if isinstance(node.slice, ast.Slice):
        return value_slice(t, node)
    if not isinstance(node.value, ast.Name):
        raise _one_bit(node)
    thing = lookup(t, node.value)
    if isinstance(thing, State) and thing.sparse:
        from specgen.semantics.sparse import element

        return element(t, node, thing)
    if isinstance(thing, State) and thing.shape:
        return read_state(t, node, thing, state_indices(t, node, thing))
    if isinstance(thing, ir.LocalArray):
        return read_array(t, node, thing)
    if isinstance(thing, Table):
        return read_table(t, node, thing)
    if isinstance(thing, TileOperand):
        return read_tile(t, node, thing)
    if isinstance(thing, Memory):
        hint = f"write {thing.name}.read(u32, {quoted(node.slice)})"
        raise Wrong("sem-index-count", node, f"{thing.name} is not an array", hint)
    raise _one_bit(node)


def _one_bit(node: ast.Subscript) -> Wrong:
    name, bit = quoted(node.value), quoted(node.slice)
    message = f"{name} is not an array"
    return Wrong("sem-index-count", node, message, f"one bit of it is {name}[{bit}:{bit}]")


def read_tile(t: Typer, node: ast.Subscript, operand: TileOperand) -> ir.Expr:
    """An element of a tile operand."""
    tile = tile_of(t, operand, node)
    index = tile_indices(t, node, tile)
    t.touch(operand.name, "read")
    return ir.TileRead(tile, index, type=place_value(tile.element), span=t.span(node))
