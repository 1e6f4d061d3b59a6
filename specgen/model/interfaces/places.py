"""Where something lies in the bytes of a structure: a member, a member of a member, some of its bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.interfaces.structures import Structure
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces.structures import BitField, Member


@frozen(eq=False)
class Place:
    """A member, ``offset`` bytes from the beginning of the outermost structure; of an integer perhaps some ``bits``."""

    offset: int
    structure: Structure
    member: Member
    bits: BitField | None = None

    @property
    def whole(self) -> bool:
        """Whether it holds one integer."""
        value = self.member.value
        return self.bits is not None or (value is not None and value.count is None and not self.compound)

    @property
    def compound(self) -> bool:
        """Whether it is made of others: a structure, a union, floats."""
        value = self.member.value
        return value is None or not isinstance(value.type, IntegerType)

    @property
    def width(self) -> int:
        """Bits of its value, or of one of its values."""
        if self.bits is not None:
            return self.bits.width
        return 8 * (self.member.value.element_size if self.member.value is not None else self.member.size)


def place_of(structure: Structure, path: str) -> Place | None:
    """Return what ``member``, ``bits`` or ``member.inner`` (any depth) means in a structure, or None."""
    first, _, rest = path.partition(".")
    member = structure.by_name.get(first)
    if member is None:
        found = structure.bit_fields.get(first)
        return Place(found[0].offset, structure, *found) if found is not None and not rest else None
    if not rest:
        return Place(member.offset, structure, member)
    inner = member.value.type if member.value is not None and member.value.count is None else None
    if not isinstance(inner, Structure):
        return None
    place = place_of(inner, rest)
    return place and Place(member.offset + place.offset, place.structure, place.member, place.bits)
