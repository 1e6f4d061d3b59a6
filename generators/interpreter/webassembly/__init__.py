"""The C engine in a web page: a thin layer around the engine's own files, to be compiled to WebAssembly with them.

page.c    what the page calls: one machine, its parts by number
pages.c   memories of any size, of which only those pages exist that were written
stdio.h   the standard header's functions that host functions use, handed to the page
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

_FILES = ("page.c", "pages.c", "stdio.h")


def emit_page(architecture: Architecture, semantics: Semantics) -> dict[str, str]:
    """Return the files of an engine for a page by name: those of the C engine as they are, and the layer around them.

    The macro that `sparse` names has to be defined for all of them.
    """
    from specgen.generators.interpreter.c.engine import emit_engine
    from specgen.generators.interpreter.c.text import prefixed

    files = emit_engine(architecture, semantics)
    here = Path(__file__).parent
    own = {name: prefixed((here / name).read_text(encoding="utf-8"), architecture.name) for name in _FILES}
    return {
        name: text for name, text in files.items() if name.endswith((".c", ".h")) and name != "main.c"
    } | own


def sparse(architecture: Architecture) -> str:
    """Return the macro by which the engine leaves the bytes of memories to pages.c."""
    from specgen.generators.interpreter.c.text import prefixed

    return prefixed("N_SPARSE", architecture.name)
