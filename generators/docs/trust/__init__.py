"""What makes the pages worth relying on: sentences with the tests that cover them, and addresses that stay."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.generators.docs.trust.addresses import anchors
    from specgen.generators.docs.trust.redirects import Moves, redirected, renames
    from specgen.generators.docs.trust.registry import (
        MOVED,
        REGISTRY,
        check,
        grown,
        read_moves,
        read_registry,
        written,
    )

__all__ = [
    "MOVED",
    "REGISTRY",
    "Moves",
    "anchors",
    "check",
    "grown",
    "read_moves",
    "read_registry",
    "redirected",
    "renames",
    "written",
]
_HOMES = {
    "anchors": "addresses",
    "Moves": "redirects",
    "redirected": "redirects",
    "renames": "redirects",
}


def __getattr__(name: str) -> Any:
    """Import a room when something of it is asked for: pages need one of them, and it needs no other."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'registry')}"), name)
