"""The record of what was written: path and digest of every file, kept beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

NAME = ".specgen-manifest.json"
PENDING = ".specgen-pending.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The digests (SHA-256, hexadecimal) of a target's files, and the stamp of what they were made from."""

    stamp: str = ""
    files: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the manifest as JSON, one file a line."""
        data = {"generated_from": self.stamp, "files": dict(sorted(self.files.items()))}
        return json.dumps(data, indent=1) + "\n"


def digest(contents: bytes) -> str:
    """Return the SHA-256 of a file's contents."""
    return sha256(contents).hexdigest()


def read_manifest(path: Path) -> Manifest | None:
    """Return the manifest at ``path``, or None where there is none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = {str(k): str(v) for k, v in data["files"].items()}
        return Manifest(str(data["generated_from"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
