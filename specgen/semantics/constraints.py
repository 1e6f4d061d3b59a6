"""What the constraints of an instruction's operands say, as conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.build import const
from specgen.semantics.types import BOOL

if TYPE_CHECKING:
    from specgen.model.isa import Constraint, Field
    from specgen.semantics.context import Typer

_OPS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_SPAN = ir.Span(1, 1, 1)


def condition_of(t: Typer, constraint: Constraint) -> Iterator[ir.Expr]:
    """The conditions that hold for every word of the instruction."""
    left = _value(t, constraint.left)
    if not isinstance(constraint.right, tuple):
        yield _compare(_OPS[constraint.op], left, _value(t, constraint.right))
    elif constraint.op != "in":
        yield _compare(_OPS[constraint.op], left, const(constraint.right[0], _SPAN))
    elif constraint.right:
        yield _compare("ge", left, const(min(constraint.right), _SPAN))
        yield _compare("le", left, const(max(constraint.right), _SPAN))
        for value in range(min(constraint.right), min(max(constraint.right), min(constraint.right) + 256)):
            if value not in constraint.right:
                yield _compare("ne", left, const(value, _SPAN))


def _compare(op: str, left: ir.Expr, right: ir.Expr) -> ir.Expr:
    return ir.Compare(op, left, right, type=BOOL, span=_SPAN)


def _value(t: Typer, field: Field) -> ir.Expr:
    if field.name in t.fixed:
        return const(field.value(t.fixed[field.name]), _SPAN)
    return ir.FieldValue(field, type=t.world.field_range(field), span=_SPAN)
