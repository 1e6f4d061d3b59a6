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
class Placement:
    """Where the elements of a tile lie, as its layout says; lengths are in bytes, in bits where elements are ``packed``.

    ``sizes`` follow from the tile's shape and arguments, each from those before it, when the tile is checked; the others
    are made of these. ``extent`` is how many bytes the tile takes. ``crooked`` and ``overlap`` tell whether a stride does not
    suit the element, and whether elements of a tile that is written may share bits. Where an element lies follows from
    its ``index``, then ``steps`` in their order, then ``offset``. ``strides`` are those of each dimension, behind
    ``start``, where nothing else makes up the offset. Offsets are multiples of ``grain`` bits.
    """

    sizes: tuple[tuple[Local, Expr], ...]
    extent: Expr
    crooked: Expr
    overlap: Expr
    index: tuple[Local, ...]
    steps: tuple[tuple[Local, Expr], ...]
    offset: Expr
    packed: bool
    grain: int
    start: int
    strides: tuple[Expr, ...] | None


@frozen(eq=False, sealed=False)
class Tile:
    """A tile operand in this specialisation: typed base (address) and shape; ``max_shape`` bounds the shape.

    ``arguments`` are those given to its layout. Where its elements lie is told by a ``pitch`` in bytes where the layout
    is an order of rows and columns, else by a ``placement``. Checked whole before the first statement, unless it has no
    element: first that all of it lies in the memory and, where it is written, that its elements do not overlap: with a
    pitch, that it is at least the dense one (``out_of_range``); then that base, strides and ``align`` suit the element
    (``misaligned``). Both carry the base.
    """

    operand: TileOperand
    element: NumberType
    base: Expr
    shape: tuple[Expr, ...]
    max_shape: tuple[int, ...]
    arguments: tuple[Expr, ...] = ()
    pitch: Expr | None = None
    placement: Placement | None = None
    reads: bool = False
    writes: bool = False

    @property
    def bits(self) -> int:
        """What an element takes in memory."""
        packed = self.placement is not None and self.placement.packed
        return self.element.width if packed else 8 * self.element.bytes

    @property
    def inputs(self) -> tuple[Expr, ...]:
        """The expressions that all the others are made of."""
        return (self.base, *self.shape, *self.arguments, *(() if self.pitch is None else (self.pitch,)))
