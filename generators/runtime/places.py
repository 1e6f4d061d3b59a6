"""Where values lie in packets, programs and files, for C."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.model.interfaces import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.interfaces import Structure


@dataclass(frozen=True, slots=True)
class Spot:
    """A constant ``name`` of C for some bits of an integer in a structure; nowhere where ``bytes`` is 0."""

    name: str
    offset: int
    bytes: int
    low: int
    bits: int


def spot(name: str, structure: Structure, path: str | None) -> Spot:
    """Return where ``path`` lies in a structure; nowhere where it is None, or no part of it."""
    found = place_of(structure, path) if path is not None else None
    if found is None:
        return Spot(name, 0, 0, 0, 0)
    value = found.member.value
    size = value.element_size if value is not None and value.count is None else found.member.size
    if size > 8:
        return Spot(name, found.offset, 0, 0, 0)
    low, bits = (found.bits.low, found.bits.width) if found.bits is not None else (0, 8 * size)
    return Spot(name, found.offset, size, low, bits)


def spots(
    prefix: str, structure: Structure, roles: dict[str, str], wanted: tuple[str, ...]
) -> Iterator[Spot]:
    """Yield where the members that play roles lie; those that nobody plays are nowhere."""
    for role in wanted:
        yield spot(f"{prefix}_{role}".upper(), structure, roles.get(role))
