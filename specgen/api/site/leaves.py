"""A page of the site as it was rendered, and the record of all pages from which a later build takes those that stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from specgen.source.writing import write_whole

_MAKERS = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments", "jinja2", "specgen")
_OWN = ("leaves.py", "lifting.py", "rendering.py")


@dataclass(slots=True)
class Leaf:
    """What one page gave: ``source`` and ``html`` are digests, ``asked`` the files that its links look for.

    ``links`` are anchors of other files that it links to, with the link as written; ``entries`` are for the search.
    """

    source: str
    html: str = ""
    anchors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)


def digest(data: bytes) -> str:
    """Return what tells a file's contents from others."""
    return sha256(data).hexdigest()


def read_leaves(path: Path, key: str) -> dict[str, Leaf]:
    """Return the leaves of a record by the page's source; none where it is missing, broken or of another ``key``."""
    try:
        found = json.loads(path.read_bytes())
        return {uri: Leaf(**leaf) for uri, leaf in found["pages"].items()} if found["key"] == key else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write_leaves(path: Path, key: str, leaves: Mapping[str, Leaf]) -> None:
    """Write the record of all pages."""
    pages = {uri: asdict(leaf) for uri, leaf in leaves.items()}
    write_whole(path, json.dumps({"key": key, "pages": pages}, separators=(",", ":")).encode())


def key_of(settings: Path) -> str:
    """Return what all pages depend on: the settings, those they inherit, the theme's alterations, and who renders."""
    known = sha256()
    for name in _MAKERS:
        known.update(f"{name} {version(name)}\n".encode())
    for own in _OWN:
        known.update(Path(__file__).with_name(own).read_bytes())
    path: Path | None = settings
    while path is not None:
        text = path.read_bytes()
        known.update(text)
        path = _inherited(path, text)
    for one in sorted((settings.parent / "theme").rglob("*")):
        if one.is_file():
            known.update(f"{one.relative_to(settings.parent)}\n".encode() + one.read_bytes())
    return known.hexdigest()


def _inherited(path: Path, text: bytes) -> Path | None:
    for line in text.decode().splitlines():
        if line.startswith("INHERIT:"):
            return path.parent / str(yaml.safe_load(line)["INHERIT"])
    return None
