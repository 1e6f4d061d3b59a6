"""A sweep's folder: what is done stays done when a run is interrupted, and a run of another space does not touch it.

``sweep.json`` says which sweep it is. Each part leaves a summary, ``parts/000000.json``, and where all points are kept
its table, written before the summary; every file is written whole or not at all.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen.perfmodel.sweeps.errors import SweepError
from specgen.source.writing import write_whole

_MANIFEST = "sweep.json"
_PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a sweep's parts and results are."""

    path: Path

    def done(self) -> frozenset[int]:
        """Return the parts whose summary is there."""
        parts = self.path / _PARTS
        return frozenset(int(one.stem) for one in parts.glob("*.json") if one.stem.isdecimal())

    def summary(self, part: int) -> dict[str, Any] | None:
        """Return the summary of a part, or None where it cannot be read: the part is done again."""
        try:
            found = json.loads(self._part(part, "json").read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def keep(self, part: int, summary: Mapping[str, Any], table: bytes | None, suffix: str) -> None:
        """Write what a part gave. Raises SweepError where it cannot be written."""
        if table is not None:
            self.write(f"{_PARTS}/{part:06}.{suffix}", table)
        self.write(f"{_PARTS}/{part:06}.json", _json(summary))

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the folder. Raises SweepError where it cannot be written."""
        try:
            write_whole(self.path / name, data)
        except OSError as error:
            full = "; make room and run it again: it goes on" if error.errno == errno.ENOSPC else ""
            raise SweepError(f"{self.path / name}: {error.strerror}{full}") from None

    def _part(self, part: int, suffix: str) -> Path:
        return self.path / _PARTS / f"{part:06}.{suffix}"


def opened(path: Path, manifest: Mapping[str, Any]) -> Folder:
    """Return the folder of the sweep that ``manifest`` describes, made where it is not there.

    Raises SweepError where it holds another sweep, or files that no sweep wrote.
    """
    folder, stated = Folder(path), _json(manifest)
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            _require_same(path, manifest)
            return folder
        (path / _PARTS).mkdir(parents=True)
    except OSError as error:
        raise SweepError(f"{path}: {error.strerror}") from None
    folder.write(_MANIFEST, stated)
    return folder


def _require_same(path: Path, manifest: Mapping[str, Any]) -> None:
    try:
        found = json.loads((path / _MANIFEST).read_bytes())
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or "digest" not in found:
        raise SweepError(f"{path} is not empty and holds no sweep: name another folder")
    differing = [
        key for key in manifest if key != "digest" and found.get(key) != json.loads(_json(manifest))[key]
    ]
    if found.get("digest") != manifest["digest"]:
        what = ", ".join(differing) or "what it is computed from"
        raise SweepError(
            f"{path} holds another sweep ({what} changed since): name another folder, or remove it"
        )


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=1) + "\n").encode()
