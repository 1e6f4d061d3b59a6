"""What is slow to make, kept in the user's own folder between two builds, by what it depends on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from specgen.source.caching import is_own, user_folder
from specgen.source.writing import write_whole

_MOST = 64  # files of a kind that are kept
_LARGEST = 64 << 20
_SPECGEN = Path(__file__).parents[2]


class Kept:
    """A mapping of JSON values in one file of a ``kind``, named by its ``key``; one that is damaged is empty."""

    def __init__(self, kind: str, key: str) -> None:
        self._path = user_folder() / kind / f"{key}.json"

    def read(self) -> dict[str, Any]:
        """What was kept."""
        try:
            if self._path.stat().st_size > _LARGEST:
                return {}
            digest, _, text = self._path.read_text(encoding="utf-8").partition("\n")
            data = json.loads(text) if digest == _digest(text) else {}
        except (OSError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    def write(self, data: dict[str, Any]) -> None:
        """Keep this, where the folder allows it."""
        if not is_own(user_folder()) or not is_own(self._path.parent):
            return
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        with suppress(OSError):
            write_whole(self._path, f"{_digest(text)}\n{text}".encode())
            for one in sorted(self._path.parent.glob("*.json"), key=lambda p: p.stat().st_mtime_ns)[:-_MOST]:
                one.unlink(missing_ok=True)


@cache
def code_identity(rooms: Iterable[str]) -> str:
    """A digest of all files of the package in ``rooms``: what is made by other code is made again."""
    hashed = blake2b(digest_size=12)
    for room in rooms:
        root = _SPECGEN / room
        files = [root] if root.suffix else sorted(root.rglob("*"))
        for file in files:
            if file.suffix in {".py", ".yaml"}:
                hashed.update(file.read_bytes())
    return hashed.hexdigest()


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
