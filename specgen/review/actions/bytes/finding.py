"""Items of a side by the names in a witness, of which the old side may know a former one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Absent(LookupError):
    """The side has no such item."""


def item(items: Mapping[str, T], kind: str, given: Mapping[str, Any]) -> T:
    """Return the item that ``given[kind]`` names, or ``given["formerly"]`` on the old side of a renaming. Raises Absent."""
    for name in (given[kind], given.get("formerly", "")):
        if name in items:
            return items[name]
    raise Absent(f"no {kind} {given[kind]}")


def refused(why: object) -> dict[str, str]:
    """The answer of a side that does not take an input."""
    return {"refused": str(why)}
