"""ELF files as tests make them: by the book, without a compiler."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes that are loaded at ``address``, with zeros up to ``size`` (None: none)."""

    address: int
    data: bytes
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A symbol in the executable section, which is the first segment."""

    name: str
    address: int
    size: int = 0
    kind: int = 2  # STT_FUNC


def elf(
    segments: Sequence[Segment],
    symbols: Sequence[Named] = (),
    *,
    entry: int | None = None,
    bits: int = 32,
    order: str = "little",
    machine: int = 243,
    kind: int = 2,
) -> bytes:
    """A linked file: header, program headers, the segments, ``.text``, ``.symtab``, ``.strtab``, ``.shstrtab``."""
    mark, word = "<" if order == "little" else ">", "I" if bits == 32 else "Q"

    def pack(form: str, *values: int) -> bytes:
        return struct.pack(mark + form.replace("A", word), *values)

    header, program, section = (52, 32, 40) if bits == 32 else (64, 56, 64)
    at = header + program * len(segments)
    heads, body = b"", b""
    for one in segments:
        size = len(one.data) if one.size is None else one.size
        figures = (at + len(body), one.address, one.address, len(one.data), size)
        heads += pack("IAAAAAII", 1, *figures, 7, 4) if bits == 32 else pack("IIAAAAAA", 1, 7, *figures, 4)
        body += one.data
    first = segments[0] if segments else Segment(0, b"")
    strings, names = b"\0", b"\0.text\0.symtab\0.strtab\0.shstrtab\0"
    table = bytes(16 if bits == 32 else 24)
    for symbol in symbols:
        name, info = len(strings), 0x10 | symbol.kind
        if bits == 32:
            table += pack("IAABBH", name, symbol.address, symbol.size, info, 0, 1)
        else:
            table += pack("IBBHAA", name, info, 0, 1, symbol.address, symbol.size)
        strings += symbol.name.encode() + b"\0"
    start = at + len(body)
    rows = [(0, 0, 0, 0, 0, 0, 0, 0)]
    rows += [(names.find(b".text"), 1, 6, first.address, at, len(first.data), 0, 0)]
    rows += [(names.find(b".symtab"), 2, 0, 0, start, len(table), 3, len(table) // (len(symbols) + 1))]
    rows += [(names.find(b".strtab"), 3, 0, 0, start + len(table), len(strings), 0, 0)]
    rows += [(names.find(b".shstrtab"), 3, 0, 0, start + len(table) + len(strings), len(names), 0, 0)]
    body += table + strings + names
    sections = b"".join(pack("IIAAAAIIAA", *row[:7], 0, 1, row[7]) for row in rows)
    identity = b"\x7fELF" + bytes([bits // 32, 1 if order == "little" else 2, 1]) + bytes(9)
    begin = first.address if entry is None else entry
    counts = (0, header, program, len(segments), section, len(rows), 4)
    offsets = (header if segments else 0, at + len(body))
    return (
        identity + pack("HHIAAAIHHHHHH", kind, machine, 1, begin, *offsets, *counts) + heads + body + sections
    )
