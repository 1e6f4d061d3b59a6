"""Elements of tensors that files and calls name by their number formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.types import BlockType

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.types import DataType


def element_bits(architecture: Architecture, name: str) -> int:
    """Return the bits of an element of a format, of a block format those of its elements; 0 where there is none such."""
    from specgen.model.resolve.context import integer_type

    found: DataType | None = (
        architecture.types.get(name)
        or architecture.integer_types.get(name)
        or architecture.fixed_types.get(name)
        or architecture.block_types.get(name)
        or integer_type(name)
    )
    if isinstance(found, BlockType):
        found = found.element
    return found.width if found is not None else 0
