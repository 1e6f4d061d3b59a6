"""Plain data as templates see it: things with parts, and tables of things by name. Nothing in them can be called or changed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from jinja2 import Undefined


class Limit(Exception):
    """A template asks for more than it may have."""


class View:
    """A thing: its parts by name."""

    __slots__ = ("_parts",)

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts

    @property
    def kind(self) -> str:
        """What it is: ``register``."""
        return str(self._parts.get("", "thing"))

    @property
    def names(self) -> list[str]:
        """The names of its parts."""
        return [name for name in self._parts if name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts and name != ""

    def __getitem__(self, name: str) -> Any:
        return self._parts[name]

    def __str__(self) -> str:
        raise TypeError(f"{self.kind} is no text; write one of its parts, such as its name")

    __repr__ = __str__


class Table:
    """Things in the order of the spec: iterated one by one, found by position or by name."""

    __slots__ = ("_by_name", "_things")

    def __init__(self, things: list[View]) -> None:
        self._things = things
        self._by_name = {thing["name"]: thing for thing in things}

    @property
    def names(self) -> list[str]:
        """The names of the things."""
        return list(self._by_name)

    def __iter__(self) -> Iterator[View]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, key: str | int) -> View:
        return self._by_name[key] if isinstance(key, str) else self._things[key]

    def __str__(self) -> str:
        raise TypeError("a table is no text; write what is in it")

    __repr__ = __str__


def wrapped(value: Any) -> Any:
    """Return plain data as views and tables; lists of numbers or texts become tuples."""
    if isinstance(value, dict):
        return View({name: wrapped(part) for name, part in value.items()})
    if isinstance(value, list):
        items = [wrapped(item) for item in value]
        return Table(items) if all(isinstance(item, View) for item in items) else tuple(items)
    return value


def plain(value: Any) -> Any:
    """Return views and tables as plain data again."""
    if isinstance(value, View):
        return {name: plain(value[name]) for name in value.names}
    if isinstance(value, Table | tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, str | int | float | None):
        return value
    raise TypeError(f"{type(value).__name__} is no data")


def printable(value: Any) -> Any:
    """Return what may be written into a file: texts and numbers, nothing that has no one spelling."""
    if isinstance(value, str | int | float | Undefined):
        return value
    if isinstance(value, View | Table):
        return str(value)
    what = "none" if value is None else f"a {type(value).__name__}"
    raise TypeError(f"{what} is no text; use a filter such as default, join or tojson")


def nearest(name: str, known: list[str]) -> str:
    """Return ``; did you mean 'x'?``, or nothing where no name is near."""
    found = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
