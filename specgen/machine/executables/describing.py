"""What an executable says, as plain data: for JSON, and for the text that people read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specgen.machine.executables.linking import arguments, buffer_address

if TYPE_CHECKING:
    from specgen.machine.executables.opened import Opened
    from specgen.machine.executables.rows import Row


def described(opened: Opened) -> dict[str, Any]:
    """Return all that a file says, as data with the keys in a fixed order; names in place of numbers."""
    header = opened.header
    return {
        "format": opened.format.name,
        "spec": opened.architecture.name,
        "version": f"{header['version_major']}.{header['version_minor']}",
        "variant": opened.text(header, "variant") if "variant" in header else None,
        "spec_hash": header.bytes("spec_hash").hex(),
        "size": header["file_size"],
        "sections": [_section(opened, i) for i in range(len(opened.table))],
        "entries": [_entry(opened, row) for row in opened.rows("entries")],
        "buffers": [_buffer(opened, row) for row in opened.rows("buffers")],
        "symbols": [_symbol(opened, row) for row in opened.rows("symbols")],
        "relocations": [_relocation(opened, row) for row in opened.rows("relocations")],
        "quantisation": [_plain(opened, row) for row in opened.rows("quantisation")],
        "hooks": [_place(opened, row) | {"kind": _said(opened, row, "kind")} for row in opened.rows("hooks")],
        "features": [
            {"name": opened.text(row, "name"), "required": bool(row["required"])}
            for row in opened.rows("features")
        ],
        "signatures": [_said(opened, row, "algorithm") for row in opened.rows("signature")],
        "notes": [
            bytes(opened.contents(s)).decode(errors="replace") for s in opened.sections if s.does == "notes"
        ],
    }


def _said(opened: Opened, row: Row, role: str) -> str | int:
    """The name of a value, or the value where it has none."""
    from specgen.model.interfaces import place_of

    place = place_of(row.structure, row.roles[role]) if role in row else None
    value = place.member.value if place is not None else None
    if value is not None and value.text:
        return opened.text(row, role)
    enum = value.enum if value is not None else None
    member = enum.by_value.get(row[role]) if enum is not None else None
    return member.name if member is not None else row[role]


def _section(opened: Opened, index: int) -> dict[str, Any]:
    section = opened.section(index)
    row, kind = section.entry, section.kind
    return {
        "index": index,
        "name": opened.text(row, "name"),
        "kind": kind.name if kind is not None else row["kind"],
        "offset": section.offset,
        "size": section.size,
        "entries": section.size // kind.entry.size if kind is not None and kind.entry is not None else None,
        "memory": opened.text(row, "memory") or None,
        "address": row["address"] if opened.text(row, "memory") else None,
        "processor": opened.text(row, "processor") or None,
    }


def _place(opened: Opened, row: Row) -> dict[str, Any]:
    index = row["section"]
    known = not row.none("section") and index < len(opened.table)
    name = opened.text(opened.section(index).entry, "name") if known else None
    return {
        "name": opened.text(row, "name") or None,
        "section": name if known else None if row.none("section") else index,
        "offset": row["offset"],
    }


def _entry(opened: Opened, row: Row) -> dict[str, Any]:
    made = _place(opened, row) | {"processor": opened.text(row, "processor") or None}
    made["arguments"] = [_argument(opened, one) for _, one in arguments(opened, row)]
    return made


def _argument(opened: Opened, row: Row) -> dict[str, Any]:
    buffers = opened.rows("buffers")
    buffer = None if row.none("buffer") or row["buffer"] >= len(buffers) else buffers[row["buffer"]]
    return {
        "name": opened.text(row, "name"),
        "element": opened.text(row, "element"),
        "shape": list(row.numbers("extents")[: row["rank"]]),
        "layout": opened.text(row, "layout") or None,
        "direction": _said(opened, row, "direction"),
        "buffer": opened.text(buffer, "name") if buffer is not None else None,
        "at": row["offset"],
        "size": row["size"],
    }


def _buffer(opened: Opened, row: Row) -> dict[str, Any]:
    rows = opened.rows("buffers")
    root = None if row.none("alias_of") or row["alias_of"] >= len(rows) else rows[row["alias_of"]]
    return {
        "name": opened.text(row, "name"),
        "memory": opened.text(row, "memory"),
        "kind": _said(opened, row, "kind") if "kind" in row else None,
        "offset": row["offset"],
        "size": row["size"],
        "alignment": row["alignment"],
        "first_use": row["first_use"],
        "last_use": row["last_use"],
        "alias_of": opened.text(root, "name") if root is not None else None,
        "section": None if row.none("section") else row["section"],
    }


def _symbol(opened: Opened, row: Row) -> dict[str, Any]:
    made = _place(opened, row)
    made["offset"] = row["value"]
    return made | {"size": row["size"]}


def _relocation(opened: Opened, row: Row) -> dict[str, Any]:
    symbols = opened.rows("symbols")
    made = _place(opened, row)
    del made["name"]
    made["kind"] = _said(opened, row, "kind")
    made["symbol"] = (
        opened.text(symbols[row["symbol"]], "name") if row["symbol"] < len(symbols) else row["symbol"]
    )
    return made | {"addend": row["addend"]}


def _plain(opened: Opened, row: Row) -> dict[str, Any]:
    rows = opened.rows("arguments")
    known = row["argument"] < len(rows)
    values = {k: v.hex() if isinstance(v, bytes) else v for k, v in row.values.items()}
    values["argument"] = opened.text(rows[row["argument"]], "name") if known else row["argument"]
    return values | {"format": _said(opened, row, "format")}


def as_text(opened: Opened) -> Iterator[str]:
    """Yield what a file says, line by line."""
    found = described(opened)
    yield f"{found['spec']} {found['format']} {found['version']}, {found['size']} bytes"
    yield f"  for {found['variant'] or 'any variant'} of spec {found['spec_hash'][:16]}"
    for title, key, columns in _TABLES:
        if found[key]:
            yield ""
            yield f"{title}:"
            yield from _table(found[key], columns)
    for entry in found["entries"]:
        if entry["arguments"]:
            yield ""
            yield f"arguments of {entry['name']}:"
            yield from _table(entry["arguments"], _ARGUMENTS)
    if found["buffers"]:
        yield ""
        yield from _peaks(opened)
    for note in found["notes"]:
        yield ""
        yield from (f"  {_printable(line)}" for line in note.splitlines())


_TABLES = (
    (
        "sections",
        "sections",
        ("index", "kind", "name", "offset", "size", "entries", "memory", "address", "processor"),
    ),
    ("entry points", "entries", ("name", "section", "offset", "processor")),
    (
        "memory plan",
        "buffers",
        ("name", "memory", "kind", "offset", "size", "first_use", "last_use", "alias_of"),
    ),
    ("symbols", "symbols", ("name", "section", "offset", "size")),
    ("relocations", "relocations", ("section", "offset", "kind", "symbol", "addend")),
    ("quantisation", "quantisation", ("argument", "format", "scale", "zero_point", "axis", "block")),
    ("hooks", "hooks", ("name", "kind", "section", "offset")),
    ("features", "features", ("name", "required")),
)
_ARGUMENTS = ("name", "element", "shape", "layout", "direction", "buffer", "at", "size")


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
    there = [c for c in columns if any(row.get(c) is not None for row in rows)]
    cells = [there, *([_cell(c, row.get(c)) for c in there] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(there))]
    for line in cells:
        yield "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)).rstrip()


def _cell(column: str, value: Any) -> str:
    if value is None:
        return "-"
    if column in ("offset", "address") and isinstance(value, int):
        return f"{value:#x}"
    if isinstance(value, list):
        return "x".join(map(str, value)) or "number"
    return _printable(str(value))


def _printable(text: str) -> str:
    """Text that does nothing to a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _peaks(opened: Opened) -> Iterator[str]:
    from specgen.machine.executables.plans import Need, peaks

    needs, offsets = [], {}
    for row in opened.rows("buffers"):
        if row.none("alias_of"):
            name, memory = opened.text(row, "name"), opened.text(row, "memory")
            needs.append(Need(name, memory, row["size"], row["alignment"], row["first_use"], row["last_use"]))
            offsets[name] = buffer_address(opened, row, {memory: 0})
    for memory, (extent, most) in peaks(needs, offsets).items():
        yield f"  {memory}: {extent} bytes; at most {most} are needed at one time"
