"""The folder of compiled engines: the user's own, whole files only, each known by its content."""

from __future__ import annotations

import os
import stat
from hashlib import blake2b
from pathlib import Path

from specgen.source.caching import is_own, user_folder

_DIGITS = 16


class Cache:
    """Shared libraries, or files with another ``suffix``, by key.

    A file is called ``<key>.<digest of its bytes>.so`` and is put there by rename. What is not the user's own, may be
    written by others or is not what its name says, is not used.
    """

    def __init__(self, folder: Path | None = None, suffix: str = ".so") -> None:
        self._suffix = suffix
        self._folder = folder or user_folder()
        self._usable = is_own(self._folder)

    @property
    def folder(self) -> Path | None:
        """Where they are kept; None where no folder is safe to use."""
        return self._folder if self._usable else None

    def find(self, key: str) -> Path | None:
        """The file for a key; damaged ones are removed."""
        if not self._usable:
            return None
        for file in sorted(self._folder.glob(f"{key}.*{self._suffix}")):
            if _trusted(file) and file.name == self._name(key, file.read_bytes()):
                return file
            file.unlink(missing_ok=True)
        return None

    def add(self, key: str, made: Path) -> Path:
        """Keep a file, which is in the folder, under its key."""
        kept = self._folder / self._name(key, made.read_bytes())
        made.chmod(0o700)
        made.replace(kept)
        return kept

    def _name(self, key: str, data: bytes) -> str:
        return f"{key}.{blake2b(data, digest_size=_DIGITS).hexdigest()}{self._suffix}"


def key_of(*parts: str) -> str:
    """A name for these parts."""
    hashed = blake2b(digest_size=_DIGITS)
    for part in parts:
        hashed.update(part.encode())
        hashed.update(b"\0")
    return hashed.hexdigest()


def _trusted(file: Path) -> bool:
    found = file.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
