"""A bundle read: verified whole before a byte of it is written anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from specgen.bundles.manifest import NAME, BundledFile, BundleError, BundleInfo, parse
from specgen.bundles.tar import unpacked

_MAX_MANIFEST = 32 << 20


def check_bundle(path: Path) -> BundleInfo:
    """Return what a bundle says of itself, once every file has the size and digest told, and nothing else is there.

    Raises BundleError for anything that is no sound bundle, OSError where it cannot be read.
    """
    return _verified(path, lambda _: False)[0]


def read_bundle(path: Path, into: Path) -> BundleInfo:
    """Verify a bundle and write its `bundle.json`, its spec and its part of ``std:`` into an empty or new folder.

    The spec then is ``into / info.spec``, what its ``std:`` paths start from ``into / info.std``.
    Raises BundleError as `check_bundle`, or where the folder is not empty; then nothing was written. Raises OSError.
    """
    return _extract(path, into, lambda file: file.startswith(("spec/", "std/")))


def extract_bundle(path: Path, into: Path) -> BundleInfo:
    """Verify a bundle and write all of it into an empty or new folder. Raises as `read_bundle`."""
    return _extract(path, into, lambda _: True)


def _extract(path: Path, into: Path, wanted: Callable[[str], bool]) -> BundleInfo:
    if into.is_dir() and any(into.iterdir()):
        raise BundleError(f"{into} is not empty")
    info, files = _verified(path, wanted)
    for name, data in {NAME: info.text().encode(), **files}.items():
        place = into / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as out:
            out.write(data)
    return info


def _verified(path: Path, wanted: Callable[[str], bool]) -> tuple[BundleInfo, dict[str, bytes]]:
    """Read a bundle to its end; return also the contents of the files that are wanted."""
    try:
        with path.open("rb") as stream:
            return _verify(unpacked(stream), wanted)
    except BundleError as error:
        raise BundleError(f"{path} is no sound bundle: {error}") from None


def _verify(
    entries: Iterator[tuple[str, int, Iterator[bytes]]], wanted: Callable[[str], bool]
) -> tuple[BundleInfo, dict[str, bytes]]:
    first = next(entries, None)
    if first is None:
        raise BundleError("it is empty")
    info, data = _manifest(*first)
    if info.text().encode() != data:
        raise BundleError(f"{NAME} is not written as specgen writes it")
    contents: dict[str, bytes] = {}
    expected = iter(info.files)
    for path, size, parts in entries:
        file = next(expected, None)
        if file is None or path != f"{info.folder}/{file.path}":
            raise BundleError(
                f"{path!r} is there, and {f'{file.path!r} was to come' if file else 'nothing was to come'}"
            )
        kept = _content(file, size, parts, keep=wanted(file.path))
        if kept is not None:
            contents[file.path] = kept
    if missing := next(expected, None):
        raise BundleError(f"{missing.path!r} is missing")
    return info, contents


def _manifest(path: str, size: int, parts: Iterator[bytes]) -> tuple[BundleInfo, bytes]:
    if path.rpartition("/")[2] != NAME:
        raise BundleError(f"it begins with {path!r} and not with {NAME}")
    if size > _MAX_MANIFEST:
        raise BundleError(f"{NAME} has {size:,} bytes, more than any that specgen writes")
    data = b"".join(parts)
    info = parse(data)
    if path != f"{info.folder}/{NAME}":
        raise BundleError(f"its folder is not {info.folder}")
    return info, data


def _content(file: BundledFile, size: int, parts: Iterator[bytes], *, keep: bool) -> bytes | None:
    """Return the content where it is to be kept; it is read and compared in any case."""
    if size != file.size:
        raise BundleError(f"{file.path!r} has {size:,} bytes, and {NAME} says {file.size:,}")
    found, kept = sha256(), []
    for part in parts:
        found.update(part)
        if keep:
            kept.append(part)
    if found.hexdigest() != file.sha256:
        raise BundleError(f"{file.path!r} is not the file that {NAME} tells of: its SHA-256 differs")
    return b"".join(kept) if keep else None
