"""Archives of plain files alone: written the same on every machine, read with nothing but what is written here.

The format is POSIX ustar in gzip. Links, devices, sparse files and extended headers are not read at all, so what they could
be used for needs no defence.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from specgen.bundles.manifest import BundleError

BLOCK = 512
MAX_BYTES = 1 << 29
"""What an archive may hold, unpacked: some ten times what a large spec makes."""
_KINDS = {
    b"1": "a hard link",
    b"2": "a symbolic link",
    b"3": "a device",
    b"4": "a device",
    b"5": "a folder",
    b"6": "a pipe",
    b"x": "an extended header",
    b"g": "an extended header",
    b"L": "a GNU header",
    b"K": "a GNU header",
    b"S": "a sparse file",
}


def packed(files: Iterable[tuple[str, bytes]], time: int) -> bytes:
    """Return an archive of files in the order given, each of mode 644, of user 0, of one time (seconds since 1970).

    Raises BundleError for a path that is too long.
    """
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, data in files:
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime, entry.mode = len(data), time, 0o644
            try:
                archive.addfile(entry, io.BytesIO(data))
            except ValueError:
                raise BundleError(f"{path!r} is too long a path for an archive") from None
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=9) as stream:
        stream.write(raw.getbuffer())
    return out.getvalue()


def unpacked(stream: BinaryIO) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Yield path, size and content of each file, in turn. Raises BundleError for anything but plain files.

    The content comes in parts and is read before the next file is asked for; at most `MAX_BYTES` are unpacked in all.
    """
    source = _Bounded(stream)
    while (header := source.exactly(BLOCK)) != bytes(BLOCK):
        path, size = _header(header)
        source.promise(path, size)
        yield path, size, source.parts(size)
        source.zeros(-size % BLOCK)
    source.rest()


def _header(header: bytes) -> tuple[str, int]:
    """Return path and size from the header of a plain file."""
    blank = header[:148] + b" " * 8 + header[156:]
    if header[257:265] != b"ustar\x0000" or _octal(header[148:156]) != sum(blank):
        raise BundleError("it is no archive of the kind that specgen writes")
    path = _text(header[:100])
    if prefix := _text(header[345:500]):
        path = f"{prefix}/{path}"
    if (kind := header[156:157]) != b"0":
        told = _KINDS.get(kind, "no plain file")
        raise BundleError(f"{path!r} is {told}; a bundle holds plain files only")
    return path, _octal(header[124:136])


def _text(data: bytes) -> str:
    name, _, rest = data.partition(b"\0")
    if rest.strip(b"\0") or not name.isascii():
        raise BundleError(f"{name[:80]!r} is no name of a file in a bundle")
    return name.decode("ascii")


def _octal(data: bytes) -> int:
    digits = data.rstrip(b"\0 ")
    if not digits or digits.strip(b"01234567"):
        raise BundleError("a number in the archive is none")
    return int(digits, 8)


class _Bounded:
    """What gzip unpacks, up to a limit; its errors in our words."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = gzip.GzipFile(fileobj=stream, mode="rb")
        self._left = MAX_BYTES

    def promise(self, path: str, size: int) -> None:
        """Refuse a file that is larger than what may still come, before any of it is read."""
        if size > self._left:
            raise BundleError(f"{path!r} would unpack to {size:,} bytes; a bundle has at most {MAX_BYTES:,}")

    def some(self, most: int) -> bytes:
        try:
            data = self._stream.read(most)
        except (OSError, EOFError, zlib.error) as error:
            raise BundleError(f"it cannot be unpacked: {error}") from None
        self._left -= len(data)
        if self._left < 0:
            raise BundleError(f"it unpacks to more than {MAX_BYTES:,} bytes")
        return data

    def parts(self, size: int) -> Iterator[bytes]:
        """Yield exactly ``size`` bytes."""
        while size:
            data = self.some(min(size, 1 << 16))
            if not data:
                raise BundleError("it ends early")
            size -= len(data)
            yield data

    def exactly(self, size: int) -> bytes:
        return b"".join(self.parts(size))

    def zeros(self, size: int) -> None:
        if self.exactly(size).strip(b"\0"):
            raise BundleError("something is hidden between its files")

    def rest(self) -> None:
        """Read to the end, which is blocks of zeros."""
        while data := self.some(1 << 16):
            if data.strip(b"\0"):
                raise BundleError("something is hidden behind its last file")
