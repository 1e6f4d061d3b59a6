"""Places that the semantics of one instruction have: locals, and windows onto memories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.isa import TileOperand
    from specgen.model.types import NumberType
    from specgen.semantics.ir.expressions import Expr
    from specgen.semantics.ir.values import Value


@frozen(eq=False, sealed=False)
class Local:
    """A local variable: ``declared`` type if any (values are already cut to it), and the value type that covers all it holds."""

    name: str
    type: Value
    declared: NumberType | None = None


@frozen(eq=False, sealed=False)
class LocalArray:
    """A fixed-size local array, zero at first."""

    name: str
    element: NumberType
    shape: tuple[int, ...]


@frozen(eq=False, sealed=False)
class Tile:
    """A tile operand in this specialisation: typed base (address), shape and pitch; ``max_shape`` bounds the shape.

    Checked whole before the first statement, unless it has no element: first that all of it lies in the memory and,
    where it is written, that its rows (columns) do not overlap, that is |pitch| is at least the dense one
    (``out_of_range``); then that base, pitch and ``align`` suit the element (``misaligned``). Both carry the base.
    """

    operand: TileOperand
    element: NumberType
    base: Expr
    shape: tuple[Expr, Expr]
    max_shape: tuple[int, int]
    pitch: Expr
    reads: bool = False
    writes: bool = False
