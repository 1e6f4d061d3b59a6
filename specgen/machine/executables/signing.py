"""Checksums and digests over whole files."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from zlib import crc32

from specgen.machine.executables.rows import Row
from specgen.model.interfaces.codec.places import order_of

if TYPE_CHECKING:
    from specgen.machine.executables.opened import Opened

_PIECE = 1 << 20


def total(opened: Opened) -> bytes:
    """The checksum of a file, its own bytes as zero: CRC-32 of four bytes, SHA-256 of 32."""
    header = opened.header
    at, size = header.place("checksum"), len(header.bytes("checksum"))
    order = order_of(opened.format.header)
    if size != 4:
        return _digest(opened, [(at, at + size)])
    value = crc32(opened.data[at + size :], crc32(bytes(size), crc32(opened.data[:at])))
    return value.to_bytes(size, order)


def digest(opened: Opened, row: Row) -> bytes | None:
    """The SHA-256 of a file in which all signatures and the checksum are zero; None for other kinds of signatures."""
    if opened.named(row, "algorithm") != b"sha256":
        return None
    holes = []
    if "checksum" in opened.header:
        at = opened.header.place("checksum")
        holes.append((at, at + len(opened.header.bytes("checksum"))))
    for one in opened.rows("signature"):
        at = one.place("bytes")
        holes.append((at, at + len(one.bytes("bytes"))))
    return _digest(opened, holes)


def _digest(opened: Opened, holes: list[tuple[int, int]]) -> bytes:
    """The SHA-256 of a file with zeros in the holes, which are in order."""
    found, at = sha256(), 0
    for start, end in holes:
        found.update(opened.data[at:start])
        found.update(bytes(end - start))
        at = end
    found.update(opened.data[at:])
    return found.digest()
