"""What names mean where interfaces are described: structures, registers, queues, protocols, executables, runtimes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from specgen.lsp.index.following import follow, member, member_of
from specgen.lsp.index.mentions import Mention

if TYPE_CHECKING:
    from specgen.lsp.index.index import Index, Symbol

Scope = Callable[["Index", Mention, str], "Symbol | None"]


def scope(kind: str) -> Scope | None:
    """Return the function that finds what names of a kind mean; behind a dot, where the thing is that they belong to."""
    name, _, where = kind.partition(".")
    if name in _OF:
        return partial(_OF[name], where.split("."))
    return _SCOPES.get(kind)


def _beside(index: Index, mention: Mention, where: list[str]) -> str | None:
    """Return the name written at ``where``, whose ``*`` are the keys of the mention's own path."""
    path = list(mention.path[:2])
    path += [str(mention.path[2 + n]) if part == "*" else part for n, part in enumerate(where)]
    found = index.value(tuple(path))
    return found if isinstance(found, str) else None


def _member_of(where: list[str], index: Index, mention: Mention, word: str) -> Symbol | None:
    name = _beside(index, mention, where)
    return member(index, ("structures", name), word) if name else None


def _value_of(where: list[str], index: Index, mention: Mention, word: str) -> Symbol | None:
    """A value of the enum of the member of the header that tells what follows it."""
    header, name = _beside(index, mention, where[:1]), _beside(index, mention, where[1:])
    place = path_of(index, ("structures", header), name) if header and name else None
    return _value(index, place, word)


def path_of(index: Index, structure: Symbol, path: str) -> Symbol | None:
    """Return the member of a structure, or of its members, that a path with dots leads to."""
    first, *rest = path.split(".")
    found = member(index, structure, first)
    for word in rest:
        found = follow(index, found, word) if found else None
    return found


def _value(index: Index, place: Symbol | None, word: str) -> Symbol | None:
    enum = index.value((*place, "enum")) if place else None
    return index.find("enums", enum, "values", word)


def _register_of(where: list[str], index: Index, mention: Mention, word: str) -> Symbol | None:
    block = _beside(index, mention, where)
    return index.find("registers", block, "registers", word)


def _state_of_mailbox(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A value of the enum of the mailbox's status register."""
    block = _beside(index, mention, ["block"])
    name = _beside(index, mention, ["registers", "status"]) or "status"
    register = index.find("registers", block, "registers", name)
    if register is None:
        return None
    fields = (*register, "fields")
    places = [register, *((*fields, one) for one in index.names(fields))]
    return next((found for place in places if (found := _value(index, place, word))), None)


def _register(index: Index, mention: Mention, word: str) -> Symbol | None:
    return ("registers", word) if ("registers", word) in index.items else None


def _own_member(index: Index, mention: Mention, word: str) -> Symbol | None:
    return member(index, mention.path[:2], word)


def _condition(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A member, a parameter, or a value of an enum that some member has."""
    own = _own_member(index, mention, word)
    if own is not None:
        return own
    if (mention.before or mention.role == "dot") and ("enums", word) in index.items:
        return ("enums", word)
    if ("parameters", word) in index.items:
        return ("parameters", word)
    return _value_within(index, mention.path[:2], word, 4)


def _value_within(index: Index, structure: Symbol, word: str, depth: int) -> Symbol | None:
    fields = (*structure[:2], "fields")
    for name in index.names(fields):
        own = (*fields, name)
        inner = ((*own, part, one) for part in ("bits", "union") for one in index.names((*own, part)))
        for place in (own, *inner):
            found = _value(index, place, word)
            if found is not None:
                return found
        given = index.value(own)
        kind = given.get("type") if isinstance(given, dict) else given
        if depth and isinstance(kind, str) and ("structures", kind) in index.items:
            deeper = _value_within(index, ("structures", kind), word, depth - 1)
            if deeper is not None:
                return deeper
    return None


def _kind_of(where: tuple[str, ...], index: Index, mention: Mention, word: str) -> Symbol | None:
    """A value of the enum of the member ``kind`` of a structure of an executable."""
    name = index.value((*mention.path[:2], *where[:-1]))
    with_ = index.value((*mention.path[:2], where[-1]))
    role = with_.get("kind", "kind") if isinstance(with_, dict) else "kind"
    place = path_of(index, ("structures", name), role) if isinstance(name, str) else None
    return _value(index, place, word)


def _relocation_kind(index: Index, mention: Mention, word: str) -> Symbol | None:
    sections = index.value((*mention.path[:2], "sections"))
    for name, given in sections.items() if isinstance(sections, dict) else ():
        if isinstance(given, dict) and given.get("does") == "relocations":
            where = ("sections", name, "entry")
            structure, roles = index.value((*mention.path[:2], *where)), given.get("with")
            role = roles.get("kind", "kind") if isinstance(roles, dict) else "kind"
            place = path_of(index, ("structures", structure), role) if isinstance(structure, str) else None
            return _value(index, place, word)
    return None


def _relocation_field(index: Index, mention: Mention, word: str) -> Symbol | None:
    form = index.value((*mention.path[:-1], "format"))
    return index.find("formats", form, "fields", word)


def _agent(index: Index, mention: Mention, word: str) -> Symbol | None:
    return index.find(*mention.path[:2], "agents", word)


def _agent_state(index: Index, mention: Mention, word: str) -> Symbol | None:
    return follow(index, mention.path[:4], word)


def _protocol(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A variable or state of the agent itself, a shared word, a constant, an agent, a parameter."""
    own = mention.path[:2]
    if mention.path[2] == "agents":
        found = follow(index, mention.path[:4], word)
        if found is not None:
            return found
    candidates = [(*own, part, word) for part in ("shared", "constants", "agents")]
    found = next((one for one in candidates if index.has(one)), None)
    return found or (("parameters", word) if ("parameters", word) in index.items else None)


def _handle(index: Index, mention: Mention, word: str) -> Symbol | None:
    return index.find(*mention.path[:2], "handles", word)


def _call_type(index: Index, mention: Mention, word: str) -> Symbol | None:
    sections = ("structures", "enums", "types")
    found = next(((one, word) for one in sections if (one, word) in index.items), None)
    return _handle(index, mention, word) or found


def _parameter_of_call(index: Index, mention: Mention, word: str) -> Symbol | None:
    return index.find(*mention.path[:4], "parameters", word)


def _role_of_call(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A parameter, or what plays a role inside of one: ``arguments.kind.buffer: tensor``."""
    first, *rest = str(mention.path[-1]).split(".")
    if not rest:
        return _parameter_of_call(index, mention, word)
    roles = index.value((*mention.path[:4], "with"))
    name = roles.get(first, first) if isinstance(roles, dict) else first
    inside: Symbol | None = (*mention.path[:4], "parameters", name)
    for number in range(1, len(rest)):
        key = ".".join((first, *rest[:number]))
        role = roles.get(key, rest[number - 1]) if isinstance(roles, dict) else rest[number - 1]
        inside = member_of(index, inside, role) if inside else None
    if inside is None:
        return None
    return member_of(index, inside, word) or _value(index, inside, word)


_OF: Final[dict[str, Callable[[list[str], Index, Mention, str], Symbol | None]]] = {
    "member_of": _member_of,
    "value_of": _value_of,
    "register_of": _register_of,
}
_SCOPES: Final[dict[str, Scope]] = {
    "state_of_mailbox": _state_of_mailbox,
    "register": _register,
    "member": _own_member,
    "condition": _condition,
    "section_kind": partial(_kind_of, ("table", "table_with")),
    "relocation_kind": _relocation_kind,
    "relocation_field": _relocation_field,
    "agent": _agent,
    "agent_state": _agent_state,
    "protocol": _protocol,
    "handle": _handle,
    "call_type": _call_type,
    "parameter_of_call": _parameter_of_call,
    "role_of_call": _role_of_call,
}
