"""A spec's files as text and as trees, with the places where a mistake can be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen.source import Diagnostics, SourceFile, Tree, load_yaml

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A value in a file: its path, its key's and its value's (line, column), 1-based."""

    file: str
    path: Path_
    value: Any
    key_at: tuple[int, int]
    value_at: tuple[int, int]

    @property
    def key(self) -> str:
        return str(self.path[-1])


@dataclass(frozen=True)
class Broken:
    """A file with a mistake: what kind, its new text, and the lines of which one should be named."""

    kind: str
    file: str
    text: str
    lines: frozenset[int]
    what: str


class Files:
    """The YAML files of a spec folder, by relative path."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(p for p in folder.rglob("*.yaml") if not any(q.startswith(".") for q in p.parts))
        self.texts = {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in paths}
        self.places = [place for name, text in self.texts.items() for place in _places(name, text)]

    def line(self, file: str, number: int) -> str:
        return self.texts[file].split("\n")[number - 1]

    def replace(self, file: str, at: tuple[int, int], old: str, new: str) -> str | None:
        """The file's text with ``old`` at (line, column) replaced, or None where it is not there."""
        lines = self.texts[file].split("\n")
        line, column = lines[at[0] - 1], at[1] - 1
        if not line.startswith(old, column):
            return None
        lines[at[0] - 1] = line[:column] + new + line[column + len(old) :]
        return "\n".join(lines)

    def insert(self, file: str, before: int, line: str) -> str:
        lines = self.texts[file].split("\n")
        return "\n".join([*lines[: before - 1], line, *lines[before - 1 :]])


def _places(name: str, text: str) -> Iterator[Place]:
    tree = load_yaml(SourceFile(name, text), Diagnostics())
    if tree is not None:
        yield from _walk(name, tree, tree.data, ())


def _walk(name: str, tree: Tree, data: Any, path: Path_) -> Iterator[Place]:
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in children:
        here = (*path, key)
        at = tree.value_location(here)
        key_at = tree.key_location(here) if isinstance(data, dict) else at
        yield Place(name, here, value, (key_at.line, key_at.column), (at.line, at.column))
        yield from _walk(name, tree, value, here)
