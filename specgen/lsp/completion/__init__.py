"""What may be typed at a place: keys of the schema, names of things, choices, files to include."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from specgen.lsp.completion.candidates import Candidate, names
from specgen.lsp.completion.context import Context, context_at
from specgen.lsp.index.cursor import Path
from specgen.lsp.index.index import Index
from specgen.lsp.index.slots import DEFINE, at
from specgen.lsp.schema import Node, branches, walk
from specgen.model.includes import STANDARD

__all__ = ["Candidate", "Context", "complete"]


def complete(index: Index, path: str, text: str, offset: int) -> tuple[Context, list[Candidate]]:
    """Return where a cursor is, and what may be typed there, each name once."""
    here = context_at(text, offset)
    found = [*_keys(index, here)] if here.key else []
    if not here.key or isinstance(here.path[-1] if here.path else "", int):  # an item may be either
        found += _values(index, here, path)
    unique: dict[str, Candidate] = {}
    for one in found:
        unique.setdefault(one.name, one)
    return here, list(unique.values())


def _keys(index: Index, here: Context) -> Iterator[Candidate]:
    """Keys that the mapping at a place may have and has not; items of a list that one may begin there."""
    present = set(_present(index, here.path))
    slot = at(here.path)
    if slot is not None and slot.keys and slot.keys != DEFINE:
        for one in names(index, (*here.path, ""), slot.keys, here.text):
            if one.name not in present:
                yield Candidate(one.name, one.symbol, one.about, ": ")
    for node in walk(here.path):
        for branch in branches(node):
            for key, inner in branch.get("properties", {}).items():
                if key not in present:
                    yield Candidate(key, None, _about(inner), _after(inner))


def _present(index: Index, path: Path) -> tuple[str, ...]:
    if len(path) < 2:  # sections and items may be spread over files
        return ()
    return index.names(path)


def _about(node: Node) -> str:
    said = node.get("description")
    return str(said or next((b["description"] for b in branches(node) if "description" in b), ""))


def _after(node: Node) -> str:
    """What follows a key: of what can only be a mapping or a list, nothing but the colon."""
    kinds = {str(one.get("type")) for one in branches(node)} - {"null"}
    return ":" if kinds <= {"object", "array"} else ": "


def _values(index: Index, here: Context, path: str) -> Iterator[Candidate]:
    """Values that the schema lists, and names of things of the spec."""
    if here.path[:1] == ("include",):
        yield from _files(FilePath(path).parent)
        return
    for node in walk(here.path):
        for branch in branches(node):
            yield from (Candidate(str(one), None, _about(node)) for one in branch.get("enum", ()))
            if "const" in branch:
                yield Candidate(str(branch["const"]), None, _about(branch))
            if branch.get("type") == "boolean":
                yield from (Candidate("true"), Candidate("false"))
    slot = at(here.path)
    if slot is not None and slot.kind:
        yield from names(index, here.path, slot.kind, here.text)


def _files(folder: FilePath) -> Iterator[Candidate]:
    """Files that come with specgen, and those of the spec that lie below a folder."""
    for one in sorted(STANDARD.rglob("*.yaml")):
        if "starter" not in one.parts:
            yield Candidate(f"std:{one.relative_to(STANDARD).as_posix()}", None, _first_comment(one))
    for one in sorted(folder.rglob("*.yaml"))[:200]:
        if one.name != "spec.yaml":
            yield Candidate(one.relative_to(folder).as_posix())


def _first_comment(path: FilePath) -> str:
    with path.open() as file:
        lines = [line for _, line in zip(range(2), file, strict=False) if line.startswith("# ")]
    return next((line[2:].strip() for line in lines if "yaml-language-server" not in line), "")
