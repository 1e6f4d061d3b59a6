"""What takes long to make, between two commands: files in the user's own folder, each known by what it was made from.

What cannot be read, or is not what its digest says, is made again. Files are written by rename, so that two commands at
once find each other's whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from specgen.source.caching import is_own, user_folder
from specgen.source.writing import write_whole

_LARGEST = 1 << 24


class Shelf:
    """A folder of values that JSON can say, each under a key; the ``most`` newest are kept."""

    def __init__(self, name: str, most: int = 64) -> None:
        self._name = name
        self._most = most

    def read(self, key: str) -> Any:
        """Return the value kept under a key, or None."""
        path = self._path(key)
        try:
            if path.stat().st_size > _LARGEST:
                return None
            digest, _, text = path.read_text(encoding="utf-8").partition("\n")
            return json.loads(text) if digest == digest_of(text) else None
        except (OSError, ValueError, RecursionError):
            return None

    def write(self, key: str, value: Any) -> None:
        """Keep a value under a key, where the folder allows it."""
        path = self._path(key)
        if not is_own(user_folder()) or not is_own(path.parent):
            return
        text = json.dumps(value, separators=(",", ":"))
        with suppress(OSError):
            write_whole(path, f"{digest_of(text)}\n{text}".encode())
            self._forget(path.parent)

    def _forget(self, folder: Path) -> None:
        """Remove the oldest files beyond so many."""
        files = sorted(folder.glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
        for one in files[: -self._most]:
            one.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return user_folder() / self._name / f"{key}.json"


def digest_of(*texts: str) -> str:
    """Return what tells texts from others."""
    hashed = blake2b(digest_size=16)
    for text in texts:
        hashed.update(text.encode())
    return hashed.hexdigest()


def code_of(rooms: Iterable[str]) -> list[str]:
    """Return every file of folders of specgen, with its size and time, which tell one version of the code from another."""
    specgen = Path(__file__).parents[1]
    found, folders = [], [str(specgen / room) for room in rooms]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir():
                folders.append(entry.path)
            elif entry.name.endswith((".py", ".yaml")):
                seen = entry.stat()
                found.append(f"{entry.path}\0{seen.st_size}\0{seen.st_mtime_ns}\n")
    return sorted(found)
