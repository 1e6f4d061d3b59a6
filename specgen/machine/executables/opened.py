"""An executable's bytes by what the format says of them, read when they are looked at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.machine.executables.rows import Row, Rows

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable, Section


@frozen(eq=False)
class Placed:
    """Section number ``index``: its entry in the table, what kind it is (None: unknown), and where its bytes are."""

    index: int
    entry: Row
    kind: Section | None
    offset: int
    size: int

    @property
    def does(self) -> str:
        """What it holds, or nothing where nobody knows."""
        return self.kind.does if self.kind is not None else ""


class Opened:
    """A file, as far as it was looked at; getters trust what `refusals` of it has let pass."""

    def __init__(self, architecture: Architecture, form: Executable, data: bytes) -> None:
        self.architecture, self.format = architecture, form
        self.data = memoryview(data)
        self.header = Row(form.header, form.header_roles, self.data, 0)
        self.kinds = {section.code: section for section in form.sections.values()}

    @cached_property
    def table(self) -> Rows:
        """The table of sections."""
        count, at = self.header["section_count"], self.header["sections"]
        return Rows(self.format.table, self.format.table_roles, self.data, at, count)

    def section(self, index: int) -> Placed:
        """A section by its number."""
        row = self.table[index]
        return Placed(index, row, self.kinds.get(row["kind"]), row["offset"], row["size"])

    @cached_property
    def sections(self) -> tuple[Placed, ...]:
        """All sections."""
        return tuple(self.section(i) for i in range(len(self.table)))

    def only(self, does: str) -> Placed | None:
        """The first section that holds such things."""
        return next((s for s in self.sections if s.does == does), None)

    def rows(self, does: str) -> Rows:
        """The entries of that section; none where there is none."""
        found = self.only(does)
        return self.entries(found) if found is not None else Rows(self.format.table, {}, self.data, 0, 0)

    def entries(self, section: Placed) -> Rows:
        """The entries of a section, as many as the file has bytes for."""
        kind = section.kind
        assert kind is not None and kind.entry is not None
        have = max(min(section.size, len(self.data) - section.offset), 0)
        return Rows(kind.entry, kind.roles, self.data, section.offset, have // kind.entry.size)

    def contents(self, section: Placed) -> memoryview:
        """The bytes of a section."""
        return self.data[section.offset : section.offset + section.size]

    @cached_property
    def strings(self) -> bytes:
        """All names."""
        found = self.only("strings")
        return bytes(self.contents(found)) if found is not None else b""

    def string(self, offset: int) -> bytes | None:
        """The zero-terminated bytes at an offset of the strings, or None where that lies beyond."""
        if not 0 <= offset < len(self.strings):
            return None
        end = self.strings.find(b"\0", offset)
        return self.strings[offset : end if end >= 0 else None]

    def named(self, row: Row, role: str) -> bytes | None:
        """The name that a member gives: its text, the name of its value, or that in the strings; None where it is none."""
        from specgen.model.interfaces import place_of

        if role not in row:
            return b""
        place = place_of(row.structure, row.roles[role])
        assert place is not None
        value = place.member.value
        if value is not None and value.text:
            return row.bytes(role).partition(b"\0")[0]
        enum = place.bits.enum if place.bits is not None else value.enum if value is not None else None
        if enum is not None:
            member = enum.by_value.get(row[role])
            return None if member is None else b"" if member.name == "none" else member.name.encode()
        return self.string(row[role])

    def text(self, row: Row, role: str) -> str:
        """The same as text; of damaged files, what can be read of it."""
        return (self.named(row, role) or b"").decode(errors="replace")

    def memory(self, row: Row) -> tuple[int, int]:
        """The first address and the size of the memory that an entry names; no size where it names none."""
        memory = self.architecture.memories.get(self.text(row, "memory"))
        return (memory.base, memory.size) if memory is not None else (0, 0)

    @property
    def features(self) -> set[str]:
        """What a program may ask for here: what the format lists, and the extensions of the variant."""
        enabled = {e.name for e in self.architecture.extensions.values() if e.enabled}
        return enabled | set(self.format.features)
