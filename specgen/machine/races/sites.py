"""Where a body touches memory and state: each place in its text, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.machine.races.linear import constant, product, rebuilt, sum_of
from specgen.machine.races.tiles import element_bytes, element_value
from specgen.semantics import ir
from specgen.semantics.facts import root
from specgen.semantics.walk import inner, own, parts

if TYPE_CHECKING:
    from specgen.model.execution import State
    from specgen.model.memory import Memory


@dataclass(frozen=True, slots=True)
class Frame:
    """A statement at ``position`` of a ``block``, which stands inside of ``owner`` (None: the body itself)."""

    owner: ir.Stmt | None
    block: tuple[ir.Stmt, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Site:
    """An access: ``size`` bytes of a memory from ``address`` on, or ``size`` bits of a state (of its root).

    ``frames`` lead to its statement, from the outside in; ``conditions`` are those of the ``a if b else c`` around it,
    each with the value that it must have.
    """

    place: Memory | State
    writes: bool
    address: ir.Expr
    size: int
    line: int
    frames: tuple[Frame, ...]
    conditions: tuple[tuple[ir.Expr, bool], ...] = ()
    at_issue: bool = False


def sites(body: ir.Body) -> Iterator[Site]:
    """All accesses of a body, in the order written."""
    yield from _block(body.statements, None, ())


def _block(block: tuple[ir.Stmt, ...], owner: ir.Stmt | None, around: tuple[Frame, ...]) -> Iterator[Site]:
    for position, stmt in enumerate(block):
        frames = (*around, Frame(owner, block, position))
        for top in own(stmt):
            for expr, conditions in _evaluated(top, ()):
                yield from _reads(expr, frames, conditions)
        yield from _writes(stmt, frames)
        for nested in inner(stmt):
            yield from _block(nested, stmt, frames)


Conditions = tuple[tuple[ir.Expr, bool], ...]


def _evaluated(expr: ir.Expr, conditions: Conditions) -> Iterator[tuple[ir.Expr, Conditions]]:
    """An expression and its parts, with the conditions under which they are evaluated."""
    if isinstance(expr, ir.Select):
        yield from _evaluated(expr.condition, conditions)
        yield from _evaluated(expr.then, (*conditions, (expr.condition, True)))
        yield from _evaluated(expr.otherwise, (*conditions, (expr.condition, False)))
    elif isinstance(expr, ir.Divide) and expr.zero is not None:
        yield from _evaluated(expr.left, conditions)
        yield from _evaluated(expr.right, conditions)
        nothing = ir.Compare("eq", expr.right, constant(0, expr.span), type=ir.BoolValue(), span=expr.span)
        yield from _evaluated(expr.zero, (*conditions, (nothing, True)))
    else:
        for part in parts(expr):
            yield from _evaluated(part, conditions)
    yield expr, conditions


def _reads(expr: ir.Expr, frames: tuple[Frame, ...], conditions: Conditions) -> Iterator[Site]:
    line = expr.span.line
    match expr:
        case ir.Load():
            yield Site(expr.memory, False, expr.address, expr.element.bytes, line, frames, conditions)
        case ir.TileRead():
            for address, size in element_bytes(expr.tile, expr.index):
                yield Site(expr.tile.operand.memory, False, address, size, line, frames, conditions)
        case ir.StateRead():
            address, size = _bits(expr.state, expr.index, expr.span)
            yield Site(root(expr.state), False, address, size, line, frames, conditions, expr.at_issue)


def _writes(stmt: ir.Stmt, frames: tuple[Frame, ...]) -> Iterator[Site]:
    line = stmt.span.line
    match stmt:
        case ir.Store():
            yield Site(stmt.memory, True, stmt.address, stmt.element.bytes, line, frames)
        case ir.TileWrite():
            for address, size in element_bytes(stmt.tile, stmt.index):
                yield Site(stmt.tile.operand.memory, True, address, size, line, frames)
        case ir.SetState():
            address, size = _bits(stmt.state, stmt.index, stmt.span)
            yield Site(root(stmt.state), True, address, size, line, frames)


def _bits(state: State, index: Iterable[ir.Index], span: ir.Span) -> tuple[ir.Expr, int]:
    """The first bit of an element, from the beginning of its state on, and how many it has."""
    width = state.type.width
    place, stride = constant(0, span), width
    for one in reversed(tuple(index)):
        place = sum_of(product(one.value, constant(stride, span)), place)
        stride *= one.extent
    return place, width


def loaded(expr: ir.Expr) -> ir.Expr:
    """An expression in which elements of tiles are read by their addresses."""
    changed = rebuilt(expr, loaded)
    if not isinstance(changed, ir.TileRead):
        return changed
    return element_value(changed.tile, changed.index, changed.type)
