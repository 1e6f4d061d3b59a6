"""One traversal for everything: two architectures side by side, parts matched by name, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from operator import attrgetter
from typing import Any

from specgen.model import Architecture
from specgen.model.expressions import Expression
from specgen.model.item import Item
from specgen.model.origin import Origin
from specgen.model.quantity import Dimension, Quantity
from specgen.review.changes import Change, Kind

_APART = frozenset({"origin", "content_hash", "broken", "variant"})
"""Of an architecture: what is no part of what it says."""
_PLACES = {"Expression": frozenset({"text"}), "TrapEntry": frozenset({"origin", "path"})}
_NAMING = frozenset({"name", "renamed_from"})


def compare(old: Architecture, new: Architecture) -> list[Change]:
    """Return what differs between two architectures: additions, removals, renamings, and changes leaf by leaf.

    Parts are matched by name, or where ``renamed_from`` names an old one that is gone. Items of other sections are
    references, equal where their names are. Where things were written, and how, makes no difference.
    """
    return list(_Comparison(old, new).changes())


class _Comparison:
    def __init__(self, old: Architecture, new: Architecture) -> None:
        self._old, self._new = old, new
        self._sections = [f.name for f in fields(Architecture) if f.name not in _APART]
        self._renamed: dict[tuple[str, str], str] = {}
        self._top: dict[int, tuple[str, str]] = {}
        self._met: set[tuple[int, int]] = set()

    def changes(self) -> Iterator[Change]:
        whole = [name for name in self._sections if isinstance(getattr(self._old, name), dict)]
        for section in whole:
            mine, theirs = _written(self._old, section), _written(self._new, section)
            for name, item in mine.items():
                self._top[id(item)] = section, name
            for name, item in theirs.items():
                self._top[id(item)] = section, name
            for was, now in renames(mine, theirs).items():
                self._renamed[section, was] = now
        for section in self._sections:
            if section in whole:
                a, b = _written(self._old, section), _written(self._new, section)
                yield from self._mappings((section,), a, b, None, None, top=True)
            else:
                a, b = getattr(self._old, section), getattr(self._new, section)
                yield from self._values((section,), a, b, a, b)

    def _mappings(
        self,
        path: tuple[str, ...],
        a: Mapping[Any, Any],
        b: Mapping[Any, Any],
        old: Any,
        new: Any,
        *,
        top: bool,
    ) -> Iterator[Change]:
        renamed = renames(a, b)
        came = {now: was for was, now in renamed.items()}
        for key, value in a.items():
            if key not in b and key not in renamed:
                yield self._change(
                    Kind.REMOVED, (*path, str(key)), value, None, value if top else old, None if top else new
                )
        for key, value in b.items():
            was = came.get(key, key)
            here = (*path, str(key))
            if was not in a:
                yield self._change(Kind.ADDED, here, None, value, None if top else old, value if top else new)
                continue
            before = a[was]
            owner, owned = (before, value) if top else (old, new)
            if was != key:
                yield self._change(Kind.RENAMED, here, was, key, owner, owned)
            compared = self._within if top else self._values
            yield from compared(here, before, value, owner, owned)
        shared = [renamed.get(key, key) for key in a if key in b or key in renamed]
        if shared != [key for key in b if key in a or key in came]:
            yield self._change(Kind.REORDERED, path, tuple(map(str, a)), tuple(map(str, b)), old, new)

    def _values(self, path: tuple[str, ...], a: Any, b: Any, old: Any, new: Any) -> Iterator[Change]:
        """Compare two values; an item of a section is a reference to it here."""
        if a is b or (type(a) is type(b) and _simple(a) and a == b):
            return
        first, second = self._top.get(id(a)), self._top.get(id(b))
        if first is not None or second is not None:
            if first is None or second is None or self._now(first) != second:
                yield self._change(Kind.CHANGED, path, a, b, old, new)
            return
        if isinstance(a, Item) and isinstance(b, Item):  # a part of an item that is told where it belongs
            if a.name != b.name and b.renamed_from != a.name:
                yield self._change(Kind.CHANGED, path, a, b, old, new)
                return
            if (id(a), id(b)) in self._met:
                return
        yield from self._within(path, a, b, old, new)

    def _now(self, reference: tuple[str, str]) -> tuple[str, str]:
        section, name = reference
        return section, self._renamed.get(reference, name)

    def _within(self, path: tuple[str, ...], a: Any, b: Any, old: Any, new: Any) -> Iterator[Change]:
        """Compare the parts of two values that are no references."""
        if isinstance(a, Item):
            self._met.add((id(a), id(b)))
        if type(a) is not type(b):
            if not (_number(a) is not None and _number(a) == _number(b)):
                yield self._change(Kind.CHANGED, path, a, b, old, new)
        elif isinstance(a, Quantity):
            yield from self._quantities(path, a, b, old, new)
        elif isinstance(a, Mapping):
            yield from self._mappings(path, a, b, old, new, top=False)
        elif isinstance(a, tuple | list):
            yield from self._sequences(path, a, b, old, new)
        elif is_dataclass(a) and not isinstance(a, type | Expression):
            names, get = _fields(type(a))
            for name, x, y in zip(names, get(a), get(b), strict=True):
                if x is not y:
                    yield from self._values((*path, name), x, y, old, new)
        elif (_tree(a.tree) != _tree(b.tree)) if isinstance(a, Expression) else a != b:
            yield self._change(Kind.CHANGED, path, a, b, old, new)

    def _quantities(self, path: tuple[str, ...], a: Any, b: Any, old: Any, new: Any) -> Iterator[Change]:
        """A value is one thing, and what it rests on others."""
        if (a.value, a.dimension) != (b.value, b.dimension):
            yield self._change(Kind.CHANGED, path, a, b, old, new)
        for name in ("source", "confidence", "low", "high"):
            yield from self._values((*path, name), getattr(a, name), getattr(b, name), old, new)

    def _sequences(self, path: tuple[str, ...], a: Any, b: Any, old: Any, new: Any) -> Iterator[Change]:
        mine, theirs = named(a), named(b)
        if mine is not None and theirs is not None and (mine or theirs):
            yield from self._mappings(path, mine, theirs, old, new, top=False)
        elif len(a) != len(b):
            yield self._change(Kind.CHANGED, path, a, b, old, new)
        else:
            for number, (x, y) in enumerate(zip(a, b, strict=True)):
                yield from self._values((*path, str(number)), x, y, old, new)

    def _change(self, kind: Kind, path: tuple[str, ...], a: Any, b: Any, old: Any, new: Any) -> Change:
        return Change(kind, path, a, b, old, new, _origin(a, old), _origin(b, new))


def _written(architecture: Architecture, section: str) -> dict[str, Any]:
    """The items of a section, without what the model derives from others (`State.table`)."""
    items: dict[str, Any] = getattr(architecture, section)
    return {n: one for n, one in items.items() if not n.startswith("_")} if section == "tables" else items


def renames(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the new names by old ones: of what says that it was ``renamed_from`` a name that is gone."""
    found: dict[Any, Any] = {}
    for name, item in new.items():
        was = getattr(item, "renamed_from", None)
        if was is not None and was in old and was not in new and name not in old:
            found.setdefault(was, name)
    return found


def named(values: tuple[Any, ...] | list[Any]) -> dict[str, Any] | None:
    """Return things that have names of their own by these; None where one has none, or two have one name."""
    found = {}
    for value in values:
        name = getattr(value, "name", None) if is_dataclass(value) else None
        if not isinstance(name, str):
            return None
        found[name] = value
    return found if len(found) == len(values) else None


def _number(value: Any) -> Fraction | None:
    """A number, however it was spelled; None of what is none."""
    if isinstance(value, Quantity):
        return value.value if value.dimension is Dimension.NUMBER else None
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def _simple(value: Any) -> bool:
    return (
        value is None
        or isinstance(value, bool | int | str | float | bytes)
        or type(value).__name__ == "Fraction"
    )


@cache
def _fields(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    every = tuple(f.name for f in fields(kind))
    out = _PLACES.get(kind.__name__, frozenset({"origin"})) | (_NAMING if "renamed_from" in every else set())
    names = tuple(name for name in every if name not in out)
    if len(names) == 1:
        get = attrgetter(names[0])
        return names, lambda value: (get(value),)
    return names, attrgetter(*names) if names else lambda _: ()


def _origin(value: Any, owner: Any) -> Origin | None:
    for one in (value, owner):
        origin = getattr(one, "origin", None)
        if isinstance(origin, Origin):
            return origin
    return None


def _tree(node: Any) -> Any:
    """An expression without the places of its parts in the text."""
    if isinstance(node, tuple):
        return tuple(_tree(part) for part in node)
    if not is_dataclass(node):
        return node
    parts = [(f.name, getattr(node, f.name)) for f in fields(node) if f.name != "offset"]
    return type(node).__name__, *(
        (n, tuple(o for o, _ in v) if n == "operators" else _tree(v)) for n, v in parts
    )
