"""The files of a spec, divided into pages, and the address of a place in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.origin import Origin
    from specgen.source import SourceFile

FOLDER = "source"
_MOST = 30_000  # characters of a file that one page takes
_LINE = 40  # what a line takes besides its own characters
_THING = re.compile(r" {0,2}[^\s#]")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines ``first`` to ``last`` of a file, on a page of their own."""

    page: str
    first: int
    last: int


class Sources:
    """The files that the things of some variants are written in, by their paths from the folder of ``spec.yaml``."""

    def __init__(self, architectures: Iterable[Architecture]) -> None:
        variants = list(architectures)
        root = dirname(variants[0].origin.tree.file.path) or "."
        found = {file.path: file for one in variants for file in _files(one) if file.text}
        shown = sorted((_shown(path, root), file) for path, file in found.items())
        self.files: dict[str, SourceFile] = dict(shown)
        self._names = {file.path: name for name, file in self.files.items()}
        taken: set[str] = set()
        self.parts: dict[str, list[Part]] = {
            name: list(_parts(_page(name, taken), file)) for name, file in self.files.items()
        }

    def place(self, origin: Origin) -> tuple[str, int, Part | None]:
        """Where a thing is written: the file, the line, and the part that shows it, if one does."""
        at = origin.key()
        name = self._names.get(at.file.path, "")
        parts = (part for part in self.parts.get(name, ()) if part.first <= at.line <= part.last)
        return name, at.line, next(parts, None)


def _files(architecture: Architecture) -> Iterator[SourceFile]:
    """The files of all things of a variant; a file may come more than once."""
    yield architecture.origin.tree.file
    for value in vars(architecture).values():
        for item in value.values() if isinstance(value, dict) else ():
            origin = getattr(item, "origin", None)
            if origin is not None:
                yield origin.tree.file


def _shown(path: str, root: str) -> str:
    """A file's path from the folder of ``spec.yaml``, so that pages do not tell where that was read from."""
    return path if path.startswith("std:") else relpath(path, root)


def _page(name: str, taken: set[str]) -> str:
    """The page of a file: its path in words that every address can hold, those outside of the folder apart."""
    parts = name.removesuffix(".yaml").replace("std:", "std/").split("/")
    inside = [part for part in parts if part not in ("..", ".")]
    words = [re.sub(r"[^A-Za-z0-9_-]+", "_", part) or "_" for part in inside]
    page = "/".join([FOLDER, *(["outside"] if len(inside) < len(parts) else []), *words])
    while page in taken:
        page += "_"
    taken.add(page)
    return page


def _parts(page: str, file: SourceFile) -> Iterator[Part]:
    """The lines of a file in parts of some size, each but the first beginning with a thing where that can be."""
    lines = file.text.removesuffix("\n").split("\n")
    first, size, thing = 1, 0, 1
    for number, line in enumerate(lines, 1):
        if _THING.match(line):
            thing = number
        cost = len(line) + _LINE
        if size + cost > _MOST and number > first:
            start = thing if thing > first else number
            yield Part(page if first == 1 else f"{page}-L{first}", first, start - 1)
            first, size = start, sum(len(one) + _LINE for one in lines[start - 1 : number - 1])
        size += cost
    yield Part(page if first == 1 else f"{page}-L{first}", first, len(lines))
