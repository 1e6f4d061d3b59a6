"""Writes to a memory that its grid reads: their values wait in arrays until all of them are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.grids import shapes
from specgen.model.types import FloatType, IntegerType, NumberType
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.grids.emission import Region
    from specgen.model.memory import Memory


def staged(grid: ir.Grid) -> tuple[ir.Grid, list[ir.TileWrite]]:
    """The grid with locals set where such memories were written, and the statements that write the locals."""
    found = []
    for memory in sorted(shapes.held_memories(grid), key=lambda m: m.name):
        body, write = _one(grid.body, memory)
        grid = replace(grid, body=body)
        found.append(write)
    return grid, found


def local_of(write: ir.TileWrite) -> ir.Local:
    """The local that such a statement writes."""
    assert isinstance(write.value, ir.LocalRead)
    return write.value.local


def _one(body: tuple[ir.Stmt, ...], memory: Memory) -> tuple[tuple[ir.Stmt, ...], ir.TileWrite]:
    writes = [s for s in shapes.tile_writes(body) if s.tile.operand.memory is memory]
    element = writes[0].tile.element
    kind = _kind(element)
    local = ir.Local(f"{writes[0].tile.operand.name}_new", kind, element)

    def change(s: ir.Stmt) -> ir.Stmt:
        if isinstance(s, ir.TileWrite) and s in writes:
            return ir.SetLocal(local, _fit(s.value, kind, element), span=s.span)
        if isinstance(s, ir.If):
            return replace(s, then=tuple(map(change, s.then)), otherwise=tuple(map(change, s.otherwise)))
        return s

    value = ir.LocalRead(local, type=kind, span=writes[0].value.span)
    return tuple(map(change, body)), replace(writes[0], value=value)


def _kind(element: NumberType) -> ir.Value:
    if isinstance(element, FloatType):
        return ir.FloatValue(element, element.precision)
    return ir.IntValue(element.low, element.high)


def _fit(value: ir.Expr, kind: ir.Value, element: NumberType) -> ir.Expr:
    """An integer cut to the element's type where it may be beyond it."""
    if not isinstance(kind, ir.IntValue) or not isinstance(element, IntegerType):
        return value
    if isinstance(value.type, ir.IntValue) and kind.low <= value.type.low and value.type.high <= kind.high:
        return value
    return ir.Cut(element, value, type=kind, span=value.span)


def declare(e: Emitter, region: Region, writes: list[ir.TileWrite]) -> None:
    """Arrays over rows and columns in the core's scratch room: as large as the tiles are."""
    locals_ = sorted((local_of(w) for w in writes), key=lambda x: (-local_type(x).bits, x.name))
    sizes = [local_type(x).bits // 8 for x in locals_]
    count = e.fresh("count")
    e.line(f"const size_t {count} = (size_t){region.rows} * (size_t){region.columns};")
    room = e.fresh("room")
    e.line(f"uint8_t *const {room} = N_scratch(c, {count} * {sum(sizes)});")
    place = f"(size_t){e.name_of(region.column)}"
    if region.row is not None:
        place = f"(size_t){e.name_of(region.row)} * (size_t){region.columns} + {place}"
    for number, x in enumerate(locals_):
        t, name = local_type(x).name, e.fresh(f"{x.name}_all")
        start = f"{room} + {count} * {sum(sizes[:number])}" if number else room
        e.line(f"{t} *restrict const {name} = (void *)({start});")
        e.homes.place(x)
        e.names[x] = f"{name}[{place}]"


def is_simple(grid: ir.Grid) -> bool:
    """Whether every iteration writes each such memory once, and there are two axes at most."""
    held = shapes.held_memories(grid)
    return all(shapes.always_writes(grid.body, m) == 1 for m in held) and (not held or len(grid.locals) <= 2)
