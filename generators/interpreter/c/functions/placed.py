"""Tile operands whose elements lie as a layout says: checked whole before the first statement, then found by index."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

from specgen.generators.interpreter.c.functions.code import Binds, Code, cast, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.lower import condition, integer
from specgen.generators.interpreter.c.functions.machine_types import I64, U64
from specgen.generators.interpreter.c.functions.names import mangled
from specgen.generators.interpreter.c.functions.operands import (
    crooked,
    outside_of,
    plus,
    signed64,
    some_elements,
)
from specgen.generators.interpreter.c.functions.reads import checked_index, raise_fault
from specgen.semantics import ir


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A tile as it was checked: ``base`` names the offset of its first byte, or of its first bit where elements are packed.

    ``strides`` are texts of numbers that fit ``int64_t``, one for each dimension, or None where the function ``place``
    gives how far an element lies from there, by its index and ``sizes``.
    """

    base: str
    strides: tuple[str, ...] | None
    place: str
    sizes: tuple[str, ...]


def check(e: Emitter, tile: ir.Tile, placement: ir.Placement, number: int) -> PlacedTile:
    """Checks a tile's extent, unless it has no element; ``number`` is its place among the instruction's operands."""
    name, memory = tile.operand.name, tile.operand.memory
    base = e.named(integer(e, tile.base), f"{name}_base")
    shape = [
        e.named(integer(e, x), f"{name}_{dim.name}")
        for x, dim in zip(tile.shape, tile.operand.layout.dims, strict=True)
    ]
    for local, value in placement.sizes:
        t = local_type(local)
        text = e.put(integer(e, value), t)
        e.line(f"const {t.name} {e.name_of(local)} = {text};")
    with some_elements(e, shape):
        _check_extent(e, tile, placement, base, number)
        if memory.misaligned is not None:
            _check_alignment(e, tile, placement, base, number)
    first = signed64(base, memory.base)
    if placement.strides is not None and placement.start:
        first = f"{first} + {placement.start}"
    start = e.fresh(f"{name}_start")
    e.line(f"const int64_t {start} = {f'8 * ({first})' if placement.packed else first};")
    sizes = tuple(f"(uint64_t){e.name_of(local)}" for local, _ in placement.sizes)
    if placement.strides is None:
        return PlacedTile(start, None, _function(e, tile, placement), sizes)
    strides = tuple(operand(integer(e, x), I64).at(Binds.UNARY) for x in placement.strides)
    return PlacedTile(start, strides, "", sizes)


def _check_extent(e: Emitter, tile: ir.Tile, placement: ir.Placement, base: Code, number: int) -> None:
    memory = tile.operand.memory
    extent = e.named(integer(e, placement.extent), f"{tile.operand.name}_extent")
    tests = outside_of(memory, [base], [plus(base, extent)])
    if tile.writes:
        tests += _unless_false(condition(e, placement.overlap))
    if memory.window is not None:
        part, stride = literal(memory.home.size, U64).text, literal(memory.stride, U64).text
        first = f"(uint64_t)({signed64(base, memory.base)})"
        tests.append(f"{first} % {stride} + {operand(extent, U64).at(Binds.SUM)} > {part}")
    if tests:
        assert memory.out_of_range is not None
        with e.when(" || ".join(tests)):
            raise_fault(e, memory.out_of_range, base, 0, number)


def _check_alignment(e: Emitter, tile: ir.Tile, placement: ir.Placement, base: Code, number: int) -> None:
    size = 1 if placement.packed else tile.element.bytes
    align = lcm(size, tile.operand.align, tile.operand.layout.align)
    tests = [] if align == 1 or (test := crooked(base, align)) == "false" else [test]
    tests += _unless_false(condition(e, placement.crooked))
    if tests:
        assert tile.operand.memory.misaligned is not None
        with e.when(" || ".join(tests)):
            raise_fault(e, tile.operand.memory.misaligned, base, 0, number)


def _unless_false(test: Code) -> list[str]:
    """A condition as one of several, of which any is enough."""
    if test.constant == 0 or test.text in ("0", "false"):
        return []
    return [f"({test})" if "&&" in test.text else test.text]


# -- elements ----------------------------------------------------------------------------------------------------------


def element(e: Emitter, place: PlacedTile, index: tuple[ir.Index, ...], line: int) -> Code:
    """The offset of an element as ``int64_t``; indices that may be out of range are checked."""
    codes = [checked_index(e, i, line) for i in index]
    if place.strides is None:
        texts = (operand(code, U64).text for code in codes)
        found = f"(int64_t){place.place}({', '.join([*texts, *place.sizes])})"
        return Code(f"{place.base} + {found}", I64, 0, 0, Binds.SUM)
    made = Code(place.base, I64, 0, 0)
    for code, stride in zip(codes, place.strides, strict=True):
        if code.constant == 0 or stride == "0":
            continue
        part = cast(code, I64).at(Binds.UNARY) if code.constant is None else str(code.constant)
        made = Code(f"{made.text} + {part if stride == '1' else f'{part} * {stride}'}", I64, 0, 0, Binds.SUM)
    return made


def _function(e: Emitter, tile: ir.Tile, placement: ir.Placement) -> str:
    """Writes the function of index and sizes that gives an offset, and returns its name."""
    name = f"N_at_{mangled(e.context.routine)}_{mangled(tile.operand.name)}"
    names: dict[ir.Local, str] = {}
    for number, local in enumerate((*placement.index, *(local for local, _ in placement.sizes))):
        names[local] = f"{'i' if number < len(placement.index) else 's'}{number}"
    arguments = ", ".join(f"uint64_t {one}" for one in names.values())
    lines = [f"static inline uint64_t {name}({arguments})", "{"]
    for number, (local, value) in enumerate(placement.steps):
        lines.append(f"    const uint64_t p{number} = {_text(value, names)};")
        names[local] = f"p{number}"
    lines.append(f"    return {_text(placement.offset, names)};")
    body = "\n".join(lines[2:])
    used = [f"    (void){one};" for one in names.values() if one[0] != "p" and one not in body]
    what = "bits" if placement.packed else "bytes"
    head = f"/* How many {what} an element of {tile.operand.name} lies from its first, by index and sizes. */"
    e.helpers.append("\n".join([head, *lines[:2], *used, *lines[2:], "}", ""]))
    return name


_SIGNS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "shl": "<<",
    "shr": ">>",
    "xor": "^",
    "floordiv": "/",
    "mod": "%",
}


def _text(expr: ir.Expr, names: dict[ir.Local, str]) -> str:
    """An expression of numbers that are not negative, none of which reaches 2^63 where its tile is in its memory."""
    match expr:
        case ir.Const():
            return f"UINT64_C({expr.value})" if expr.value >> 31 else str(expr.value)
        case ir.LocalRead():
            return names[expr.local]
        case ir.Arith() | ir.Divide():
            return f"({_text(expr.left, names)} {_SIGNS[expr.op]} {_text(expr.right, names)})"
        case ir.Slice():
            ones = (1 << (expr.high - expr.low + 1)) - 1
            value = _text(expr.value, names)
            return f"({f'({value} >> {expr.low})' if expr.low else value} & {ones:#x})"
        case _:
            raise TypeError(f"offsets are not made of {type(expr).__name__}")
