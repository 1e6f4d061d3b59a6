"""Files that pages need as they lie in the package."""

from __future__ import annotations

from importlib.resources import files as resources


def asset(name: str) -> str:
    """Return the text of an asset, by its path below the folder of assets."""
    return (resources("specgen.generators.docs") / "assets" / name).read_text(encoding="utf-8")
