"""Where an instruction's addresses and extents come from: the operands and the state that its text computes them of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.semantics import ir
from specgen.semantics.build import ints
from specgen.semantics.walk import every, expressions, statements

if TYPE_CHECKING:
    from specgen.model.execution import State
    from specgen.model.isa import Field
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType


LARGE = 64  # elements in a row that are still looked at
SOME = 12  # elements in a row where there may be more


@frozen(eq=False)
class Address:
    """An address in ``memory``: what it is computed from, and how many bytes of ``element`` may be touched from it on."""

    memory: Memory
    element: NumberType
    fields: tuple[Field, ...]
    reads: tuple[ir.StateRead, ...]
    extent: int


@frozen(eq=False)
class Extent:
    """A number of elements, or of bytes (``pitch``): what it is computed from, and the values that make sense."""

    fields: tuple[Field, ...]
    reads: tuple[ir.StateRead, ...]
    likely: tuple[int, ...]
    pitch: bool = False


def addresses(body: ir.Body) -> tuple[Address, ...]:
    """The addresses of a body's tiles, loads and stores."""
    sources = _Sources(body)
    found = []
    for tile in body.tiles:
        extent = min(prod(tile.max_shape) * tile.element.bytes * 2, 1 << 17)
        if tile.placement is not None:
            extent = min(ints(tile.placement.extent).high, 1 << 17)
        found.append(Address(tile.operand.memory, tile.element, *sources.of(tile.base), extent))
    for node in (*expressions(body.statements), *statements(body.statements)):
        if isinstance(node, ir.Load | ir.Store):
            found.append(Address(node.memory, node.element, *sources.of(node.address), 256))
    return tuple(found)


def extents(body: ir.Body) -> tuple[Extent, ...]:
    """The shapes and pitches of a body's tiles, and the bounds of its grids and loops."""
    sources = _Sources(body)
    found = []
    for tile in body.tiles:
        for expr, most in zip(tile.shape, tile.max_shape, strict=True):
            found.append(Extent(*sources.of(expr), _sizes(most)))
        dense = min(max(tile.max_shape), LARGE) * tile.element.bytes
        for expr in (tile.pitch,) if tile.pitch is not None else tile.arguments:
            found.append(Extent(*sources.of(expr), (dense, dense, 2 * dense, dense + 64), pitch=True))
    for stmt in statements(body.statements):
        bounds = (
            stmt.extents if isinstance(stmt, ir.Grid) else (stmt.stop,) if isinstance(stmt, ir.Loop) else ()
        )
        for expr in bounds:
            most = expr.type.high if isinstance(expr.type, ir.IntValue) else 1
            found.append(Extent(*sources.of(expr), _sizes(most)))
    return tuple(one for one in found if one.fields or one.reads)


def _sizes(most: int) -> tuple[int, ...]:
    """Numbers of elements worth trying: the most where that is not too many to look at, odd ones, one, none."""
    size = most if most <= LARGE else SOME
    return (size, size, max(size - 1, 0), min(most, 5), 1, 0)


class _Sources:
    """Follows locals back to the fields and the state that they are computed from."""

    def __init__(self, body: ir.Body) -> None:
        self._set: dict[ir.Local, list[ir.Expr]] = {}
        for stmt in statements(body.statements):
            if isinstance(stmt, ir.SetLocal):
                self._set.setdefault(stmt.local, []).append(stmt.value)

    def of(self, expr: ir.Expr) -> tuple[tuple[Field, ...], tuple[ir.StateRead, ...]]:
        """The fields and reads of state in ``expr``, those in the indices of state left out."""
        nodes = list(self._nodes([expr], set()))
        inside = {id(part) for node in nodes if isinstance(node, ir.StateRead) for part in _indices(node)}
        fields = {
            n.field.name: n.field for n in nodes if isinstance(n, ir.FieldValue) and id(n) not in inside
        }
        reads = tuple(n for n in nodes if isinstance(n, ir.StateRead) and id(n) not in inside)
        return tuple(fields.values()), reads

    def _nodes(self, tops: Iterable[ir.Expr], seen: set[ir.Local]) -> Iterator[ir.Expr]:
        for top in tops:
            for node in every(top):
                yield node
                if isinstance(node, ir.LocalRead) and node.local not in seen:
                    seen.add(node.local)
                    yield from self._nodes(self._set.get(node.local, ()), seen)


def _indices(read: ir.StateRead) -> Iterator[ir.Expr]:
    for index in read.index:
        yield from every(index.value)


def element(read: ir.StateRead, operands: dict[str, int]) -> tuple[State, int] | None:
    """The state and the place in row-major order of what is read, where the operands alone say so."""
    place = 0
    for index, size in zip(read.index, read.state.shape, strict=True):
        at = _value(index.value, operands)
        if at is None or not 0 <= at < size:
            return None
        place = place * size + at
    return read.state, place


def _value(expr: ir.Expr, operands: dict[str, int]) -> int | None:
    match expr:
        case ir.Const():
            return expr.value
        case ir.FieldValue():
            return operands.get(expr.field.name)
        case ir.Cut():
            inner = _value(expr.value, operands)
            return None if inner is None else expr.to.low + (inner - expr.to.low) % (1 << expr.to.width)
        case ir.Arith(op="add" | "sub" | "mul"):
            left, right = _value(expr.left, operands), _value(expr.right, operands)
            if left is None or right is None:
                return None
            return left * right if expr.op == "mul" else left + right if expr.op == "add" else left - right
        case _:
            return None
