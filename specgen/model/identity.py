"""Hashes of what a spec says, and of what binaries depend on: comments, file names and spellings change neither."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from specgen.model.binary import binary_hash
from specgen.model.merge import SECTIONS, Sections

if TYPE_CHECKING:
    from specgen.model.documents.spec import FileDocument
    from specgen.model.origin import Origin

__all__ = ["binary_hash", "content_hash"]

_ORDERED = {
    "formats": ("fields",),
    "functions": ("arguments",),
    "instructions": ("operands",),
    "structures": ("fields",),
    "runtimes": ("functions",),
    "chips": ("levels", "networks"),
}
"""Mappings whose order means something: of operands, of arguments, of checks."""


def content_hash(header: FileDocument, sections: Sections) -> str:
    """Return the SHA-256 of everything that a spec says, as hexadecimal digits.

    The order of keys counts only where it means something: fields, arguments, tile operands, and variants, of which
    the first is the default.
    """
    whole: dict[str, Any] = {
        "name": header.name,
        "version": header.version,
        "summary": header.summary,
        "description": header.description,
        "order of variants": list(sections.variants),
    }
    for section in SECTIONS:
        ordered = _ORDERED.get(section, ())
        items = getattr(sections, section)
        if items:
            whole[section] = {name: _item(entry.origin, ordered) for name, entry in items.items()}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _item(origin: Origin, ordered: tuple[str, ...]) -> Any:
    """Return an item as written, its ordered mappings as lists of pairs."""
    written = origin.tree.data
    for part in origin.path:
        written = written[part]
    if not ordered or not isinstance(written, dict):
        return written
    return {
        key: list(value.items()) if key in ordered and isinstance(value, dict) else value
        for key, value in written.items()
    }
