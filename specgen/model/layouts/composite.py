"""Tensors that lie in several parts: elements with their scales, kept values with their places, blocks without zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item
from specgen.model.layouts.layout import Dim
from specgen.model.layouts.sizes import Size
from specgen.model.types import FixedType, IntegerType

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.layout import Layout
    from specgen.model.types import BlockType, ElementType, NumberType

ELEMENTS, SCALES = "elements", "scales"
VALUES, INDEX = "values", "index"
MASK, OFFSETS = "mask", "offsets"


@frozen()
class Scaled:
    """Elements of a block-scaled format, whose blocks lie along dimension number ``axis``."""

    type: BlockType
    axis: int


@frozen()
class Sparse:
    """Of every ``of`` elements along dimension number ``axis``, ``keep`` are there; the others are zero.

    The part ``index`` says which: their places within the group, ascending. Where fewer are not zero, the zeros at the
    first places that are free are kept with them.
    """

    axis: int
    keep: int
    of: int


@frozen()
class Blocks:
    """Blocks of ``shape`` of which those of zeros alone are left out; the others follow each other, the last dimension fastest.

    The part ``mask`` has a bit for every block, in bits of one; ``offsets``, where there is one, counts the blocks kept
    before each row of blocks (all dimensions but the last).
    """

    shape: tuple[int, ...]


Scheme = Scaled | Sparse | Blocks


@frozen()
class Part:
    """One of the tensors that a composite consists of: its layout, its shape by the sizes of the whole, and its format."""

    name: str
    layout: Layout
    shape: tuple[Size, ...]
    element: NumberType


@frozen(eq=False, kw_only=True)
class Composite(Item):
    """A tensor in several parts, each with a layout of its own; ``scheme`` says what the parts mean."""

    dims: tuple[Dim, ...]
    scheme: Scheme
    element: ElementType
    parts: dict[str, Part]

    def names(self, shape: Sequence[int]) -> dict[str, int]:
        """Return the sizes by dimension. Raises ValueError where a size does not fit."""
        if len(shape) != len(self.dims):
            raise ValueError(f"{self.name} has {len(self.dims)} dimensions, not {len(shape)}")
        for dim, size in zip(self.dims, shape, strict=True):
            dim.check(self.name, size)
        return {dim.name: size for dim, size in zip(self.dims, shape, strict=True)}

    def bind(
        self,
        shape: Sequence[int] | None = None,
        *,
        arguments: Mapping[str, Mapping[str, int]] | None = None,
    ) -> dict[str, Bound]:
        """Return the layouts of the parts of a tensor of ``shape`` (None: the example), by name.

        That of ``values`` in blocks is the layout of one block. ``arguments`` are by part. Raises ValueError with what
        does not fit.
        """
        names = self.names([d.example for d in self.dims] if shape is None else shape)
        given = arguments or {}
        return {
            part.name: part.layout.bind(
                [size.value(names) for size in part.shape],
                element=part.element,
                arguments=given.get(part.name, {}),
            )
            for part in self.parts.values()
        }


def stored(element: ElementType) -> NumberType:
    """Return the format in which an element lies: of a fixed-point number the integer that it is."""
    if isinstance(element, FixedType):
        return IntegerType(element.width, element.signed)
    return element


def kinds(scheme: Scheme, element: ElementType) -> dict[str, NumberType]:
    """Return the formats of the parts that a scheme has, those first that it must have."""
    held = stored(element)
    if isinstance(scheme, Scaled):
        return {ELEMENTS: held, SCALES: scheme.type.scale}
    if isinstance(scheme, Sparse):
        return {VALUES: held, INDEX: IntegerType(max((scheme.of - 1).bit_length(), 1), signed=False)}
    return {VALUES: held, MASK: IntegerType(1, signed=False), OFFSETS: IntegerType(32, signed=False)}


def shape_of(scheme: Scheme, part: str, sizes: Sequence[Size]) -> tuple[Size, ...]:
    """Return the shape of a part of a tensor with these sizes."""
    if isinstance(scheme, Blocks):
        if part == VALUES:
            return tuple(Size(extent) for extent in scheme.shape)
        grid = tuple(size.over(extent) for size, extent in zip(sizes, scheme.shape, strict=True))
        return grid if part == MASK else grid[:-1]
    found = list(sizes)
    if isinstance(scheme, Sparse):
        found[scheme.axis] = found[scheme.axis].over(scheme.of) * Size(scheme.keep)
    elif part == SCALES:
        found[scheme.axis] = found[scheme.axis].over(scheme.type.block)
    return tuple(found)


__all__ = [
    "ELEMENTS",
    "INDEX",
    "MASK",
    "OFFSETS",
    "SCALES",
    "VALUES",
    "Blocks",
    "Composite",
    "Part",
    "Scaled",
    "Scheme",
    "Sparse",
    "kinds",
    "shape_of",
    "stored",
]
