"""Members of structures in the bytes of a file, by the roles that they play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from specgen.model.interfaces import place_of
from specgen.model.interfaces.codec import unpack
from specgen.model.interfaces.codec.places import narrowed, order_of, places

if TYPE_CHECKING:
    from specgen.model.interfaces import Structure
    from specgen.model.interfaces.codec import Values


class Row:
    """One structure at ``at``: ``row[role]`` is an integer, 0 where nothing plays the role."""

    __slots__ = ("at", "data", "roles", "structure")

    def __init__(self, structure: Structure, roles: Mapping[str, str], data: memoryview, at: int) -> None:
        self.structure, self.roles, self.data, self.at = structure, roles, data, at

    def __contains__(self, role: str) -> bool:
        return role in self.roles

    def __getitem__(self, role: str) -> int:
        path = self.roles.get(role)
        if path is None:
            return 0
        place = places(self.structure)[path]
        at = self.at + place.offset
        value = int.from_bytes(self.data[at : at + place.size], place.order) >> place.low
        return narrowed(value, place.width, place.signed)

    def get(self, role: str, default: int) -> int:
        """The integer, or another one where nothing plays the role."""
        return self[role] if role in self.roles else default

    def place(self, role: str) -> int:
        """Where in the file the member is."""
        return self.at + _span(self.structure, self.roles[role])[0]

    def bytes(self, role: str) -> bytes:
        """The bytes of a member that is an array or text."""
        offset, size = _span(self.structure, self.roles[role])
        return bytes(self.data[self.at + offset : self.at + offset + size])

    def numbers(self, role: str) -> tuple[int, ...]:
        """The integers of an array."""
        place = place_of(self.structure, self.roles[role])
        assert place is not None
        size, order, data = place.width // 8, order_of(self.structure), self.bytes(role)
        return tuple(int.from_bytes(data[i : i + size], order) for i in range(0, len(data), size))

    def none(self, role: str) -> bool:
        """Whether a number that refers to something refers to nothing: all of its bits are ones, or nothing plays the role."""
        path = self.roles.get(role)
        return path is None or self[role] & (mask := (1 << places(self.structure)[path].width) - 1) == mask

    @property
    def values(self) -> Values:
        """All members, by their own names."""
        return unpack(self.structure, self.data, self.at, checked=False)


class Rows(Sequence[Row]):
    """The entries of a section, read when they are looked at."""

    def __init__(
        self, structure: Structure, roles: Mapping[str, str], data: memoryview, at: int, count: int
    ) -> None:
        self.structure, self.roles, self._data, self._at, self._count = structure, roles, data, at, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        return Row(self.structure, self.roles, self._data, self._at + index * self.structure.size)

    def __iter__(self) -> Iterator[Row]:
        return (self[i] for i in range(self._count))


@lru_cache(maxsize=1024)
def _span(structure: Structure, path: str) -> tuple[int, int]:
    place = place_of(structure, path)
    assert place is not None
    return place.offset, place.member.size
