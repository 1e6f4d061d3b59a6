"""Tile operands: their whole extent is checked before the first statement; then elements by their index."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.generators.interpreter.c.functions import memories, placed
from specgen.generators.interpreter.c.functions.code import (
    Binds,
    Code,
    binary,
    cast,
    comparison,
    literal,
    operand,
)
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.integers import plan
from specgen.generators.interpreter.c.functions.lower import integer, leaf
from specgen.generators.interpreter.c.functions.machine_types import I64, I128, U64
from specgen.generators.interpreter.c.functions.operands import (
    crooked,
    outside_of,
    plus,
    signed64,
    some_elements,
)
from specgen.generators.interpreter.c.functions.placed import PlacedTile
from specgen.generators.interpreter.c.functions.reads import checked_index, raise_fault
from specgen.semantics import ir


@dataclass(frozen=True, slots=True)
class TilePlace:
    """A tile as it was checked: ``base`` names the offset of its first element, ``pitch`` the bytes between rows.

    Rows are columns where the layout is by columns. Both are names of, or numbers that fit, ``int64_t``.
    """

    base: str
    pitch: str


def check(e: Emitter, tile: ir.Tile, number: int) -> TilePlace | PlacedTile:
    """Checks a tile's extent, unless it has no element; ``number`` is its place among the instruction's operands."""
    if tile.placement is not None:
        return placed.check(e, tile, tile.placement, number)
    assert tile.pitch is not None
    name, memory, size = tile.operand.name, tile.operand.memory, tile.element.bytes
    base = e.named(integer(e, tile.base), f"{name}_base")
    pitch = e.named(integer(e, tile.pitch), f"{name}_pitch")
    across, along = (
        e.named(integer(e, x), f"{name}_{what}")
        for x, what in zip(tile.shape, ("rows", "columns"), strict=True)
    )
    if tile.operand.layout.order == "column_major":
        across, along = along, across
    far = _times(_minus_one(across), pitch)
    width = _times(along, literal(size))
    with some_elements(e, (across, along)):
        _check_extent(e, tile, base, pitch, across, far, width, number)
        if memory.misaligned is not None:
            _check_alignment(e, tile, base, pitch, across, number)
    start = e.fresh(f"{name}_start")
    e.line(f"const int64_t {start} = {signed64(base, memory.base)};")
    return TilePlace(start, operand(pitch, I64).at(Binds.UNARY))


def _minus_one(code: Code) -> Code:
    if code.constant is not None:
        return literal(code.constant - 1)
    t, _ = plan((code,), code.low - 1, code.high, None)
    return binary("-", code, literal(1), t, code.low - 1, code.high - 1)


def _times(one: Code, other: Code) -> Code:
    corners = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    low, high = min(corners), max(corners)
    if one.constant is not None and other.constant is not None:
        return literal(low, I128 if not I64.holds(low, low) else I64)
    if 0 in (one.constant, other.constant):
        return literal(0)
    if other.constant == 1:
        return one
    t, _ = plan((one, other), low, high, None)
    return binary("*", one, other, t, low, high)


def _check_extent(
    e: Emitter, tile: ir.Tile, base: Code, pitch: Code, across: Code, far: Code, width: Code, number: int
) -> None:
    """It lies in the memory; where it is written, its rows do not overlap."""
    memory = tile.operand.memory
    far = e.named(far, f"{tile.operand.name}_far")
    first, last = base, plus(base, width)
    below = [first, plus(base, far)] if far.low < 0 else [first]
    above = [plus(last, far)] if far.low >= 0 else [last, plus(last, far)]
    tests = outside_of(memory, below, above)
    if tile.writes and across.high > 1:
        tests += _overlap(e, pitch, across, width)
    assert memory.out_of_range is not None
    if tests:
        with e.when(" || ".join(tests)):
            raise_fault(e, memory.out_of_range, base, 0, number)
    if memory.window is not None:
        _check_rows(e, tile, base, pitch, across, width, number)


def _check_rows(
    e: Emitter, tile: ir.Tile, base: Code, pitch: Code, across: Code, width: Code, number: int
) -> None:
    """Each row of a tile in a window lies in one instance's memory; all of them lie between the window's ends."""
    memory = tile.operand.memory
    assert memory.out_of_range is not None
    row = e.fresh("row")
    start = signed64(base, memory.base)
    far = f"{start} + {row} * {operand(pitch, I64).at(Binds.UNARY)}"
    part, stride = literal(memory.home.size, U64).text, literal(memory.stride, U64).text
    test = f"(uint64_t)({far}) % {stride} + {operand(width, U64).at(Binds.SUM)} > {part}"
    loop = f"for (int64_t {row} = 0; {row} < {operand(across, I64).at(Binds.SHIFT)}; {row}++)"
    with e.braces(loop), e.when(test):
        raise_fault(e, memory.out_of_range, base, 0, number)


def _overlap(e: Emitter, pitch: Code, across: Code, width: Code) -> list[str]:
    """Rows that lie closer together than they are long."""
    if pitch.low >= width.high:
        return []
    t, _ = plan((pitch, width), -width.high if pitch.low < 0 else 0, width.high, None)
    close = comparison("<", pitch, width, t).text
    if pitch.low < 0:
        length = operand(width, t)
        less = (
            literal(-width.constant, t).text if width.constant is not None else f"-{length.at(Binds.UNARY)}"
        )
        close = f"{close} && {operand(pitch, t).at(Binds.SHIFT)} > {less}"
    more = f"{across} > 1 && " if across.low <= 1 else ""
    return [f"({more}{close})" if "&&" in more + close else close]


def _check_alignment(e: Emitter, tile: ir.Tile, base: Code, pitch: Code, across: Code, number: int) -> None:
    size, align, memory = tile.element.bytes, tile.operand.align, tile.operand.memory
    tests = [crooked(base, n) for n in dict.fromkeys((max(size, align), min(size, align))) if n > 1]
    if size & (size - 1) == 0 and align & (align - 1) == 0:
        tests = tests[:1]
    apart = crooked(pitch, size) if size > 1 and across.high > 1 else ""
    if apart and apart != "false":
        tests.append(f"({across} > 1 && {apart})" if across.low <= 1 else apart)
    tests = [t for t in tests if t != "false"]
    if tests:
        assert memory.misaligned is not None
        with e.when(" || ".join(tests)):
            raise_fault(e, memory.misaligned, base, 0, number)


# -- elements ----------------------------------------------------------------------------------------------------------


@leaf(ir.TileRead)
def _read(e: Emitter, expr: ir.TileRead) -> Code:
    memory, kind, packed = expr.tile.operand.memory, expr.tile.element, memories.packing(expr.tile)
    offset = element(e, expr.tile, expr.index, expr.span.line)
    if e.context.watches(memory):
        offset = e.named(cast(offset, U64), "place")
        memories.known(e, memory, kind, offset.text, 0, packed)
    return memories.fetched(e, memory, kind, offset.at(Binds.SUM), packed)


def write(e: Emitter, s: ir.TileWrite) -> None:
    """``tile[index] = value``."""
    memory, kind, packed = s.tile.operand.memory, s.tile.element, memories.packing(s.tile)
    value = memories.for_memory(e, s.value, kind)
    offset = element(e, s.tile, s.index, s.span.line)
    if e.pending is not None and e.pending.takes(memory):
        e.pending.memory(e, s, offset.text, value)
        return
    twice = packed or e.journal or e.context.is_code(memory) or e.context.watches(memory)
    place = e.named(cast(offset, U64), "place").text if twice else offset.at(Binds.SUM)
    memories.written(e, memory, kind, place, value, packed)


def element(e: Emitter, tile: ir.Tile, index: tuple[ir.Index, ...], line: int) -> Code:
    """The offset of an element as ``int64_t``; indices that may be out of range are checked."""
    place = e.tiles[tile]
    if isinstance(place, PlacedTile):
        return placed.element(e, place, index, line)
    across, along = (checked_index(e, i, line) for i in index)
    if tile.operand.layout.order == "column_major":
        across, along = along, across
    code = Code(place.base, I64, 0, 0)
    for one, stride in ((across, place.pitch), (along, str(tile.element.bytes))):
        if one.constant == 0:
            continue
        part = cast(one, I64).at(Binds.UNARY) if one.constant is None else str(one.constant)
        text = part if stride == "1" else f"{part} * {stride}"
        code = Code(f"{code.text} + {text}", I64, 0, 0, Binds.SUM)
    return code
