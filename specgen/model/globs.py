"""Globs over files, sorted and bounded: ``*``, ``?``, ``[...]`` and ``**`` for any number of folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

MAX_DEPTH = 16


def is_glob(pattern: str) -> bool:
    """Whether a path has parts that stand for several names."""
    return any(sign in pattern for sign in "*?[")


def matching(base: str, pattern: str) -> list[str]:
    """Return the files below or beside ``base`` that a glob matches, sorted; hidden ones are passed over."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    return sorted(set(_walk(base, parts, 0)))


def translated(pattern: str) -> str:
    """Return a regular expression for the names that a glob without ``**`` matches."""
    made = []
    for part in re.split(r"(\*+|\?|\[[^\]/]+\])", pattern):
        if part.startswith("*"):
            made.append("[^/]*")
        elif part == "?":
            made.append("[^/]")
        elif part.startswith("[") and part.endswith("]") and len(part) > 2:
            made.append("[" + re.escape(part[1:-1]).replace(r"\-", "-") + "]")
        else:
            made.append(re.escape(part))
    return "".join(made)


def _walk(folder: str, parts: list[str], depth: int) -> Iterator[str]:
    head, rest = parts[0], parts[1:]
    if not is_glob(head):
        path = f"{folder}/{head}"
        if rest:
            yield from _walk(path, rest, depth)
        elif Path(path).is_file():
            yield path
        return
    if head == "**":
        yield from _walk(folder, rest or ["*"], depth)
    name = re.compile(translated(head))
    for entry in _entries(folder):
        if head == "**":
            if depth < MAX_DEPTH and entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, parts, depth + 1)
        elif name.fullmatch(entry.name):
            if rest:
                yield from _walk(entry.path, rest, depth)
            elif entry.is_file():
                yield entry.path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []
