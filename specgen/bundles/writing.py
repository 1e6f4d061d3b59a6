"""A bundle written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from specgen.bundles.manifest import NAME, BundleInfo, described
from specgen.bundles.tar import packed
from specgen.source.writing import write_whole


def write_bundle(path: Path, info: BundleInfo, files: Mapping[str, bytes], time: int) -> BundleInfo:
    """Write an archive of files and of `bundle.json`, which is first in it; return what that says.

    ``info`` is without files; ``time`` (seconds since 1970) is that of all files. The same arguments give the same bytes.
    Raises BundleError for a path that no bundle may have, OSError where it cannot be written.
    """
    whole = replace(info, files=described(files))
    write_whole(path, bundle_bytes(whole, files, time))
    return whole


def bundle_bytes(info: BundleInfo, files: Mapping[str, bytes], time: int) -> bytes:
    """Return the archive that `write_bundle` writes. Raises BundleError."""
    whole = replace(info, files=described(files))
    return archive_bytes(whole.folder, [(NAME, whole.text().encode()), *sorted(files.items())], time)


def archive_bytes(folder: str, entries: Iterable[tuple[str, bytes]], time: int) -> bytes:
    """Return an archive of one folder, of files in the order given. Raises BundleError for a path that is too long."""
    return packed(((f"{folder}/{name}", data) for name, data in entries), time)
