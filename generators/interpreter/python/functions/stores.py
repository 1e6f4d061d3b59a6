"""Writes to memories, element by element and through tiles."""

from __future__ import annotations

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import memories, places, writes
from specgen.generators.interpreter.python.functions.affine import varies
from specgen.generators.interpreter.python.functions.choices import name_it
from specgen.generators.interpreter.python.functions.code import Binds, Code, binary, call, literal
from specgen.generators.interpreter.python.functions.emitter import Emitter, number_dtype
from specgen.generators.interpreter.python.functions.integers import cut
from specgen.generators.interpreter.python.functions.lower import integer, interval
from specgen.model.memory import Memory
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir


def _for_memory(e: Emitter, expr: ir.Expr, kind: NumberType) -> Code:
    """A value as it lies in memory: unsigned where it is narrower than its bytes."""
    raw = memories.raw_dtype(kind)
    if kind.width == 8 * kind.bytes or not isinstance(kind, IntegerType):
        return writes.stored(e, expr, kind, raw if kind.width == 8 * kind.bytes else number_dtype(kind))
    return cut(integer(e, expr, kind.width), interval(expr), IntegerType(kind.width, signed=False))


def memory(e: Emitter, s: ir.Store) -> None:
    """``memory.write(type, address, value)``."""
    how = memories.access(e, s.memory, s.element, s.span.line, writes=True)
    name = e.memory(s.memory)
    value = _for_memory(e, s.value, s.element)
    if e.region is None and any(c in value.text for c in "(["):  # its faults come before those of the address
        value = Code(name_it(e, "value", value))
    if e.region is None and not e.deferred:
        journal = ", journal" if e.journal else ""
        address = integer(e, s.address)
        function, before = e.constant("store", runtime.store), ""
        if e.maps(s.memory):
            function, before = e.constant("store_mapped", runtime.store_mapped), f"m, {s.memory.name!r}, "
        e.line(f"{function}({before}{name}, {how}, {address.text}, {value.text}{journal})")
        return
    if e.region is None:
        at = call(e.constant("check", runtime.check), name, how, integer(e, s.address))
        target = runtime.Target(f"memory {s.memory.name} {s.element.name}", s.element, e.constants[how])
        writes.defer(e, e.constant(f"target_{how}", target), name, at, value)
        return
    _store_grid(e, s, how, value)


def _store_grid(e: Emitter, s: ir.Store, how: str, value: Code) -> None:
    name = e.memory(s.memory)
    found = (
        None if e.deferred else memories.window(e, s.memory, s.element, s.address, s.span.line, writes=True)
    )
    if found is not None:
        copied = value.alias and _shows(s.value, s.memory)
        value = Code(name_it(e, "value", Code(f"{value}.copy()") if copied else value))
        target = e.fresh("target")
        e.line(f"{target} = {found.text}")
        writes.settle(e)
        writes.keep(e, target)
        e.line(f"{target}[...] = {value.text}")
        return
    value = Code(name_it(e, "value", value))
    at = memories.checked_offsets(e, s.memory, how, s.address)
    if e.deferred:
        target = e.constant(
            f"target_{how}",
            runtime.Target(f"memory {s.memory.name} {s.element.name}", s.element, e.constants[how]),
        )
        writes.defer(e, target, name, at, value)
        return
    place = name_it(e, "place", at)
    writes.settle(e)
    mask = "True" if e.mask is None else e.mask.text
    journal = "journal" if e.journal else "None"
    e.line(
        f"{e.constant('scatter', runtime.scatter)}({name}, {how}, {place}, {value.text}, {mask}, {journal})"
    )


def _shows(expr: ir.Expr, memory: Memory) -> bool:
    """Whether a view that an expression is shows bytes of a memory: NumPy copies such bytes in one dimension in order."""
    return isinstance(expr, ir.Load) and expr.memory.home is memory.home


def tile(e: Emitter, s: ir.TileWrite) -> None:
    """``tile[row, column] = value``."""
    kind = s.tile.element
    value = _for_memory(e, s.value, kind)
    name = memories.tile_name(s.tile)
    irregular = not memories.is_array(s.tile)
    home = writes.Home(name, kind, s.tile.max_shape, name, s.tile.operand.memory, irregular=irregular)
    if writes.stands_apart(e, home, s.index):
        writes.at_the_end(e, home, s.index, value, s.span.line)
    elif e.deferred:
        _defer_tile(e, home, s, Code(name_it(e, "value", value)))
    elif e.region is None:
        writes.single(e, home, s.index, value, s.span.line)
    else:
        writes.over_grid(e, home, s.index, value, s.span.line)


def _defer_tile(e: Emitter, home: writes.Home, s: ir.TileWrite, value: Code) -> None:
    """A tile's elements go by their offsets in memory, which other tiles and stores share."""
    operand = s.tile.operand
    how = memories.tile_access(e, s.tile, s.span.line)
    target = runtime.Target(f"memory {operand.memory.name} {home.kind.name}", home.kind, e.constants[how])
    index = [
        places.array_index(e, i, s.span.line) if varies(e, i.value) else places.one_index(e, i, s.span.line)
        for i in s.index
    ]
    at = _pitched(s.tile, home, index) if s.tile.placement is None else _looked_up(e, s.tile, home, index)
    writes.defer(e, e.constant(f"target_{how}", target), e.memory(operand.memory), at, value)


def _looked_up(e: Emitter, tile: ir.Tile, home: writes.Home, index: list[Code]) -> Code:
    """The offset of an element whose place is looked up, or follows from the strides of its array."""
    placement = tile.placement
    assert placement is not None
    if placement.strides is None:
        return Code(f"{home.name}.at[{', '.join(i.text for i in index)}]")
    start = Code(f"{home.name}_base")
    first = placement.start - tile.operand.memory.base
    if first:
        start = binary("+", start, literal(first))
    for one, stride in zip(index, placement.strides, strict=True):
        start = binary("+", start, binary("*", one, integer(e, stride)))
    return start


def _pitched(tile: ir.Tile, home: writes.Home, index: list[Code]) -> Code:
    """The offset of an element by the pitch."""
    operand, (row, column) = tile.operand, index
    if operand.layout.order == "column_major":
        row, column = column, row
    size = "" if home.kind.bytes == 1 else f" * {home.kind.bytes}"
    start = f"{home.name}_base - {operand.memory.base}" if operand.memory.base else f"{home.name}_base"
    return Code(f"{start} + {row} * {home.name}_pitch + {column}{size}", Binds.SUM)
