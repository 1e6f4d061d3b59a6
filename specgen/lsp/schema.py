"""The schema of a spec's files, as completion and hover walk it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from specgen.model import json_schema

Node = dict[str, Any]
ITEM = frozenset(("summary", "description", "since", "status", "renamed_from", "retired", "requirements"))
"""The keys that every item may have."""


@cache
def _schema() -> Node:
    return json_schema()


def root() -> Node:
    """Return what a file is."""
    return _schema()


def resolved(node: Node) -> Node:
    """Return what a node refers to, with what it says itself."""
    while "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        node = {**_schema()["$defs"][name], **{k: v for k, v in node.items() if k != "$ref"}}
    return node


def branches(node: Node) -> list[Node]:
    """Return the alternatives of a node, of which none has alternatives itself."""
    node = resolved(node)
    inner = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    if not inner:
        return [node]
    said = {key: node[key] for key in ("description",) if key in node}
    return [{**said, **one} for part in inner for one in branches(part)]


def is_number(node: Node) -> bool:
    """Whether a node is a number, an expression or a quantity."""
    return str(node.get("$ref", "")).endswith("/Number") or any(
        str(one.get("$ref", "")).endswith("/Number") for one in node.get("anyOf", ())
    )


def children(node: Node, part: str | int) -> list[Node]:
    """Return what may stand under a key, or in a list, of any of a node's alternatives."""
    found = []
    for one in branches(node):
        if isinstance(part, int):
            inner = one.get("items")
        else:
            inner = one.get("properties", {}).get(part, one.get("additionalProperties"))
        if isinstance(inner, dict):
            found.append(inner)
    return found


def walk(path: tuple[str | int, ...]) -> list[Node]:
    """Return what may stand at a path of a file; nothing where the schema has no such place."""
    nodes = [root()]
    for part in path:
        nodes = [inner for node in nodes for inner in children(node, part)]
    return nodes


def leaves() -> Iterator[tuple[str, str]]:
    """Yield the places of texts, keys (``.@``) and numbers: a path with ``*`` and ``#``, and which of these it is."""
    yield from dict.fromkeys(_leaves(root(), ""))


def _leaves(node: Node, path: str) -> Iterator[tuple[str, str]]:
    if is_number(node):
        yield path, "number"
        return
    for one in branches(node):
        kinds = one.get("type")
        if (
            "string" in (kinds if isinstance(kinds, list) else [kinds])
            and "enum" not in one
            and "const" not in one
        ):
            yield path, "text"
        if isinstance(one.get("items"), dict):
            yield from _leaves(one["items"], _joined(path, "#"))
        for key, inner in one.get("properties", {}).items():
            if key not in ITEM:
                yield from _leaves(inner, _joined(path, key))
        if isinstance(one.get("additionalProperties"), dict):
            yield _joined(path, "@"), "text"
            yield from _leaves(one["additionalProperties"], _joined(path, "*"))


def _joined(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part
