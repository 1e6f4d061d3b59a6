"""Globs over files, sorted and bounded: ``*``, ``?``, ``[...]`` and ``**`` for any number of folders."""

from __future__ import annotations

import fnmatch
import os
import re
from pathlib import Path

MAX_DEPTH = 16
MAX_PARTS = 64


def is_glob(pattern: str) -> bool:
    """Whether a path has parts that stand for several names."""
    return any(sign in pattern for sign in "*?[")


def matching(base: str, pattern: str) -> list[str]:
    """Return the files that a glob matches, starting from the folder ``base``, sorted; hidden ones are passed over.

    Every folder is asked at most once for each part of the pattern. Parts other than ``**`` follow links.
    """
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    walk = _Walk(parts[:MAX_PARTS])
    if len(parts) <= MAX_PARTS:
        walk.visit(base, 0, 0)
    return sorted(walk.found)


class _Walk:
    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.names = [re.compile(fnmatch.translate(part)) for part in parts]
        self.found: set[str] = set()
        self.seen: set[tuple[str, int]] = set()

    def visit(self, folder: str, index: int, depth: int) -> None:
        """Find what the parts from ``index`` on match in a folder."""
        if (folder, index) in self.seen:
            return
        self.seen.add((folder, index))
        part, last = self.parts[index], index + 1 == len(self.parts)
        if part == "**":
            self.visit_all(folder, index, last, depth)
        elif is_glob(part):
            for entry in _entries(folder):
                if self.names[index].match(entry.name) and (not last or entry.is_file()):
                    self.step(entry.path, index, last, depth)
        elif not last or Path(folder, part).is_file():
            self.step(f"{folder}/{part}", index, last, depth)

    def visit_all(self, folder: str, index: int, last: bool, depth: int) -> None:
        """Go on in a folder and in all folders below it; ``**`` at the end means all files."""
        if not last:
            self.visit(folder, index + 1, depth)
        for entry in _entries(folder):
            if entry.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH:
                    self.visit(entry.path, index, depth + 1)
            elif last and entry.is_file():
                self.found.add(entry.path)

    def step(self, path: str, index: int, last: bool, depth: int) -> None:
        if last:
            self.found.add(path)
        else:
            self.visit(path, index + 1, depth)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []
