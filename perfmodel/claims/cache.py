"""Results of claims between two checks: files in the user's own folder, each known by what it was computed from.

What cannot be read, or is not what its digest says, is computed again. Files are written by rename, so that two
commands at once find each other's whole.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from specgen.perfmodel.claims.results import Results
from specgen.source.caching import is_own, user_folder
from specgen.source.writing import write_whole

_MOST = 64  # files that are kept
_LARGEST = 1 << 24
_SPECGEN = Path(__file__).parents[2]
_ROOMS = ("perfmodel", "model", "semantics", "std")


def key_of(content_hash: str) -> str:
    """Return what results depend on: what the spec says, and the code and library that compute them."""
    hashed = blake2b(f"{content_hash}\0".encode(), digest_size=16)
    for text in _code():
        hashed.update(text.encode())
    return hashed.hexdigest()


def _code() -> list[str]:
    """Every file of the rooms that results come from, with its size and time, which tell one version from another."""
    found = []
    folders = [str(_SPECGEN / room) for room in _ROOMS]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir():
                folders.append(entry.path)
            elif entry.name.endswith((".py", ".yaml")):
                seen = entry.stat()
                found.append(f"{entry.path}\0{seen.st_size}\0{seen.st_mtime_ns}\n")
    return sorted(found)


def read(key: str) -> Results | None:
    """Return the results kept under a key, or None."""
    try:
        path = _path(key)
        if path.stat().st_size > _LARGEST:
            return None
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
        return Results.from_json(json.loads(text)) if digest == _digest(text) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def write(key: str, results: Results) -> None:
    """Keep results under a key, where the folder allows it."""
    path = _path(key)
    if not is_own(user_folder()) or not is_own(path.parent):
        return
    text = json.dumps(results.to_json(), separators=(",", ":"))
    with suppress(OSError):
        write_whole(path, f"{_digest(text)}\n{text}".encode())
        _forget(path.parent)


def _forget(folder: Path) -> None:
    """Remove the oldest files beyond so many."""
    files = sorted(folder.glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
    for one in files[:-_MOST]:
        one.unlink(missing_ok=True)


def _path(key: str) -> Path:
    return user_folder() / "claims" / f"{key}.json"


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
