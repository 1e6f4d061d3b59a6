"""Edits that change how a spec is written, or what a thing is called, and nothing that it means."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from specgen.model.merge import SECTIONS
from specgen.review import Side
from tests.review.mutations import schema
from tests.review.mutations.corpus import Corpus, places, value_at

Data = dict[str, Any]
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ORDERED = frozenset(
    {"arguments", "operands", "fields", "functions", "parameters", "levels", "networks", "registers"}
)
"""Mappings whose order may mean something: arguments, members of structures, slots."""
_HAVE_NO_NAMES_BEFORE = frozenset({"variants", "directives", "absent", "instances", "extensions"})
_WORDS = frozenset({"summary", "description", "requirements", "source"})


@dataclass(frozen=True)
class Edit:
    """Files with other data, by number, and what was done."""

    files: dict[int, Any]
    told: str
    renames: bool = False


def reordered(corpus: Corpus, draw: random.Random) -> Edit | None:
    """The items of a section, or the keys of an item, in another order."""
    number, data = _file(corpus, draw)
    entries = [
        (path, of) for path, _, _ in places(data, (), [schema.root()], []) for of in [value_at(data, path)]
    ]
    sections = [((name,), items) for name, items in data.items() if name in SECTIONS and name != "variants"]
    able = [
        (path, of)
        for path, of in (*sections, *entries)
        if isinstance(of, dict) and len(of) > 1 and not _ORDERED & {str(path[-1])} and "variants" not in path
    ]
    if not able:
        return None
    path, of = draw.choice(able)
    keys = list(of)
    draw.shuffle(keys)
    return Edit(
        {number: put(data, path, {key: of[key] for key in keys})}, f"{_dotted(path)} in another order"
    )


def respelt(corpus: Corpus, draw: random.Random) -> Edit | None:
    """A number written as an expression, where an expression may stand."""
    number, data = _file(corpus, draw)
    able = [
        (path, of)
        for path, nodes, _ in places(data, (), [schema.root()], [])
        for of in [value_at(data, path)]
        if type(of).__name__ in ("int", "SpelledInt") and any(_takes_text(node) for node in nodes)
    ]
    if not able:
        return None
    path, of = draw.choice(able)
    text = draw.choice((f"{of - 1} + 1", f"{of} * 1", f"({of})"))
    return Edit({number: put(data, path, text)}, f"{_dotted(path)} written as {text}")


def spelt_out(corpus: Corpus, draw: random.Random) -> Edit | None:
    """A default of the schema, written."""
    number, data = _file(corpus, draw)
    able = [
        ((*path, key), node["default"])
        for path, nodes, _ in places(data, (), [schema.root()], [])
        for of in [value_at(data, path)]
        if isinstance(of, dict)
        for key, several in schema.optional(nodes).items()
        for node in several
        if key not in of
        and key not in _WORDS
        and isinstance(node.get("default"), bool | str | int)
        and node["default"] != ""
    ]
    if not able:
        return None
    path, default = draw.choice(able)
    return Edit({number: put(data, path, default)}, f"{_dotted(path)} written out: {default!r}")


def reworded(corpus: Corpus, draw: random.Random) -> Edit | None:
    """Another summary or description."""
    number, data = _file(corpus, draw)
    able = [
        path for path, _, _ in places(data, (), [schema.root()], []) if path[-1] in ("summary", "description")
    ]
    if not able:
        return None
    path = draw.choice(able)
    return Edit({number: put(data, path, f"{value_at(data, path)} Reworded.")}, f"{_dotted(path)} reworded")


def moved(corpus: Corpus, draw: random.Random) -> Edit | None:
    """A section of one file, moved into another."""
    own = _own(corpus)
    if len(own) < 2:
        return None
    first, second = draw.sample(own, 2)
    a, b = corpus.trees[first].data, corpus.trees[second].data
    able = [name for name in a if name in SECTIONS and name != "variants"]
    if not able:
        return None
    name = draw.choice(able)
    rest = {key: of for key, of in a.items() if key != name}
    return Edit(
        {first: rest, second: {**b, name: {**(b.get(name) or {}), **a[name]}}}, f"{name} in another file"
    )


def renamed(corpus: Corpus, draw: random.Random) -> Edit | None:
    """An item called otherwise wherever it is named, its old name in ``renamed_from``."""
    merged = corpus.old.spec.merged
    assert merged is not None
    homes: dict[str, list[str]] = {}
    for section in SECTIONS:
        for name, entry in getattr(merged.sections, section).items():
            own = not entry.origin.tree.file.path.startswith("std:")
            homes.setdefault(name, []).append(section if own else "")
    inner = {str(part) for n in _own(corpus) for part in _inner(corpus.trees[n].data)}
    able = sorted(
        (of[0], name)
        for name, of in homes.items()
        if len(of) == 1
        and len(name) > 2
        and name not in inner
        and of[0]
        and of[0] not in _HAVE_NO_NAMES_BEFORE
        and _WORD.fullmatch(name)
    )
    if not able:
        return None
    section, name = draw.choice(able)
    now = f"{name}_again"
    files = {}
    for number in _own(corpus):
        data = corpus.trees[number].data
        made = _substituted(data, name, now)
        if name in (data.get(section) or {}):
            item = made[section].pop(now)
            made[section][now] = {**(item or {}), "renamed_from": name}
        if made != data:
            files[number] = made
    return Edit(files, f"{section}.{name} renamed", renames=True)


EDITS: tuple[Callable[[Corpus, random.Random], Edit | None], ...] = (
    *(reordered, respelt, spelt_out, reworded, moved, renamed),
)


def side_of(corpus: Corpus, edit: Edit) -> Side:
    """The side after an edit, not checked."""
    return corpus.edited(edit.files)


def put(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Plain data with another value at a path."""
    if not path:
        return value
    if isinstance(data, list):
        at = int(path[0])
        return [*data[:at], put(data[at], path[1:], value), *data[at + 1 :]]
    return {**data, path[0]: put(data.get(path[0]), path[1:], value)}


def _substituted(value: Any, name: str, now: str) -> Any:
    """Every identifier ``name`` in keys and texts, but in words, made ``now``."""
    if isinstance(value, dict):
        return {
            _text(key, name, now): of if key in _WORDS else _substituted(of, name, now)
            for key, of in value.items()
        }
    if isinstance(value, list):
        return [_substituted(of, name, now) for of in value]
    return _text(value, name, now) if isinstance(value, str) else value


def _inner(data: Any) -> Iterator[str | int]:
    """The keys inside of items: what has such a name is not renamed with it."""
    for items in data.values():
        for item in items.values() if isinstance(items, dict) else ():
            yield from (part for path, _, _ in places(item, (), [], []) for part in path)


def _text(text: str, name: str, now: str) -> str:
    return _WORD.sub(lambda found: now if found[0] == name else found[0], text)


def _takes_text(node: schema.Node) -> bool:
    kinds = node.get("type", ())
    return "string" in ([kinds] if isinstance(kinds, str) else kinds) and "enum" not in node


def _own(corpus: Corpus) -> list[int]:
    return [n for n, tree in enumerate(corpus.trees) if not tree.file.path.startswith("std:")]


def _file(corpus: Corpus, draw: random.Random) -> tuple[int, Any]:
    number = draw.choice(_own(corpus))
    return number, corpus.trees[number].data


def _dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))
