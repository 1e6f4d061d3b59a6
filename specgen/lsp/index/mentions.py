"""What a file says of names: each place where one stands, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.data import frozen
from specgen.lsp.index.cursor import Path
from specgen.lsp.index.slots import Slot, shape
from specgen.lsp.index.words import Word, places, places_of_text, words, words_of_line
from specgen.source import Tree

_WHOLE = frozenset(("element", "dimension", "axis", "agent", "agent_state", "handle", "parameter_of_call"))
"""Kinds of places that are one name as a whole, besides references to sections and keys."""


@frozen(sealed=False)
class Mention:
    """A name in a file, its characters from ``start`` to ``end``.

    ``path`` leads to the text (or key) that it stands in, ``kind`` is the place's (``slots``), ``before`` and ``role``
    are those of the word in it. ``digit`` follows the name of a dimension.
    """

    word: str
    start: int
    end: int
    path: Path
    kind: str
    before: tuple[str, ...] = ()
    role: str = ""
    digit: str = ""


def mentions(tree: Tree) -> list[Mention]:
    """Return all names of a file in the order in which they stand."""
    found = list(_of(tree, tree.data, shape(), (), tree.start))
    found.sort(key=lambda one: (one.start, -one.end))
    return found


def _of(tree: Tree, value: object, slot: Slot, path: Path, start: int) -> Iterator[Mention]:
    if isinstance(value, dict):
        places_ = tree.places[id(value)]
        for rank, (key, inner) in enumerate(value.items()):
            where = (*path, key)
            if slot.keys:
                yield from _of_key(tree, key, slot.keys, where, places_[2 * rank])
            below = slot.child(key)
            if below is not None and inner is not None:
                yield from _of(tree, inner, below, where, places_[2 * rank + 1])
    elif isinstance(value, list):
        below = slot.child(0)
        if below is not None:
            starts = tree.places[id(value)]
            for number, inner in enumerate(value):
                yield from _of(tree, inner, below, (*path, number), starts[number])
    elif slot.kind and isinstance(value, str):
        yield from _of_text(tree, value, slot.kind, path, start)


def _of_key(tree: Tree, key: str, kind: str, path: Path, start: int) -> Iterator[Mention]:
    start += tree.file.text[start : start + 1] in ("'", '"')
    if kind in ("dimension", "axis") and (digit := _digit(key)):
        yield Mention(key[: -len(digit)], start, start + len(key) - len(digit), path, kind, digit=digit)
    yield Mention(key, start, start + len(key), path, kind)


def _of_text(tree: Tree, value: str, kind: str, path: Path, start: int) -> Iterator[Mention]:
    place = places_of_text(tree.file, start, value)
    if kind == "template":
        for word, style in places(value):
            yield _mention(word, place, path, "state" if style else "operand")
        return
    for word in words_of_line(value) if kind == "line" else words(value):
        if kind == "digits" and (digit := _digit(word.text)):
            base = word.text[: -len(digit)]
            first = place(word.start)
            yield Mention(base, first, first + len(base), path, kind, digit=digit)
        yield _mention(word, place, path, kind)


def _mention(word: Word, place: object, path: Path, kind: str) -> Mention:
    assert callable(place)
    first = place(word.start)
    return Mention(word.text, first, first + len(word.text), path, kind, word.before, word.role)


def _digit(name: str) -> str:
    """Return the number at the end of a name."""
    return name[len(name.rstrip("0123456789")) :]
