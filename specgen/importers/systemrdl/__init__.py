"""SystemRDL 2.0 as a file of registers, enums and interrupts; nothing of it is lost without a word.

Needs systemrdl-compiler, which the extra ``systemrdl`` installs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.importers.systemrdl import rules as rules
from specgen.importers.systemrdl.compiling import MissingTool, elaborated
from specgen.importers.systemrdl.yaml_text import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.source import Diagnostics

__all__ = ["MissingTool", "import_rdl"]


def import_rdl(
    path: Path | str, diagnostics: Diagnostics, *, top: str | None = None, include: Sequence[Path | str] = ()
) -> str | None:
    """Return the text of a file of a spec, or None where there are errors; ``top`` names the address map, else the last one.

    Raises MissingTool where systemrdl-compiler is not installed.
    """
    node = elaborated(Path(path), top, [str(folder) for folder in include], diagnostics)
    if node is None:
        return None
    from specgen.importers.systemrdl.walking import documents

    found = documents(node, diagnostics)
    return None if diagnostics.errors else text_of(found, Path(path).name)
