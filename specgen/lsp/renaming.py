"""Another name for a thing of a spec, everywhere it is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from specgen.lsp.edits import Edit, Edits, applied
from specgen.lsp.files import Files
from specgen.lsp.index.index import Index, Place, Symbol
from specgen.lsp.index.namesakes import namesakes
from specgen.lsp.index.scopes import LOCAL
from specgen.lsp.project import Project, check
from specgen.lsp.schema import branches, walk
from specgen.model.includes import STANDARD
from specgen.model.names import SHARED, reserved, well_formed
from specgen.source import Diagnostic, Severity

_SHORT: Final = {"bits": "bits", "fields": "bits", "values": "value", "parameters": "type"}
"""What a mapping calls the value that may stand instead of it, by what holds it."""


class Refused(Exception):
    """A name cannot be given; ``str()`` says why."""


def renamable(index: Index, symbol: Symbol) -> Place:
    """Return where a thing gets its name. Raises Refused where nobody here can give it another."""
    place = index.definition(symbol)
    if place is None:
        raise Refused(f"{symbol[-1]} is not declared in this spec")
    if _is_standard(place):
        raise Refused(f"{symbol[-1]} is declared in {place.file.tree.file.path}, which comes with specgen")
    if symbol == ("state", "pc"):
        raise Refused("pc is a name of the language")
    return place


def rename(indices: Iterable[Index], symbol: Symbol, name: str, *, remember: bool = True) -> Edits:
    """Return the changes that give a thing another name in all specs that share it.

    ``remember``: its old name is kept as ``renamed_from``. Raises Refused where the name cannot be given.
    """
    given = tuple(indices)
    place = renamable(given[0], symbol)
    for index in given:
        _refuse(index, symbol, name)
    found: dict[str, dict[tuple[int, int], Edit]] = {}
    for index in given:
        for one in _named(index, symbol):
            edit = Edit(one.mention.start, one.mention.end, name)
            found.setdefault(one.file.path, {})[edit.start, edit.end] = edit
    if remember and (memory := _memory(place, symbol)) is not None:
        found[place.file.path][memory.start, memory.end] = memory
    return {path: tuple(edits[key] for key in sorted(edits)) for path, edits in found.items()}


def _named(index: Index, symbol: Symbol) -> Iterator[Place]:
    """Yield all places that name a thing, and those of enum values that name it to readers of executables."""
    for one in (symbol, *namesakes(index, symbol)):
        yield from index.occurrences(one)


def _is_standard(place: Place) -> bool:
    return place.file.tree.file.path.startswith("std:") or place.file.path.startswith(f"{STANDARD}/")


def _refuse(index: Index, symbol: Symbol, name: str) -> None:
    """Raise Refused where the rules of names speak against one."""
    if not well_formed(name):
        raise Refused(f"{name!r} is no name: a letter, then letters, digits and _; at most 64 of them")
    if name == symbol[-1]:
        raise Refused(f"it is called {name} already")
    if index.has((*symbol[:-1], name)):
        raise Refused(f"{name} is taken: something else of {'.'.join(map(str, symbol[:-1]))} is called so")
    if _is_shared(symbol):
        why = reserved(name)
        if why is not None and symbol[-2] != "values":
            raise Refused(f"nothing can be called {name}: {why}")
        taken = next((section for section in SHARED if (section, name) in index.items), None)
        if taken is not None and symbol[-2] != "values":
            raise Refused(f"{name} is taken: there is a {SHARED[taken]} of that name")


def _is_shared(symbol: Symbol) -> bool:
    """Whether texts of the semantics language name it."""
    inner = symbol[0] in ("instructions", "functions", "formats") and len(symbol) > 2
    return inner or LOCAL in symbol or (symbol[0] in SHARED and len(symbol) == 2)


def _memory(place: Place, symbol: Symbol) -> Edit | None:
    """Return what adds `renamed_from` to an item; None where it has one, or can have none."""
    tree, path = place.file.tree, place.mention.path
    if place.mention.kind != "define" or not _remembers(path):
        return None
    value, file = tree.value(path), tree.file
    line = f"renamed_from: {symbol[-1]}"
    if isinstance(value, dict):
        if "renamed_from" in value:
            return None
        at = tree.value_location(path)
        start = file.offset(at.line, at.column)
        if file.text[start : start + 1] == "{":
            return Edit(start + 1, start + 1, f"{line}, " if value else line, "renamed_from")
        return Edit(start, start, f"{line}\n{' ' * (at.column - 1)}", "renamed_from")
    return _expanded(place, line, value)


def _expanded(place: Place, line: str, value: object) -> Edit | None:
    """Return what makes a mapping of an item that is written as one value."""
    tree, path = place.file.tree, place.mention.path
    key = tree.key_location(path)
    if value is None:
        end = tree.file.offset(key.line, key.end_column or key.column) + 1
        return Edit(end, end, f" {{{line}}}", "renamed_from")
    word = _SHORT.get(str(path[-2]))
    if path[0] == "structures" and path[-2] == "fields":
        word = "type"
    if word is None:
        return None
    at = tree.value_location(path)
    start, end = tree.file.offset(at.line, at.column), tree.file.offset(at.line, at.end_column or at.column)
    return Edit(start, end, f"{{{word}: {tree.file.text[start:end]}, {line}}}", "renamed_from")


def _remembers(path: Symbol) -> bool:
    """Whether the schema lets the item of a path have `renamed_from`."""
    return any("renamed_from" in one.get("properties", {}) for node in walk(path) for one in branches(node))


def verify(project: Project, edits: Edits, old: str, name: str) -> None:
    """Check a spec as it would be. Raises Refused where it would have errors that it has not now."""
    texts = {path: applied(_text(project, path), ones) for path, ones in edits.items()}
    before = {_said(one, old, old) for one in _errors(project, project.files)}
    for one in _errors(project, project.files.with_texts(texts)):
        if _said(one, name, old) not in before:
            raise Refused(f"{one.at.file.path}:{one.at.line} would say: {one.message}")


def _text(project: Project, path: str) -> str:
    text = project.files.text(path)
    return project.index.files[path].tree.file.text if text is None else text


def _errors(project: Project, files: Files) -> list[Diagnostic]:
    found = check(project.folder, files).findings.values()
    return [one for ones in found for one in ones if one.severity is Severity.ERROR]


def _said(one: Diagnostic, name: str, old: str) -> tuple[str, str]:
    return one.rule, re.sub(rf"\b{re.escape(name)}\b", old, one.message)
