"""Which structures and enums are written, and in which order: each after what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.model.interfaces import Structure

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Member, Value
    from specgen.model.isa import Enum


def ordered(structures: Iterable[Structure]) -> list[Structure]:
    """Return the structures, each after those that lie in it."""
    found: dict[Structure, None] = {}
    for one in structures:
        _visit(one, found)
    return list(found)


def _visit(one: Structure, found: dict[Structure, None]) -> None:
    if one in found:
        return
    for value in values(one):
        if isinstance(value.type, Structure):
            _visit(value.type, found)
    found[one] = None


def values(structure: Structure) -> Iterator[Value]:
    """Yield what may stand in its members, every arm of a union among them."""
    for member in structure.members:
        yield from values_of(member)


def values_of(member: Member) -> tuple[Value, ...]:
    """Return what may stand in a member."""
    return member.arms or ((member.value,) if member.value is not None else ())


def enums(architecture: Architecture) -> list[Enum]:
    """Return the enums that structures use, in the order of the spec."""
    used = {
        enum
        for structure in architecture.structures.values()
        for member in structure.members
        for enum in (*(b.enum for b in member.bits), *(v.enum for v in values_of(member)))
    }
    return [enum for enum in architecture.enums.values() if enum in used]


@lru_cache(maxsize=1024)
def depth(structure: Structure) -> int:
    """Return how many structures lie in each other, itself included."""
    inner = [v.type for v in values(structure) if isinstance(v.type, Structure)]
    return 1 + max(map(depth, inner), default=0)
