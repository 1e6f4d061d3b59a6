"""The bytes in which elements of tiles lie, as expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.machine.races.linear import constant, product, substituted, sum_of
from specgen.model.types import FloatType, IntegerType
from specgen.semantics import ir
from specgen.semantics.types import interval
from specgen.semantics.types.integers import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterable

BYTE = INTEGERS["u8"]


def element_bytes(tile: ir.Tile, index: Iterable[ir.Index]) -> list[tuple[ir.Expr, int]]:
    """Where the element at an index lies: addresses, with how many bytes from each.

    Of one that does not begin at a byte those are named one by one, and a byte may be named twice.
    """
    if tile.placement is None or not tile.placement.packed:
        return [(sum_of(tile.base, _offset(tile, index)), tile.element.bytes)]
    bit, span = _offset(tile, index), tile.base.span
    last = tile.bits - 1
    steps = [*range(0, last, 8), last]
    return [
        (sum_of(tile.base, _shift("shr", sum_of(bit, constant(n, span)), constant(3, span))), 1)
        for n in steps
    ]


def element_bit(tile: ir.Tile, index: Iterable[ir.Index]) -> ir.Expr:
    """The first bit of the element at an index, from the first byte of the memory's address space on."""
    eight = constant(8, tile.base.span)
    if tile.placement is not None and tile.placement.packed:
        return sum_of(product(tile.base, eight), _offset(tile, index))
    return product(sum_of(tile.base, _offset(tile, index)), eight)


def element_value(tile: ir.Tile, index: Iterable[ir.Index], kind: ir.Value) -> ir.Expr:
    """The element at an index, of type ``kind``, as reads of memory by its addresses."""
    memory, span = tile.operand.memory, tile.base.span
    places = element_bytes(tile, index)
    if tile.placement is None or not tile.placement.packed:
        return ir.Load(memory, tile.element, places[0][0], type=kind, span=span)
    count, little = len(places), memory.endianness == "little"
    total = constant(0, span)
    for number, (address, _) in enumerate(places):
        byte = ir.Load(memory, BYTE, address, type=interval(0, 255), span=span)
        up = 8 * (number if little else count - 1 - number)
        total = sum_of(total, product(byte, constant(1 << up, span)))
    inside = ir.Slice(_offset(tile, index), 2, 0, type=interval(0, 7), span=span)
    down: ir.Expr = inside
    if not little:
        most = 8 * count - tile.bits
        down = ir.Arith("sub", constant(most, span), inside, type=interval(most - 7, most), span=span)
    ones = interval(0, (1 << tile.bits) - 1)
    raw = ir.Slice(_shift("shr", total, down), tile.bits - 1, 0, type=ones, span=span)
    if isinstance(tile.element, FloatType):
        return ir.FromBits(tile.element, raw, type=kind, span=span)
    assert isinstance(tile.element, IntegerType)
    return ir.Cut(tile.element, raw, type=kind, span=span) if tile.element.signed else raw


def _shift(op: str, value: ir.Expr, by: ir.Expr) -> ir.Expr:
    assert isinstance(value.type, ir.IntValue)
    return ir.Arith(op, value, by, type=interval(0, value.type.high), span=value.span)


def _offset(tile: ir.Tile, index: Iterable[ir.Index]) -> ir.Expr:
    """How far an element lies from the tile's base: bytes, or bits where elements are packed."""
    values = [i.value for i in index]
    placement = tile.placement
    if placement is None:
        assert tile.pitch is not None
        line, along = values[::-1] if tile.operand.layout.order == "column_major" else values
        return sum_of(product(line, tile.pitch), product(along, constant(tile.element.bytes, along.span)))
    known = dict(zip(placement.index, values, strict=True))
    for local, value in (*placement.sizes, *placement.steps):
        known[local] = substituted(value, known)
    return substituted(placement.offset, known)
