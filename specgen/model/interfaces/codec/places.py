"""Where the integers of a structure lie, by the names that conditions and counts call them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from specgen.data import frozen
from specgen.model.interfaces.codec.refusals import Refusal
from specgen.model.interfaces.structures import Structure
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces.errors import ErrorCode
    from specgen.model.interfaces.structures import Member

Order = Literal["little", "big"]


@frozen()
class Place:
    """``width`` bits from bit ``low`` of the ``size`` bytes at ``offset``."""

    offset: int
    size: int
    order: Order
    low: int
    width: int
    signed: bool

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest value."""
        of = IntegerType(self.width, self.signed)
        return of.low, of.high


def member_places(members: Iterable[Member], order: Order) -> dict[str, Place]:
    """Return the places of all single integers, bit fields, and those of inner structures (``header.type``)."""
    found: dict[str, Place] = {}
    for member in members:
        one = member.value
        if one is None or one.count is not None:
            continue
        if isinstance(one.type, Structure):
            for name, inner in places(one.type).items():
                found[f"{member.name}.{name}"] = replace(inner, offset=member.offset + inner.offset)
        elif isinstance(one.type, IntegerType):
            whole = Place(member.offset, member.size, order, 0, one.type.width, one.type.signed)
            found[member.name] = whole
            for bits in member.bits:
                found[bits.name] = replace(whole, low=bits.low, width=bits.width, signed=bits.signed)
    return found


@lru_cache(maxsize=1024)
def places(structure: Structure) -> dict[str, Place]:
    """Return `member_places` of a structure."""
    return member_places(structure.members, order_of(structure))


def order_of(structure: Structure) -> Order:
    """Return the order of bytes in its values."""
    return "big" if structure.endian == "big" else "little"


class Window:
    """The bytes of one structure: ``extent`` of them from ``at``; those after are taken for zero.

    ``path`` is what the structure is called where it lies, nothing for an outermost one.
    """

    __slots__ = ("at", "data", "extent", "path", "structure")

    def __init__(self, structure: Structure, data: memoryview, at: int, extent: int, path: str = "") -> None:
        self.structure, self.data, self.at, self.extent, self.path = structure, data, at, extent, path

    def bytes(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes; all of them zero where the last lies beyond."""
        if offset + size > self.extent:
            return bytes(size)
        return bytes(self.data[self.at + offset : self.at + offset + size])

    def number(self, name: str) -> int:
        """Return an integer by its name."""
        place = places(self.structure)[name]
        value = int.from_bytes(self.bytes(place.offset, place.size), place.order) >> place.low
        return narrowed(value, place.width, place.signed)

    def holds(self, condition: Expression) -> bool:
        """Return whether a condition between members holds."""
        return condition.holds({name: self.number(name) for name in condition.names})

    def refusal(
        self, offset: int, name: str, rule: str, message: str, error: ErrorCode | None = None
    ) -> Refusal:
        """Return a refusal of what lies at ``offset`` in the structure and is called ``name`` there."""
        return Refusal(self.at + offset, joined(self.path, name), rule, message, error)


def narrowed(value: int, width: int, signed: bool) -> int:
    """Return the lowest ``width`` bits as a number."""
    value &= (1 << width) - 1
    return value - (1 << width) if signed and value >> (width - 1) else value


def joined(path: str, name: str) -> str:
    """Return the path of a member within what ``path`` names."""
    return f"{path}.{name}" if path and name else path or name
