"""Checks of a file's header and table: where its sections are, and that every byte belongs to one thing."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.machine.executables.opened import Opened, Placed
from specgen.machine.executables.rows import Row
from specgen.model.interfaces.codec import Refusal, verify


def refuse(row: Row, path: str, role: str, rule: str, message: str) -> Refusal:
    """A refusal of the member that plays a role."""
    return Refusal(row.place(role), f"{path}.{row.roles[role]}", rule, message)


def structure(row: Row, path: str) -> Iterator[Refusal]:
    """What is wrong with a structure by itself."""
    for one in verify(row.structure, row.data, row.at):
        name = f"{path}.{one.path}" if one.path else path
        yield Refusal(one.offset, name, one.rule, one.message, one.error)


def header(opened: Opened) -> Iterator[Refusal]:
    """What is wrong with the header: size, magic and version first. Whoever reads on needs these to be right."""
    form, row, data = opened.format, opened.header, opened.data
    if len(data) < form.header.size:
        yield Refusal(0, "header", "size", f"{len(data)} bytes, of at least {form.header.size}")
        return
    if row.bytes("magic") != form.magic:
        yield refuse(row, "header", "magic", "magic", f"{row.bytes('magic')!r}, not {form.magic!r}")
        return
    for role, good in (
        ("version_major", row["version_major"] == form.version[0]),
        ("version_minor", row["version_minor"] <= form.version[1]),
    ):
        if not good:
            yield refuse(row, "header", role, "version", _version(opened))
            return
    yield from structure(row, "header")
    if row["file_size"] != len(data):
        yield refuse(
            row, "header", "file_size", "size", f"{row['file_size']} bytes, and there are {len(data)}"
        )


def _version(opened: Opened) -> str:
    row, (major, minor) = opened.header, opened.format.version
    return f"version {row['version_major']}.{row['version_minor']}; this reader knows {major}.0 to {major}.{minor}"


def table(opened: Opened) -> Iterator[Refusal]:
    """What is wrong with the place and the size of the table. Whoever reads on needs it to be right."""
    form, row = opened.format, opened.header
    if "section_size" in row and row["section_size"] != form.table.size:
        message = f"entries of {row['section_size']} bytes, not {form.table.size}"
        yield refuse(row, "header", "section_size", "table", message)
    begin = _aligned(form.header.size, form.alignment)
    if row["sections"] != begin:
        yield refuse(row, "header", "sections", "table", f"at {row['sections']}, not {begin}")
    if row["section_count"] > form.most_sections:
        message = f"{row['section_count']} sections, of at most {form.most_sections}"
        yield refuse(row, "header", "section_count", "limit", message)
    elif begin + row["section_count"] * form.table.size > len(opened.data):
        message = f"{row['section_count']} entries end after the file"
        yield refuse(row, "header", "section_count", "bounds", message)


def _aligned(offset: int, alignment: int) -> int:
    return offset + -offset % alignment


def sections(opened: Opened, bad: set[int]) -> Iterator[Refusal]:
    """What is wrong with the entries of the table; those whose bytes cannot be looked at are put into ``bad``."""
    end = _aligned(opened.format.header.size, opened.format.alignment)
    yield from _padding(opened, opened.format.header.size, end)
    end += len(opened.table) * opened.format.table.size
    for section in opened.sections:
        path = f"sections[{section.index}]"
        yield from structure(section.entry, path)
        framed = list(_framed(opened, section, end, path))
        if framed:
            bad.add(section.index)
        else:
            yield from _padding(opened, end, section.offset)
            end = section.offset + section.size
        yield from framed
        yield from _placed(opened, section, path)
    if end != len(opened.data) and not bad:
        yield Refusal(end, "file", "padding", f"{len(opened.data) - end} bytes after the last section")
    yield from _together(opened)


def _padding(opened: Opened, start: int, end: int) -> Iterator[Refusal]:
    rest = bytes(opened.data[start:end]).lstrip(b"\0")
    if rest:
        yield Refusal(end - len(rest), "file", "padding", f"byte {rest[0]:#04x} between sections")


def _framed(opened: Opened, section: Placed, end: int, path: str) -> Iterator[Refusal]:
    """Whether a section's bytes lie where they may, after ``end``, and are of whole entries."""
    row, kind, form = section.entry, section.kind, opened.format
    if kind is None and (row["required"] or "required" not in row):
        yield refuse(row, path, "kind", "kind", f"kind {row['kind']}")
    elif section.offset % form.alignment:
        yield refuse(row, path, "offset", "alignment", f"{section.offset} is no multiple of {form.alignment}")
    elif section.offset < end:
        yield refuse(row, path, "offset", "overlap", f"{section.offset}, and what is before ends at {end}")
    elif section.offset > _aligned(end, form.alignment):
        yield refuse(row, path, "offset", "padding", f"{section.offset}, and what is before ends at {end}")
    elif section.offset > len(opened.data) or section.size > len(opened.data) - section.offset:
        message = f"{section.size} bytes end after the file's {len(opened.data)}"
        yield refuse(row, path, "size", "bounds", message)
    elif kind is not None and kind.entry is not None:
        count, rest = divmod(section.size, kind.entry.size)
        if rest:
            message = f"{section.size} bytes are no whole entries of {kind.entry.size}"
            yield refuse(row, path, "size", "size", message)
        elif count > kind.limit:
            yield refuse(row, path, "size", "limit", f"{count} entries, of at most {kind.limit}")


def _placed(opened: Opened, section: Placed, path: str) -> Iterator[Refusal]:
    """Whether a section lies in a memory, at a place that suits it."""
    row, kind = section.entry, section.kind
    if kind is None:
        return
    alignment = row.get("alignment", 1)
    if alignment < 1 or alignment & (alignment - 1):
        yield refuse(row, path, "alignment", "alignment", f"{alignment} is no power of two")
        return
    if kind.does == "code" and "processor" in row and not opened.named(row, "processor"):
        yield refuse(row, path, "processor", "processor", "code of no processor")
    if "memory" not in row:
        return
    low, size = opened.memory(row)
    address = row["address"]
    if size == 0:
        if address:
            yield refuse(row, path, "address", "memory", f"{address:#x} in no memory")
    elif address < low or address - low > size or section.size > size - (address - low):
        message = f"{section.size} bytes at {address:#x} lie outside of {opened.text(row, 'memory')}"
        yield refuse(row, path, "address", "memory", message)
    elif address % alignment:
        yield refuse(row, path, "address", "alignment", f"{address:#x} is no multiple of {alignment}")


def _together(opened: Opened) -> Iterator[Refusal]:
    """Whether all needed sections are there, each kind no more often than it may, and none lies over another."""
    seen: dict[int, int] = {}
    for section in opened.sections:
        kind, row, path = section.kind, section.entry, f"sections[{section.index}]"
        if kind is None:
            continue
        seen[kind.code] = seen.get(kind.code, 0) + 1
        if kind.most is not None and seen[kind.code] > kind.most:
            yield refuse(row, path, "kind", "most", f"{seen[kind.code]} sections of kind {kind.name}")
        if "memory" not in row or not section.size or not opened.memory(row)[1]:
            continue
        other = next((s for s in opened.sections[: section.index] if _meet(opened, s, section)), None)
        if other is not None:
            message = f"{section.size} bytes at {row['address']:#x} lie over sections[{other.index}]"
            yield refuse(row, path, "address", "overlap", message)
    for kind in opened.format.sections.values():
        if kind.required and kind.code not in seen:
            message = f"no section of kind {kind.name}"
            yield refuse(opened.header, "header", "section_count", "missing", message)


def _meet(opened: Opened, one: Placed, other: Placed) -> bool:
    """Whether two sections have addresses in common."""
    a, b = one.entry, other.entry
    return (
        one.kind is not None
        and one.size > 0
        and a["memory"] == b["memory"]
        and a["address"] < b["address"] + other.size
        and b["address"] < a["address"] + one.size
    )
