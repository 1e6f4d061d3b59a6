"""Memories and tiles: windows where addresses are affine in the grid's axes, gathers and scatters elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import gcd

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import places
from specgen.generators.interpreter.python.functions.affine import affine, varies
from specgen.generators.interpreter.python.functions.code import Code, as_dtype, call, method
from specgen.generators.interpreter.python.functions.emitter import Emitter, number_dtype
from specgen.generators.interpreter.python.functions.integers import cut
from specgen.generators.interpreter.python.functions.lower import integer, leaf
from specgen.generators.interpreter.python.functions.places import scalar
from specgen.model.execution import Fault
from specgen.model.memory import Memory
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir


def access(e: Emitter, memory: Memory, kind: NumberType, line: int, *, writes: bool = False) -> str:
    """The constant that describes one way of reaching a memory."""
    outside, misaligned = memory.faults(writes=writes)
    size = kind.bytes
    order = "<" if memory.endianness == "little" else ">"
    made = runtime.Access(
        dtype=f"{order}{raw_dtype(kind)[0]}{size}" if is_regular(kind) else "",
        size=size,
        out_of_range=_kind(outside),
        misaligned=_kind(misaligned),
        line=line,
        little=memory.endianness == "little",
        width=kind.width,
        signed=isinstance(kind, IntegerType) and kind.signed,
        uninitialised=_kind(memory.uninitialised) if e.checked else None,
        part=memory.home.size if memory.window is not None else 0,
        stride=memory.stride,
    )
    return e.constant(f"{memory.name}_{kind.name}", made)


def tile_access(e: Emitter, tile: ir.Tile, line: int) -> str:
    """The same for the elements of a tile, whose offsets are in bits where they are packed."""
    name = access(e, tile.operand.memory, tile.element, line)
    if tile.placement is None or not tile.placement.packed:
        return name
    made = replace(e.constants[name], packed=gcd(tile.placement.grain, 8), width=tile.bits)
    return e.constant(f"{name}_packed", made)


def _kind(fault: Fault | None) -> runtime.Kind | None:
    if fault is None:
        return None
    value = fault.value
    return runtime.Kind(fault.name) if value is None else runtime.Kind(fault.name, value.width, value.signed)


def is_regular(kind: NumberType) -> bool:
    """Whether NumPy has a type of as many bytes."""
    return kind.bytes in (1, 2, 4, 8)


def raw_dtype(kind: NumberType) -> str:
    """The NumPy type in which elements lie in memory: unsigned where they are narrower than their bytes."""
    if not is_regular(kind):
        return "object"
    return number_dtype(kind) if kind.width == 8 * kind.bytes else f"uint{8 * kind.bytes}"


def settled(code: Code, memory: Memory, kind: NumberType) -> Code:
    """What was read from memory as it is handed about: in the machine's byte order, cut to its width."""
    if memory.endianness != "little" and kind.bytes > 1 and is_regular(kind):
        code = method(code, "astype", f"np.{code.dtype}", dtype=code.dtype)
    if kind.width == 8 * kind.bytes or not is_regular(kind):
        return code if isinstance(kind, IntegerType) else as_dtype(code, number_dtype(kind))
    plain = kind if isinstance(kind, IntegerType) else IntegerType(kind.width, signed=False)
    return as_dtype(cut(code, (0, (1 << 8 * kind.bytes) - 1), plain), number_dtype(kind))


@leaf(ir.Load)
def load(e: Emitter, expr: ir.Load) -> Code:
    """A read of memory."""
    memory, how = e.memory(expr.memory), access(e, expr.memory, expr.element, expr.span.line)
    if e.region is None and e.maps(expr.memory):
        name = repr(expr.memory.name)
        return call(
            e.constant("load_mapped", runtime.load_mapped), "m", name, memory, how, integer(e, expr.address)
        )
    if e.region is None:
        return call(e.constant("load", runtime.load), memory, how, integer(e, expr.address))
    found = window(e, expr.memory, expr.element, expr.address, expr.span.line)
    if found is not None:
        return settled(found, expr.memory, expr.element)
    at = checked_offsets(e, expr.memory, how, expr.address)
    taken = call(e.constant("gather", runtime.gather), memory, how, at, dtype=raw_dtype(expr.element))
    if not varies(e, expr.address):
        return scalar(f"{settled(taken, expr.memory, expr.element)}[()]", expr.element)
    return settled(taken, expr.memory, expr.element)


def window(
    e: Emitter, memory: Memory, kind: NumberType, address: ir.Expr, line: int, *, writes: bool = False
) -> Code | None:
    """The elements of all iterations as a view of memory, where their addresses are affine; None elsewhere."""
    region = e.region
    assert region is not None
    if e.mask is not None or not is_regular(kind) or not varies(e, address):
        return None
    # An unsigned cut of the whole address matters only where it wraps, which the runtime looks after.
    wraps = isinstance(address, ir.Cut) and not address.to.signed
    form = affine(e, address.value if isinstance(address, ir.Cut) and wraps else address)
    if form is None or not form.strides or (writes and len(form.strides) < region.rank):
        return None
    base, modulus = form.base, "0"
    if isinstance(address, ir.Cut) and wraps:
        base, modulus = cut(base, (form.low, form.high), address.to), hex(1 << address.to.width)
    axes = sorted(form.strides)
    name = "target" if writes else "window"
    made = call(
        e.constant(name, getattr(runtime, name)),
        e.memory(memory),
        access(e, memory, kind, line, writes=writes),
        base,
        _tuple(form.strides[a][0].text for a in axes),
        _tuple(region.extents[a] for a in axes),
        region.checks,
        _tuple(map(str, axes)),
        modulus,
    )
    after = "" if writes else places.arrange(axes, region.rank)
    return Code(f"{made.text}{after}", dtype=raw_dtype(kind), alias=True)


def _tuple(texts: Iterable[str]) -> str:
    parts = list(texts)
    return f"({', '.join(parts)},)" if len(parts) == 1 else f"({', '.join(parts)})"


def checked_offsets(e: Emitter, memory: Memory, how: str, address: ir.Expr) -> Code:
    """The offsets of all iterations' elements, safe where they are bad or not live."""
    region = e.region
    assert region is not None
    code = integer(e, address)
    mask = [] if e.mask is None else [e.mask]
    if not code.varies:
        code = call("np.asarray", code, "object")
    name = e.constant("offsets", runtime.offsets)
    return call(name, e.memory(memory), how, code, region.checks, *mask, dtype="int64")


# -- tiles -------------------------------------------------------------------------------------------------------------


def tile_name(tile: ir.Tile) -> str:
    """The name of a tile's array."""
    return f"tile_{tile.operand.name}"


@leaf(ir.TileRead)
def tile_read(e: Emitter, expr: ir.TileRead) -> Code:
    """An element of a tile."""
    tile = expr.tile
    where = places.subscript(e, expr.index, expr.span.line)
    memory, kind = tile.operand.memory, tile.element
    text = f"{_read_whole(e, tile) if where.varies else tile_name(tile)}{where.text}{where.after}"
    code = settled(Code(text, dtype=raw_dtype(kind), alias=where.sliced), memory, kind)
    return code if where.varies else scalar(code.text, kind)


def _read_whole(e: Emitter, tile: ir.Tile) -> str:
    """The name of what elements are read from: inside a loop, of all that were looked up before the grid's first statement."""
    name, region = tile_name(tile), e.region
    if is_array(tile) or region is None or not region.loops or e.mask is not None:
        return name
    region.hoist(f"{name}_whole = {name}[...]")
    return f"{name}_whole"


def is_array(tile: ir.Tile) -> bool:
    """Whether a tile is an array with strides, as far as NumPy has its elements."""
    return is_regular(tile.element) and (tile.placement is None or tile.placement.strides is not None)
