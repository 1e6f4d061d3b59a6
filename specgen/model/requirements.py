"""Where the normative sentences of an architecture stand: on its things, and on the parts of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.model.item import Item, Requirement

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

_PARTS: dict[type[Any], tuple[str, ...]] = {}


@frozen()
class Stated:
    """A normative sentence; ``item`` is what has it: ``thing``, of a section of the spec, or a part of that."""

    requirement: Requirement
    section: str
    thing: Item
    item: Item


def stated(architecture: Architecture) -> Iterator[Stated]:
    """Yield every normative sentence, in the order of the sections and then of the spec."""
    for section, things in vars(architecture).items():
        for thing in things.values() if isinstance(things, dict) else (things,):
            if isinstance(thing, Item):
                for item in _whole(thing):
                    for requirement in item.requirements:
                        yield Stated(requirement, section, thing, item)


def _whole(item: Item) -> Iterator[Item]:
    """An item and those that are written within it; those that it only refers to are not."""
    yield item
    depth = len(item.origin.path)
    for name in _parts(type(item)):
        value = getattr(item, name)
        if isinstance(value, tuple | dict):
            for part in value.values() if isinstance(value, dict) else value:
                if isinstance(part, Item) and part.origin.path[:depth] == item.origin.path:
                    yield from _whole(part)


def _parts(kind: type[Any]) -> tuple[str, ...]:
    """The fields that may hold items."""
    if kind not in _PARTS:
        _PARTS[kind] = tuple(f.name for f in fields(kind) if str(f.type).startswith(("tuple", "dict")))
    return _PARTS[kind]
