"""What a file declares, as an outline; and what a whole spec does, by a part of its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from specgen.data import frozen
from specgen.lsp.index.cursor import Path
from specgen.lsp.index.index import FileIndex, Index, Place
from specgen.lsp.index.slots import DEFINE

MOST: Final = 400
"""Answers to one search."""


@frozen()
class Outline:
    """A thing: its name from ``first`` to ``last``, all of it from there to ``end``, and what lies within it."""

    name: str
    detail: str
    path: Path
    first: int
    last: int
    end: int
    inner: tuple[Outline, ...] = ()


def outline(file: FileIndex) -> tuple[Outline, ...]:
    """Return the sections of a file and, in each, what it declares."""
    data = file.tree.data
    keys = {one.path: one for one in file.mentions if one.kind == DEFINE}
    text = file.tree.file.text
    made = []
    sections = list(data) if isinstance(data, dict) else []
    starts = [_key(file, (name,)) for name in sections]
    for section, start, end in zip(sections, starts, [*starts, len(text)][1:], strict=True):
        below = [one for path, one in keys.items() if path[0] == section]
        inner = _nested(file, [one for one in below if one.path], end)
        made.append(Outline(section, "", (section,), start, start + len(section), end, inner))
    return tuple(made)


def _nested(file: FileIndex, ones: list[Any], end: int) -> tuple[Outline, ...]:
    """Return the things that no other one of them holds, each with those that it holds."""
    made: list[Outline] = []
    number = 0
    while number < len(ones):
        own = ones[number]
        depth = len(own.path)
        held = number + 1
        while held < len(ones) and ones[held].path[:depth] == own.path:
            held += 1
        until = ones[held].start if held < len(ones) else end
        inner = _nested(file, ones[number + 1 : held], until)
        value = file.tree.value(own.path)
        detail = str(value.get("summary") or "") if isinstance(value, dict) else ""
        made.append(Outline(own.word, detail, own.path, own.start, own.end, until, inner))
        number = held
    return tuple(made)


def _key(file: FileIndex, path: Path) -> int:
    at = file.tree.key_location(path)
    return file.tree.file.offset(at.line, at.column)


def matching(indices: Iterable[Index], asked: str) -> list[Place]:
    """Return what is declared in specs under a name that has the letters asked for, in their order; items first."""
    wanted = asked.casefold()
    found = [
        one for index in indices for one in index.definitions() if _fits(one.mention.word.casefold(), wanted)
    ]
    found.sort(
        key=lambda one: (len(one.mention.path), wanted not in one.mention.word.casefold(), one.mention.word)
    )
    return found[:MOST]


def _fits(name: str, wanted: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in wanted)
