"""Values of enums by which executables name things of the spec: they are called like these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from specgen.lsp.index.interfaces import path_of

if TYPE_CHECKING:
    from specgen.lsp.index.index import Index, Symbol

_ROLES: Final = {
    "memories": ("memory",),
    "processors": ("processor",),
    "layouts": ("layout",),
    "types": ("element", "format"),
}


def namesakes(index: Index, symbol: Symbol) -> Iterator[Symbol]:
    """Yield the values of enums that stand for a thing, each once."""
    if len(symbol) != 2 or symbol[0] not in _ROLES:
        return
    enums = dict.fromkeys(_enums(index, _ROLES[str(symbol[0])]))
    values = (("enums", enum, "values", symbol[1]) for enum in enums)
    yield from (one for one in values if index.has(one))


def _enums(index: Index, roles: tuple[str, ...]) -> Iterator[str]:
    """Yield the enums of the members that play a role in an entry of an executable."""
    for name in index.names(("executables",)):
        given = index.value(("executables", name))
        if isinstance(given, dict):
            for structure, with_ in _structures(given):
                for role in roles:
                    path = with_.get(role, role) if isinstance(with_, dict) else role
                    place = path_of(index, ("structures", structure), str(path))
                    enum = index.value((*place, "enum")) if place else None
                    if isinstance(enum, str):
                        yield enum


def _structures(given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    sections = given.get("sections")
    ones = [(given.get("table"), given.get("table_with"))]
    for section in sections.values() if isinstance(sections, dict) else ():
        if isinstance(section, dict):
            ones.append((section.get("entry"), section.get("with")))
    yield from ((name, with_) for name, with_ in ones if isinstance(name, str))
