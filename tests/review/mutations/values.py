"""Other values in place of one: of the same type, as somebody might really write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.review.mutations.schema import Node, choices

WORDS = frozenset(
    {"summary", "description", "requirements", "source", "cause", "remedy", "title", "note", "group"}
    | {
        "context",
        "consequences",
        "evidence",
        "decision",
        "text",
        "vendor",
        "measured",
        "category",
        "question",
        "because",
    }
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.]*[A-Za-z_])")
_SWAPS = (
    *(
        (" + ", " - "),
        (" - ", " + "),
        (" * ", " + "),
        (" < ", " <= "),
        (" <= ", " < "),
        (" == ", " != "),
        (" >= ", " > "),
    ),
    *(
        (" != ", " == "),
        (" & ", " | "),
        (" | ", " & "),
        (" ^ ", " & "),
        (" << ", " >> "),
        (" >> ", " << "),
        (" and ", " or "),
    ),
)
MOST = 6
"""Mutations of one text."""


def others(value: Any, nodes: list[Node], key: str, names: dict[str, list[str]]) -> Iterator[Any]:
    """Yield other values in place of a leaf; ``names`` are the names of each section, by each of these names."""
    if isinstance(value, bool):
        yield not value
        return
    if isinstance(value, int | float):
        yield from _numbers(value)
        return
    if not isinstance(value, str):
        return
    listed = [each for each in choices(nodes) if each != value]
    if value in choices(nodes):
        yield from listed
        return
    if key in WORDS:
        yield f"{value} Changed." if value else "Changed."
        return
    told = 0
    for each in [*_named(value, names), *_texts(value)]:
        if told < MOST and each != value:
            told += 1
            yield each
    if not told:
        yield f"{value}x" if value else "x"


def _numbers(value: float) -> Iterator[Any]:
    yield value + 1
    if value > 0:
        yield value - 1
    if value > 1:
        yield value * 2


def _named(value: str, names: dict[str, list[str]]) -> Iterator[str]:
    """Another item of the same section, the ones after it."""
    beside = names.get(value, ())
    if value in beside:
        place = beside.index(value)
        yield from (*beside[place + 1 :], *beside[:place])[:2]


def _texts(value: str) -> Iterator[str]:
    """One number, or one operator, of a text made another."""
    for found in _NUMBER.finditer(value):
        for number in (int(found[0]) + 1, max(int(found[0]) - 1, 0), int(found[0]) * 2):
            yield value[: found.start()] + str(number) + value[found.end() :]
    for before, after in _SWAPS:
        at = value.find(before)
        if at >= 0:
            yield value[:at] + after + value[at + len(before) :]


def added(nodes: list[Node]) -> Iterator[Any]:
    """Yield simple values for a key that is not there."""
    listed = choices(nodes)
    if listed:
        yield from listed
        return
    kinds = {
        kind
        for node in nodes
        for kind in ([node["type"]] if isinstance(node.get("type"), str) else node.get("type", ()))
    }
    if "boolean" in kinds:
        yield from (True, False)
    if kinds & {"integer", "number"}:
        yield from (1, 8)
