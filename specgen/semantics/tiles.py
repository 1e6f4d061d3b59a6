"""Tile operands: their base, shape and pitch, typed before the first statement."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from specgen.model.isa import Field, TileOperand
from specgen.semantics import ir
from specgen.semantics.build import arith, const, ints
from specgen.semantics.context import Refused, Text, Typer, Wrong
from specgen.semantics.dispatch import integer
from specgen.semantics.parse import SyntaxProblem, parse_expression
from specgen.semantics.types.values import bounds

if TYPE_CHECKING:
    from specgen.model.types import NumberType

MAX_EXTENT = 1 << 24


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
    base = _text(t, operand, "base", operand.base)
    rows, columns = (_extent(t, operand, number) for number in range(2))
    if operand.pitch is not None:
        pitch = _text(t, operand, "pitch", operand.pitch)
    else:
        long = columns if operand.layout.order == "row_major" else rows
        pitch = arith("mul", long, const(kind.bytes, long.span), None, long.span, ast.Name(operand.name))
    for fault in (operand.memory.out_of_range, operand.memory.misaligned):
        if fault is not None:
            t.faults[fault] = None
    most = (ints(rows).high, ints(columns).high)
    return ir.Tile(operand, kind, base, (rows, columns), most, pitch)


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


def _text(t: Typer, operand: TileOperand, name: str | int, content: str) -> ir.Expr:
    path: tuple[str | int, ...] = (name,) if isinstance(name, str) else ("shape", name)
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


def _extent(t: Typer, operand: TileOperand, number: int) -> ir.Expr:
    made = _text(t, operand, number, operand.shape[number])
    held = ints(made)
    if held.low < 0 or held.high > MAX_EXTENT:
        t.text = Text(operand.shape[number], operand.origin, ("shape", number))
        message = f"the shape of {operand.name} lies in {bounds(held)}: it needs a maximum"
        raise Wrong("sem-loop-bound", None, message, "declare the state's max:, or take low bits of it")
    return made
