"""A language server for specs: findings, hover, definitions, references, symbols, completion, rename.

Everything but ``protocol`` works without an editor, on files and places in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.lsp.protocol.server import make_server

__all__ = ["make_server"]


def __getattr__(name: str) -> Any:
    """Import the server, and pygls with it, only where one is started."""
    if name != "make_server":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from specgen.lsp.protocol.server import make_server

    return make_server
