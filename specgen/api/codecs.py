"""What pages decode and assemble with, as data for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model import Architecture


def codec(architectures: tuple[Architecture, ...]) -> dict[str, str]:
    """Return the modules and the tables of variants, by file."""
    from specgen.generators import Request
    from specgen.generators.javascript import generate

    made = generate(Request(architectures, {}))
    return {
        name: str(text) for name, text in made.items() if name.endswith(".js") or name.startswith("tables.")
    }
