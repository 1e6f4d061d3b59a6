"""A YAML document as plain data, with the place of everything in it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import field
from itertools import zip_longest
from typing import Any

from specgen.data import frozen
from specgen.source.files import Location, SourceFile
from specgen.source.scalar_places import literal_offset, offset_of, token_length
from specgen.source.scalars import spelling_of

Path = Sequence[str | int]
"""Keys (as spelled) and list indices that lead from the root to a value."""


@frozen(eq=False)
class Tree:
    """One document: `data` is dicts (keys are text, as spelled), lists and scalars.

    A path that leads out of the data is cut at its last part that is inside, so every question has an answer.
    `data` must not be changed: its places are found by the identity of its dicts and lists. `places` maps
    that to offsets in the file: where each item of a list begins; by turns, where the keys and values of a
    mapping begin.
    """

    file: SourceFile
    data: Any
    start: int = 0
    places: dict[int, array[int]] = field(default_factory=dict, repr=False)
    unusable: frozenset[tuple[int, str | int]] = field(default=frozenset(), repr=False)
    _ranks: dict[int, dict[str, int]] = field(default_factory=dict, init=False, repr=False)

    def key_location(self, path: Path) -> Location:
        """Return where the last key of `path` stands; for an item of a list, where the item begins."""
        inside = self._inside(path)
        if not inside or isinstance(inside[-1], int):
            return self.value_location(inside)
        offset = self._offsets(inside)[0]
        return self.file.at(offset, token_length(self.file, offset, inside[-1]))

    def value_location(self, path: Path) -> Location:
        """Return where the value at `path` stands; for a block scalar its `|` or `>`."""
        inside = self._inside(path)
        offset = self._offsets(inside)[1]
        return self.file.at(offset, token_length(self.file, offset, _spelling(self.value(inside))))

    def scalar_location(self, path: Path, offset: int = 0, length: int = 1) -> Location:
        """Return where the characters `offset` to `offset + length` of the text or number at `path` stand.

        Of characters on several lines, those on the first are shown.
        """
        inside = self._inside(path)
        value, start = _spelling(self.value(inside)), self._offsets(inside)[1]
        first = offset_of(self.file, start, value, offset)
        last = offset_of(self.file, start, value, offset + max(length, 1) - 1)
        return self.file.at(first, max(last + 1 - first, 1))

    def text_location(self, path: Path, line: int, column: int, end_column: int | None = None) -> Location:
        """Return where `line` and `column`, from 1, of the text at `path` stand, however it is quoted."""
        inside = self._inside(path)
        value, start = _spelling(self.value(inside)), self._offsets(inside)[1]
        length = (end_column or column + 1) - column
        if self.file.text.startswith("|", start):
            return self.file.at(literal_offset(self.file, start, value, line, column), length)
        before = sum(len(text) + 1 for text in value.split("\n")[: line - 1])
        return self.scalar_location(inside, min(before + column - 1, len(value)), length)

    def locate(self, loc: Path) -> Location:
        """Return the place of a validation error; parts that are not in the data (union tags) are skipped."""
        return self.value_location(self.resolve(loc))

    def resolve(self, loc: Path) -> tuple[str | int, ...]:
        """Return the path that `locate` uses: `loc` without the parts that are not in the data."""
        return self._inside([part for part, inside in zip(loc, self.inside(loc), strict=True) if inside])

    def inside(self, loc: Path) -> tuple[bool, ...]:
        """Return for each part of `loc` whether it is in the data; the others name branches of unions.

        So does one that is in the data, but leads no further where the next part does.
        """
        here, found = self.data, []
        for part, behind in zip_longest(loc, loc[1:]):
            key = _key(here, part)
            ends = key is not None and not isinstance(here[key], dict | list)
            found.append(
                key is not None and not (ends and behind is not None and _key(here, behind) is not None)
            )
            here = here[key] if found[-1] else here
        return tuple(found)

    def refused(self, path: Path) -> bool:
        """Whether the value at `path` was reported as unusable (an alias, `010`): say no more about it."""
        inside = self._inside(path)
        return bool(self.unusable and inside) and (id(self.value(inside[:-1])), inside[-1]) in self.unusable

    def _inside(self, path: Path) -> tuple[str | int, ...]:
        here, inside = self.data, []
        for part in path:
            key = _key(here, part)
            if key is None:
                break
            inside.append(key)
            here = here[key]
        return tuple(inside)

    def value(self, path: Path) -> Any:
        """Return the value at `path`, which must be in the data."""
        here = self.data
        for part in path:
            here = here[part]
        return here

    def _offsets(self, path: Path) -> tuple[int, int]:
        """Return where the key and the value at `path` begin; an item of a list has no key but itself."""
        if not path:
            return self.start, self.start
        container, last = self.value(path[:-1]), path[-1]
        places = self.places[id(container)]
        if isinstance(last, int):
            return places[last], places[last]
        ranks = self._ranks.get(id(container))
        if ranks is None:
            ranks = self._ranks[id(container)] = {key: rank for rank, key in enumerate(container)}
        return places[2 * ranks[last]], places[2 * ranks[last] + 1]


def _key(container: Any, part: str | int) -> str | int | None:
    """Return `part` as `container` knows it, or None where it does not."""
    if isinstance(container, dict):
        text = str(part)
        return text if text in container else None
    if isinstance(container, list) and isinstance(part, int) and 0 <= part < len(container):
        return part
    return None


def _spelling(value: Any) -> str:
    """Return the likely text of a value; of a mapping, its first key."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return next(iter(value), "")
    return spelling_of(value) if isinstance(value, int | float) else ""
