"""What stands behind a dot: a value of an enum, an entry of a file, a field of a register, a member of a member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.lsp.index.index import Index, Symbol

_INSIDE = {
    "enums": ("values",),
    "state": ("entries",),
    "registers": ("registers", "fields"),
    "structures": ("fields", "bits", "union"),
}


def follow(index: Index, symbol: Symbol, word: str) -> Symbol | None:
    """Return the part of something that has a name, or None."""
    section = str(symbol[0])
    if section in ("structures", "runtimes"):
        return member_of(index, symbol, word)
    if section == "protocols" and len(symbol) == 4 and symbol[2] == "agents":
        return _of_agent(index, symbol, word)
    for part in _INSIDE.get(section, ()):
        inner = (*symbol, part, word)
        if index.has(inner):
            return inner
    return None


def parts_of(index: Index, symbol: Symbol) -> Iterator[Symbol]:
    """Yield all that may stand behind a dot."""
    section = str(symbol[0])
    if section in ("structures", "runtimes"):
        given = index.value(symbol)
        name = given.get("type") if isinstance(given, dict) else given
        structure = symbol if len(symbol) == 2 else ("structures", name)
        fields = (*structure, "fields")
        for one in index.names(fields) if isinstance(structure[1], str) else ():
            yield (*fields, one)
            yield from ((*fields, one, "bits", bit) for bit in index.names((*fields, one, "bits")))
        return
    for part in ("variables",) if section == "protocols" else _INSIDE.get(section, ()):
        yield from ((*symbol, part, name) for name in index.names((*symbol, part)))


def member(index: Index, structure: Symbol, word: str) -> Symbol | None:
    """Return the member of a structure, or the bit field or part of a union of one of its members."""
    own = (*structure[:2], "fields", word)
    if index.has(own):
        return own
    for name in index.names((*structure[:2], "fields")):
        for part in ("bits", "union"):
            inner = (*structure[:2], "fields", name, part, word)
            if index.has(inner):
                return inner
    return None


def member_of(index: Index, symbol: Symbol, word: str) -> Symbol | None:
    """Return the member of a structure, or of the structure that a member or a parameter is."""
    if symbol[0] == "structures" and len(symbol) == 2:
        return member(index, symbol, word)
    given = index.value(symbol)
    name = given.get("type") if isinstance(given, dict) else given
    if isinstance(name, str) and ("structures", name) in index.items:
        return member(index, ("structures", name), word)
    if isinstance(name, str) and symbol[0] == "runtimes":
        value = ("enums", name, "values", word)
        return value if index.has(value) else None
    return None


def _of_agent(index: Index, agent: Symbol, word: str) -> Symbol | None:
    variable = (*agent, "variables", word)
    if index.has(variable):
        return variable
    states = index.value((*agent, "states"))
    return (*agent, "states", word) if isinstance(states, list) and word in states else None
