"""What the JSON Schema of a spec allows at a path."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from specgen.model import json_schema

Node = dict[str, Any]


@cache
def root() -> Node:
    return dict(json_schema())


def plain(node: Node) -> Iterator[Node]:
    """The alternatives of a schema, references followed."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        yield from ({"$name": name, **each} for each in plain(root()["$defs"][name]))
        return
    for key in ("anyOf", "oneOf", "allOf"):
        for each in node.get(key, ()):
            yield from plain(each)
    if (
        not node.keys() & {"anyOf", "oneOf", "allOf"}
        or "properties" in node
        or "enum" in node
        or "type" in node
    ):
        yield node


def step(nodes: list[Node], part: str | int) -> list[Node]:
    """The schemas of a part of what has one of these."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(part, int):
            if isinstance(node.get("items"), dict):
                found += plain(node["items"])
        elif part in node.get("properties", {}):
            found += plain(node["properties"][part])
        elif isinstance(node.get("additionalProperties"), dict):
            found += plain(node["additionalProperties"])
    return found


def field_of(nodes: list[Node], part: str | int) -> str:
    """A key of the schema as `Document.key`; empty for names that the author chose and for items of a list."""
    for node in nodes:
        if part in node.get("properties", {}):
            return f"{node.get('$name', 'Spec')}.{part}"
    return ""


def choices(nodes: list[Node]) -> list[Any]:
    """The values of an enumeration, of all alternatives."""
    found: list[Any] = []
    for node in nodes:
        for each in [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]:
            if each not in found and each is not None:
                found.append(each)
    return found


def optional(nodes: list[Node]) -> dict[str, list[Node]]:
    """The keys that may be there or not."""
    return {
        key: list(plain(of))
        for node in nodes
        for key, of in node.get("properties", {}).items()
        if key not in node.get("required", ())
    }
