"""Sections and entries, told by names, to the bytes of a file: numbers, offsets, order and checksums are computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from specgen.machine.executables.opened import Opened
from specgen.machine.executables.signing import digest, total
from specgen.model.identity import binary_hash
from specgen.model.interfaces import place_of
from specgen.model.interfaces.codec import pack
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable, Section, Structure

Values = dict[str, Any]
_NAMES = frozenset({"name", "layout", "variant"})
_DIGESTS = {"sha256": 32}


class PackError(ValueError):
    """What cannot be written; the message says why."""


@dataclass(slots=True)
class Bytes:
    """A section of bytes: code, data or notes; placed where it names a ``memory``."""

    name: str
    does: str
    data: bytes
    memory: str | None = None
    address: int = 0
    alignment: int = 1
    processor: str | None = None


@dataclass(slots=True)
class Contents:
    """All that a file holds. Entries are values by role; what refers to something names it.

    Arguments are in the order of their entries, which are written in the order of their names; arguments are told apart as
    ``(entry, argument)``.
    """

    sections: list[Bytes] = field(default_factory=list)
    symbols: list[Values] = field(default_factory=list)
    relocations: list[Values] = field(default_factory=list)
    buffers: list[Values] = field(default_factory=list)
    entries: list[Values] = field(default_factory=list)
    quantisation: list[Values] = field(default_factory=list)
    hooks: list[Values] = field(default_factory=list)
    features: list[Values] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)


def write(architecture: Architecture, form: Executable, contents: Contents) -> bytes:
    """Return the bytes of a file. The same contents give the same bytes, in whatever order they were told.

    Raises:
        PackError: the format has no place for something, or a name stands for nothing.
    """
    return _Writer(architecture, form, contents).write()


class _Writer:
    """Numbers for names, and a file."""

    def __init__(self, architecture: Architecture, form: Executable, contents: Contents) -> None:
        self.architecture, self.form, self.contents = architecture, form, contents
        self.sections = sorted(contents.sections, key=lambda s: (_ORDER.index(s.does), s.name))
        self.numbers = {section.name: i for i, section in enumerate(self.sections)}
        self.strings: dict[str, int] = {"": 0}

    def write(self) -> bytes:
        tables = {name: rows for name, rows in self._tables().items() if rows}
        self._file(self._made(tables))  # only to learn which names go into the strings
        texts, at = sorted(self.strings, key=str.encode), 0
        self.strings.clear()
        for text in texts:
            self.strings[text] = at
            at += len(text.encode()) + 1
        return self._signed(self._file(self._made(tables)))

    def _made(self, tables: Mapping[str, list[Values]]) -> list[tuple[Values, bytes]]:
        """The entries of the table of sections, without where they are, and the bytes of each."""
        made = [(self._table_entry(self._kind(s.does), s.name, s), s.data) for s in self.sections]
        for does, rows in tables.items():
            kind = self._kind(does)
            made.append((self._table_entry(kind, ""), self._packed(kind, rows)))
        if any(section.does == "strings" for section in self.form.sections.values()):
            texts = b"".join(text.encode() + b"\0" for text in self.strings)
            made.append((self._table_entry(self._kind("strings"), ""), texts))
        return made

    # -- entries -----------------------------------------------------------------------------------------------------

    def _tables(self) -> dict[str, list[Values]]:
        c = self.contents
        symbols = sorted(c.symbols, key=lambda v: v["name"].encode())
        buffers = sorted(c.buffers, key=lambda v: v["name"].encode())
        entries = sorted(c.entries, key=lambda v: (v["name"].encode(), self._processor(v)))
        arguments = [{**a, "entry": e["name"]} for e in entries for a in e.get("arguments", ())]
        first = 0
        found: list[Values] = []
        for entry in entries:
            count = len(entry.get("arguments", ()))
            found.append({**entry, "first_argument": first, "argument_count": count})
            first += count
        numbers = {
            "symbol": _numbered(v["name"] for v in symbols),
            "buffer": _numbered(v["name"] for v in buffers),
            "alias_of": _numbered(v["name"] for v in buffers),
            "argument": _numbered(f"{v['entry']}.{v['name']}" for v in arguments),
            "section": self.numbers,
        }
        tables = {
            "symbols": symbols,
            "relocations": c.relocations,
            "buffers": buffers,
            "entries": found,
            "arguments": arguments,
            "quantisation": c.quantisation,
            "hooks": c.hooks,
            "features": sorted(c.features, key=lambda v: v["name"]),
            "signature": [{"algorithm": s, "size": _DIGESTS.get(s, 0)} for s in c.signatures],
        }
        for rows in tables.values():
            rows[:] = [self._numbered(row, numbers) for row in rows]
        tables["relocations"].sort(key=lambda v: (v["section"], v["offset"]))
        tables["hooks"].sort(key=lambda v: (v["section"], v["offset"], v["name"]))
        return tables

    def _processor(self, values: Values) -> int:
        enum = None
        section = next((s for s in self.form.sections.values() if s.does == "entries"), None)
        if section is not None and section.entry is not None and "processor" in section.roles:
            place = place_of(section.entry, section.roles["processor"])
            enum = place.member.value.enum if place is not None and place.member.value is not None else None
        member = enum.by_name.get(values.get("processor") or "") if enum is not None else None
        return member.value if member is not None else 0

    def _numbered(self, row: Values, numbers: Mapping[str, Mapping[str, int]]) -> Values:
        """An entry with numbers for what it refers to."""
        made = dict(row)
        for role, known in numbers.items():
            name = row.get(role)
            if isinstance(name, str):
                if name not in known:
                    hint = did_you_mean(name, known)
                    raise PackError(f"there is no {role} {name!r}" + (f"; {hint}" if hint else ""))
                made[role] = known[name]
        return made

    def _kind(self, does: str) -> Section:
        found = next((s for s in self.form.sections.values() if s.does == does), None)
        if found is None:
            raise PackError(f"format {self.form.name} has no section for {does}")
        return found

    def _packed(self, kind: Section, rows: Iterable[Values]) -> bytes:
        assert kind.entry is not None
        return b"".join(self._structure(kind.entry, kind.roles, row) for row in rows)

    def _structure(self, structure: Structure, roles: Mapping[str, str], row: Values) -> bytes:
        values: Values = {}
        for role, path in roles.items():
            value = self._value(structure, path, role, row.get(role))
            if value is None:
                continue
            *outer, name = path.split(".")
            inner = values
            for part in outer:
                inner = inner.setdefault(part, {})
            inner[name] = value
        try:
            return pack(structure, values)
        except ValueError as error:
            raise PackError(f"{structure.name}: {error}") from None

    def _value(self, structure: Structure, path: str, role: str, value: Any) -> Any:
        place = place_of(structure, path)
        assert place is not None
        one = place.member.value
        if role in ("section", "buffer", "alias_of") and value is None:
            return (1 << place.width) - 1
        enum = place.bits.enum if place.bits is not None else one.enum if one is not None else None
        text = one is not None and one.text
        if enum is not None and not isinstance(value, int):
            name = value or ("none" if "none" in enum.by_name else enum.members[0].name)
            if name not in enum.by_name:
                hint = did_you_mean(name, enum.by_name)
                raise PackError(f"{enum.name} has no value {name!r}" + (f"; {hint}" if hint else ""))
            return enum.by_name[name].value
        if isinstance(value, str) and not text:
            return self.strings.setdefault(value, 0)
        return value

    # -- the file ----------------------------------------------------------------------------------------------------

    def _table_entry(self, kind: Section, name: str, section: Bytes | None = None) -> Values:
        return {
            "kind": kind.code,
            "name": name,
            "memory": section.memory if section else None,
            "address": section.address if section else 0,
            "processor": section.processor if section else None,
            "alignment": section.alignment if section else 1,
            "required": int(kind.does not in ("notes", "hooks")),
        }

    def _file(self, made: list[tuple[Values, bytes]]) -> bytes:
        form = self.form
        begin = form.header.size + -form.header.size % form.alignment
        at = begin + len(made) * form.table.size
        table, body = b"", bytearray()
        for entry, data in made:
            body += bytes(-at % form.alignment)
            at += -at % form.alignment
            table += self._structure(form.table, form.table_roles, {**entry, "offset": at, "size": len(data)})
            body += data
            at += len(data)
        header = self._structure(form.header, form.header_roles, self._header(begin, len(made), at))
        return header + bytes(begin - len(header)) + table + body

    def _header(self, begin: int, count: int, size: int) -> Values:
        form, place = self.form, place_of(self.form.header, self.form.header_roles["magic"])
        assert place is not None
        return {
            "magic": form.magic if not place.whole else int.from_bytes(form.magic, form.endian),  # type: ignore[arg-type]
            "version_major": form.version[0],
            "version_minor": form.version[1],
            "spec_hash": bytes.fromhex(binary_hash(self.architecture)),
            "file_size": size,
            "sections": begin,
            "section_count": count,
            "section_size": form.table.size,
            "variant": self.architecture.variant,
        }

    def _signed(self, data: bytes) -> bytes:
        opened, made = Opened(self.architecture, self.form, data), bytearray(data)
        for row in opened.rows("signature"):
            found = digest(opened, row)
            if found is None:
                raise PackError(f"{opened.text(row, 'algorithm')} needs a key, which no manifest has")
            made[row.place("bytes") : row.place("bytes") + len(found)] = found
        if "checksum" in opened.header:
            found = total(Opened(self.architecture, self.form, bytes(made)))
            at = opened.header.place("checksum")
            made[at : at + len(found)] = found
        return bytes(made)


_ORDER = ("code", "data", "notes")


def _numbered(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        if name in found:
            raise PackError(f"two are called {name!r}")
        found[name] = len(found)
    return found
