"""What pages decode and assemble with, as data for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model import Architecture


def codec(architectures: tuple[Architecture, ...]) -> dict[str, str]:
    """Return the modules, by file, and the tables of every variant: ``tables.<variant>.json``."""
    from specgen.generators import Request
    from specgen.generators.javascript import generate

    files: dict[str, str] = {}
    for path, text in generate(Request(architectures, {})).items():
        variant, _, name = path.partition("/")
        if name == "tables.json":
            files[f"tables.{variant}.json"] = str(text)
        elif name.endswith(".js"):
            files[name] = str(text)
    return files
