"""What the search puts first: the things that a name is most often asked for, before those that mention it."""

from __future__ import annotations

_WEIGHTS = {
    "instructions": 16,
    "types": 8,
    "state": 8,
    "memories": 8,
    "formats": 4,
    "enums": 4,
    "layouts": 4,
    "registers": 4,
    "structures": 4,
    "errors": 4,
    "functions": 4,
}
"""By folder; other pages weigh 1. The engine of the search multiplies a page's score by it."""


def weighed(path: str, content: str | bytes) -> str | bytes:
    """Return a page with its weight for the search at its head; anything else as it is."""
    weight = _WEIGHTS.get(path.partition("/")[0]) if path.endswith(".md") and path.count("/") == 1 else None
    if weight is None or not isinstance(content, str) or not content.startswith("# "):
        return content
    return f"---\nsearch:\n  boost: {weight}\n---\n\n{content}"
