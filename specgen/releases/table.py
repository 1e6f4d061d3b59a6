"""The table of releases in a repository: what each was called, and the hashes by which what was made of it is known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from specgen.data import frozen
from specgen.model.item import version_parts
from specgen.source import Diagnostics, SpecError, load_yaml, read_source, spelling_of
from specgen.source.writing import write_whole

NAME = "releases.yaml"
SPEC = "spec.tar.gz"
"""The file of a release's folder that holds its spec, as a bundle without what is generated."""
_HEAD = """\
# Releases, oldest first: the hash of what each spec says, and of what binaries of each variant depend on.
# Written by `specgen releases add`.
"""
_VERSION = re.compile(r"\d+(\.\d+){0,3}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class ReleaseError(ValueError):
    """A release that may not be recorded, or a folder of releases that is none; the message says why."""


@frozen()
class Release:
    """One release. ``binary`` are the binary hashes of its variants by name, the default variant first."""

    version: str
    content: str
    binary: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None

    @property
    def order(self) -> tuple[int, ...]:
        """What versions are compared by."""
        return (*version_parts(self.version), 0, 0, 0, 0)[:4]


def read_table(folder: Path) -> tuple[Release, ...]:
    """Return the releases recorded in a folder, oldest first; none where there is no such folder.

    Raises SpecError for a table that cannot be read as YAML, ReleaseError for one that is no table of releases.
    """
    path = folder / NAME
    if not path.is_file():
        return ()
    found = Diagnostics()
    source = read_source(path, found)
    tree = load_yaml(source, found) if source is not None else None
    if tree is None or found.errors:
        raise SpecError(found)
    rows = tree.data.get("releases") if isinstance(tree.data, dict) else None
    if not isinstance(rows, dict):
        raise ReleaseError(f"{path} has no mapping `releases`")
    made = tuple(_release(path, str(spelling_of(version)), row) for version, row in rows.items())
    if list(made) != sorted(made, key=lambda one: one.order):
        raise ReleaseError(f"{path}: releases are written oldest first")
    return made


def _release(path: Path, version: str, row: Any) -> Release:
    where = f"{path}: {version}"
    if not _VERSION.fullmatch(version):
        raise ReleaseError(f"{where} is no version")
    if not isinstance(row, dict) or not row.keys() <= {"content", "binary", "date"}:
        raise ReleaseError(f"{where} has a content hash, binary hashes by variant, and maybe a date")
    content, binary, date = str(row.get("content")), row.get("binary"), row.get("date")
    if not isinstance(binary, dict) or not binary:
        raise ReleaseError(f"{where} has no binary hash of any variant")
    hashes = {str(name): str(spelling_of(value)) for name, value in binary.items()}
    for one in (content, *hashes.values()):
        if not _HASH.fullmatch(one):
            raise ReleaseError(f"{where}: {one[:80]!r} is no SHA-256")
    if date is not None and not _DATE.fullmatch(str(date)):
        raise ReleaseError(f"{where}: {str(date)[:40]!r} is no date like 2027-03-31")
    return Release(version, content, hashes, None if date is None else str(date))


def write_table(folder: Path, releases: Iterable[Release]) -> None:
    """Write the table, oldest release first. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sorted(releases, key=lambda one: one.order)
    write_whole(folder / NAME, (_HEAD + "releases:\n" + "".join(map(_written, rows))).encode())


def _written(one: Release) -> str:
    date = f'    date: "{one.date}"\n' if one.date else ""
    hashes = "".join(f"      {json.dumps(name)}: {json.dumps(value)}\n" for name, value in one.binary.items())
    return f'  "{one.version}":\n{date}    content: {json.dumps(one.content)}\n    binary:\n{hashes}'


def known_as(releases: Iterable[Release], digest: str) -> tuple[tuple[str, str], ...]:
    """Return the (version, variant) pairs whose binary hash begins with some hexadecimal digits."""
    digits = digest.lower().removeprefix("0x")
    return tuple(
        (one.version, variant)
        for one in releases
        for variant, found in one.binary.items()
        if found.startswith(digits)
    )
