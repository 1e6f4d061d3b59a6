"""What is slow to make, kept in the user's own folder between two builds, by what it depends on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.source.caching import is_own, user_folder
from specgen.source.writing import write_whole

if TYPE_CHECKING:
    from specgen.source import Origin

_MOST = 64  # files of a kind that are kept
_LARGEST = 64 << 20
_PROSE = frozenset(
    ("summary", "description", "requirements", "source", "confidence", "since", "status", "group")
)
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
            data = json.loads(text) if digest == _sum(text) else {}
        except (OSError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    def write(self, data: dict[str, Any]) -> None:
        """Keep this, where the folder allows it."""
        if not is_own(user_folder()) or not is_own(self._path.parent):
            return
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        with suppress(OSError):
            write_whole(self._path, f"{_sum(text)}\n{text}".encode())
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


def digest(data: Any) -> str:
    """A name for data, the same wherever it is the same; what JSON does not have counts as it prints."""
    text = json.dumps(data, separators=(",", ":"), default=str)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def written(origin: Origin) -> Any:
    """What a spec says at a place, as it is written there."""
    found: Any = origin.tree.data
    for part in origin.path:
        found = found[part]
    return found


def without_prose(item: Any) -> Any:
    """What is written of a thing without what only readers read, in its order."""
    if isinstance(item, dict):
        return [[key, pairs(value)] for key, value in item.items() if key not in _PROSE]
    return pairs(item)


def pairs(value: Any) -> Any:
    """A value whose mappings are lists of pairs, so that their order counts."""
    if isinstance(value, dict):
        return [[key, pairs(one)] for key, one in value.items()]
    return [pairs(one) for one in value] if isinstance(value, list) else value


def _sum(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
