"""Roles as C: functions that read the number or the name of a member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.model.interfaces import place_of
from specgen.model.interfaces.codec.places import Place as Bits
from specgen.model.interfaces.codec.places import places

if TYPE_CHECKING:
    from specgen.model.interfaces import Executable, Structure

#: What one entry of a section is called.
ENTRY = {
    "symbols": "symbol", "relocations": "relocation", "buffers": "buffer", "entries": "entry", "arguments": "argument",
    "quantisation": "quantisation", "hooks": "hook", "features": "feature", "signature": "signature",
}  # fmt: skip
_NAMED = {
    "header": ("variant",), "section": ("name", "processor"), "symbol": ("name",), "buffer": ("name",), "entry": ("name",),
    "argument": ("name", "element", "layout"), "quantisation": ("format",), "hook": ("name",), "feature": ("name",),
    "signature": ("algorithm",),
}  # fmt: skip
_OTHERWISE = {"section_required": 1, "section_alignment": 1, "argument_alignment": 1, "buffer_alignment": 1}


@frozen()
class Role:
    """Where the member that plays a role lies in its structure, and how it is called there."""

    path: str
    offset: int
    size: int


@frozen()
class Getter:
    """A function that reads a number: from ``place``, or where nothing plays the role it is ``otherwise``."""

    name: str
    place: Bits | None
    otherwise: int


@frozen()
class Named:
    """A function that reads a name: of ``kind`` string, text, enum or missing."""

    name: str
    kind: str
    number: str = ""
    offset: int = 0
    size: int = 0
    values: tuple[tuple[int, str], ...] = ()


class Played(dict[str, Role]):
    """Roles that are played; others are None, for templates to ask."""

    def __missing__(self, role: str) -> None:
        return None


def parts(form: Executable) -> Iterator[tuple[str, Structure, Mapping[str, str], tuple[str, ...]]]:
    """Yield the structures of a format: what one is called, its members by role, and the roles that there are."""
    from specgen.model.interfaces import HEADER_ROLES, SECTION_ROLES, TABLE_ROLES

    yield "header", form.header, form.header_roles, HEADER_ROLES
    yield "section", form.table, form.table_roles, TABLE_ROLES
    done = set()
    for section in form.sections.values():
        if section.entry is not None and section.does not in done:
            done.add(section.does)
            yield ENTRY[section.does], section.entry, section.roles, SECTION_ROLES[section.does]


def roles(structure: Structure, played: Mapping[str, str]) -> Played:
    """Return where each role's member lies."""
    found = Played()
    for role, path in played.items():
        place = place_of(structure, path)
        assert place is not None
        found[role] = Role(path, place.offset, place.member.size)
    return found


def getters(form: Executable) -> list[Getter]:
    """Return a function for every number that may play a role."""
    found = []
    for one, structure, played, there in parts(form):
        known = places(structure)
        for role in (r.strip("()") for r in there):
            name, path = f"{one}_{role}", played.get(role)
            if path is None or path in known:
                place = known[path] if path is not None else None
                found.append(Getter(name, place, _OTHERWISE.get(name, 0)))
    return found


def names(form: Executable) -> list[Named]:
    """Return a function for every name."""
    return [
        _named(f"{one}_{role}", structure, played.get(role))
        for one, structure, played, _ in parts(form)
        for role in _NAMED.get(one, ())
    ]


def _named(number: str, structure: Structure, path: str | None) -> Named:
    name = f"{number}_name"
    place = place_of(structure, path) if path is not None else None
    if place is None:
        return Named(name, "missing")
    value = place.member.value
    if value is not None and value.text:
        return Named(name, "text", offset=place.offset, size=place.member.size)
    enum = place.bits.enum if place.bits is not None else value.enum if value is not None else None
    if enum is None:
        return Named(name, "string", number)
    values = {m.value: "" if m.name == "none" else m.name for m in enum.members}
    return Named(name, "enum", number, values=tuple(values.items()))


def none_of(structure: Structure, path: str) -> str:
    """Return the number that refers to nothing: all ones of the member."""
    return f"UINT64_C({hex((1 << places(structure)[path].width) - 1)})"


def memories(form: Executable, known: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """Return value, base and size of the memories that the table and the buffers name."""
    found: dict[int, tuple[int, str, str]] = {}
    for _, structure, played, _ in parts(form):
        place = place_of(structure, played["memory"]) if "memory" in played else None
        value = place.member.value if place is not None else None
        for member in value.enum.members if value is not None and value.enum is not None else ():
            memory = known.get(member.name)
            if memory is not None:
                found[member.value] = member.value, hex(memory.base), hex(memory.size)
    return [found[value] for value in sorted(found)]
