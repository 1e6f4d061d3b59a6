"""Tile operands: their base, shape and arguments, typed before the first statement."""

from __future__ import annotations

import ast
from math import gcd
from typing import TYPE_CHECKING

from specgen.model.isa import Field, TileOperand
from specgen.semantics import ir
from specgen.semantics.build import arith, const, ints
from specgen.semantics.context import Refused, Text, Typer, Wrong
from specgen.semantics.dispatch import integer
from specgen.semantics.parse import SyntaxProblem, parse_expression
from specgen.semantics.placing import Placing
from specgen.semantics.types.values import bounds

if TYPE_CHECKING:
    from specgen.model.types import NumberType

MAX_EXTENT = 1 << 24
MAX_PACKED = 48
"""Bits of an element that does not begin at a byte."""


def type_tile(t: Typer, operand: TileOperand) -> None:
    """Type a tile operand and add it to the body; what is wrong with it is reported."""
    element = operand.element
    kind: NumberType | None = t.choices.get(element.name) if isinstance(element, Field) else element
    before, t.text = t.text, Text(operand.memory.name, operand.origin, ("memory",))
    try:
        if kind is None:
            t.text = Text(element.name, operand.origin, ("element",))
            message = f"the field {element.name} chooses no number format"
            raise Wrong("sem-unknown-type", None, message, "give every value of its enum a type")
        t.tiles.append(_tile(t, operand, kind))
    except Refused as refused:
        t.report(refused)
    finally:
        t.text = before


def _tile(t: Typer, operand: TileOperand, kind: NumberType) -> ir.Tile:
    reached(t, operand)
    layout = operand.layout
    base = _text(t, operand, operand.base, "base")
    shape = tuple(_extent(t, operand, number) for number in range(len(operand.shape)))
    arguments = {name: _argument(t, operand, name, text) for name, text in operand.arguments.items()}
    for fault in (operand.memory.out_of_range, operand.memory.misaligned):
        if fault is not None:
            t.faults[fault] = None
    most = tuple(ints(extent).high for extent in shape)
    if layout.order:
        long = shape[1] if layout.order == "row_major" else shape[0]
        dense = arith("mul", long, const(kind.bytes, long.span), None, long.span, ast.Name(operand.name))
        return ir.Tile(operand, kind, base, shape, most, pitch=arguments.get("pitch", dense))
    stored = _stored(t, operand, kind)
    beyond = 8 * operand.memory.size + stored
    placing = Placing(layout, operand.name, shape, arguments, stored, beyond)
    return ir.Tile(operand, kind, base, shape, most, tuple(arguments.values()), placement=placing.placement())


def _stored(t: Typer, operand: TileOperand, kind: NumberType) -> int:
    """The bits that an element takes. Raises ``Wrong`` where the layout is not for it."""
    layout = operand.layout
    try:
        bound = layout.bind(element=kind)
    except ValueError as wrong:
        t.text = Text(layout.name, operand.origin, ("layout",))
        message = f"{operand.name} cannot have elements of {kind.name} here: {wrong}"
        raise Wrong("sem-tile-element", None, message, "name the element that the layout has") from None
    stored = bound.width * bound.unit
    if stored % 8 and stored > MAX_PACKED:
        t.text = Text(layout.name, operand.origin, ("layout",))
        message = f"{layout.name} packs elements of {stored} bits, more than {MAX_PACKED}"
        raise Wrong("sem-tile-element", None, message, "leave out packed: true")
    return stored


def reached(t: Typer, operand: TileOperand) -> None:
    """Refuse a tile in a memory that its engine cannot reach, or that has no fault for what leaves it."""
    memory = operand.memory
    if memory.reachable_by and t.runs_on not in memory.reachable_by:
        message = f"{operand.name} is in {memory.name}, which {t.runs_on} cannot reach"
        raise Wrong(
            "sem-unreachable-memory", None, message, f"it is reachable by {', '.join(memory.reachable_by)}"
        )
    if memory.out_of_range is None:
        message = f"{operand.name} may leave {memory.name}, which names no fault for that"
        raise Wrong("sem-address", None, message, f"declare {memory.name}'s out_of_range:")


def _text(t: Typer, operand: TileOperand, content: str, *path: str | int) -> ir.Expr:
    text = Text(content, operand.origin, path)
    tree = parse_expression(content)
    if isinstance(tree, SyntaxProblem):
        t.world.syntax_error(tree, text)
        raise t.said(operand.name)
    before, t.text = t.text, text
    try:
        return integer(t, tree)
    except Wrong as wrong:
        t.report(wrong)
        raise t.said(operand.name) from None
    finally:
        t.text = before


def _written(operand: TileOperand, *paths: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where of several places something was written; the layout, if nowhere."""
    tree, above = operand.origin.tree, operand.origin.path
    return next((path for path in paths if tree.resolve((*above, *path)) == (*above, *path)), ("layout",))


def _argument(t: Typer, operand: TileOperand, name: str, content: str) -> ir.Expr:
    path = _written(operand, ("arguments", name), (name,))
    made = _text(t, operand, content, *path)
    if ints(made).low < 0 and not operand.layout.order:
        t.text = Text(content, operand.origin, path)
        message = f"the {name} of {operand.name} lies in {bounds(ints(made))}: it may be negative"
        raise Wrong("sem-tile-shape", None, message, f"cut it, such as u32({content})")
    return made


def _extent(t: Typer, operand: TileOperand, number: int) -> ir.Expr:
    content, dim = operand.shape[number], operand.layout.dims[number]
    path = _written(operand, ("shape", number), ("shape", dim.name))
    made = _text(t, operand, content, *path)
    held = ints(made)
    t.text = Text(content, operand.origin, path)
    fixed, most = dim.size.known, MAX_EXTENT if dim.most is None else min(dim.most, MAX_EXTENT)
    if fixed is not None and (held.low, held.high) != (fixed, fixed):
        message = f"{dim.name} of {operand.layout.name} is {fixed}, and here {bounds(held)}"
        raise Wrong("sem-tile-shape", None, message, f"write {fixed}, or leave it out")
    if held.low < 0 or held.high > most:
        message = f"the shape of {operand.name} lies in {bounds(held)}: it needs a maximum"
        if dim.most is not None:
            message = f"{dim.name} of {operand.layout.name} is at most {dim.most}, and here it lies in {bounds(held)}"
        raise Wrong("sem-loop-bound", None, message, "declare the state's max:, or take low bits of it")
    multiple = operand.layout.multiples[dim.name]
    if fixed is None and factor_of(made) % multiple:
        message = f"{dim.name} of {operand.layout.name} is a multiple of {multiple}"
        hint = f"write it as one: {multiple} * n"
        if multiple != dim.multiple:
            hint += f", or let {operand.layout.name} pad"
        raise Wrong("sem-tile-shape", None, message, hint)
    return made


def factor_of(expr: ir.Expr) -> int:
    """A number that an integer is known to be a multiple of; 0 for zero, which is one of all."""
    match expr:
        case ir.Const():
            return abs(expr.value)
        case ir.Arith(op="mul"):
            return factor_of(expr.left) * factor_of(expr.right)
        case ir.Arith(op="shl") if isinstance(expr.right, ir.Const):
            return factor_of(expr.left) << expr.right.value
        case ir.Arith(op="add" | "sub") | ir.MinMax():
            return gcd(factor_of(expr.left), factor_of(expr.right))
        case _:
            return 1
