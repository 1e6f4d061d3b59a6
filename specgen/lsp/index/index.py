"""All names of a spec and what each means, over the trees of its files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from specgen.data import frozen
from specgen.lsp.index.cursor import Path
from specgen.lsp.index.mentions import Mention
from specgen.lsp.index.slots import DEFINE
from specgen.model.merge import SECTIONS
from specgen.source import Tree

Symbol = Path
"""A thing that has a name, by the path that leads to where that stands: ``("formats", "r", "fields", "rd")``."""


@frozen(slots=False, eq=False)
class FileIndex:
    """A file, by its path, and the names in it, in the order in which they stand."""

    path: str
    tree: Tree
    mentions: tuple[Mention, ...]

    @cached_property
    def by_word(self) -> Mapping[str, tuple[Mention, ...]]:
        """The mentions of each word."""
        found: dict[str, list[Mention]] = {}
        for one in self.mentions:
            found.setdefault(one.word, []).append(one)
        return {word: tuple(ones) for word, ones in found.items()}

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.mentions]

    def around(self, offset: int) -> list[Mention]:
        """Return the names that a cursor is in, or right behind, the shortest last."""
        last = bisect_right(self._starts, offset)
        near = self.mentions[max(last - 4, 0) : last]
        return sorted((one for one in near if one.end >= offset), key=lambda one: one.start - one.end)


@frozen()
class Place:
    """Characters of a file that name something."""

    file: FileIndex
    mention: Mention


class Index:
    """What the names in a spec's files mean."""

    def __init__(self, files: Mapping[str, FileIndex]) -> None:
        self.files = files
        self.items: dict[tuple[str, str], FileIndex] = {}
        for file in files.values():
            data = file.tree.data
            for section in SECTIONS:
                inner = data.get(section) if isinstance(data, dict) else None
                for name in inner if isinstance(inner, dict) else ():
                    self.items.setdefault((section, name), file)

    def value(self, symbol: Symbol) -> Any:
        """Return what is written at a path, in the file that has its item; None where there is nothing."""
        file = self.items.get((str(symbol[0]), str(symbol[1]))) if len(symbol) > 1 else None
        here = file.tree.data if file else None
        for part in symbol:
            if isinstance(here, dict):
                here = here.get(part)
            elif isinstance(here, list) and isinstance(part, int) and part < len(here):
                here = here[part]
            else:
                return None
        return here

    def has(self, symbol: Symbol) -> bool:
        """Whether something has a name there."""
        if len(symbol) == 2:
            return (symbol[0], symbol[1]) in self.items
        inner = self.value(symbol[:-1])
        return isinstance(inner, dict) and symbol[-1] in inner

    def find(self, *path: object) -> Symbol | None:
        """Return a path where something has a name; None where nothing has, or a part of the path is none."""
        symbol = tuple(part for part in path if isinstance(part, str | int))
        return symbol if len(symbol) == len(path) and self.has(symbol) else None

    def names(self, path: Path) -> tuple[str, ...]:
        """Return the names of what stands under a path: of all files, where that is a section."""
        if len(path) == 1:
            return tuple(name for section, name in self.items if section == path[0])
        inner = self.value(path)
        return tuple(inner) if isinstance(inner, dict) else ()

    def meaning(self, mention: Mention) -> Symbol | None:
        """Return what a name means, or None where it means nothing of the spec."""
        from specgen.lsp.index.scopes import meaning

        return meaning(self, mention)

    def at(self, path: str, offset: int) -> tuple[Mention, Symbol] | None:
        """Return the name at a place of a file, and what it means."""
        file = self.files.get(path)
        found = ((one, self.meaning(one)) for one in reversed(file.around(offset))) if file else ()
        return next(((one, symbol) for one, symbol in found if symbol is not None), None)

    def occurrences(self, symbol: Symbol) -> Iterator[Place]:
        """Yield all places that name something, that of its definition included."""
        for file in self.files.values():
            for one in file.by_word.get(str(symbol[-1]), ()):
                if self.meaning(one) == symbol:
                    yield Place(file, one)

    def definition(self, symbol: Symbol) -> Place | None:
        """Return where a name is given to something; of a local name, where it is first set."""
        places = list(self.occurrences(symbol))
        keys = (one for one in places if one.mention.kind == DEFINE and one.mention.path == symbol)
        return next(keys, places[0] if places else None)

    def definitions(self) -> Iterator[Place]:
        """Yield where all things get their names."""
        for file in self.files.values():
            yield from (Place(file, one) for one in file.mentions if one.kind == DEFINE)
