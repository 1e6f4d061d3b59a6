"""Files of others as files of a spec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from specgen.importers import MissingTool, import_rdl
from specgen.source import Diagnostics, SpecError

__all__ = ["MissingTool", "import_registers"]


def import_registers(
    path: Path | str, *, top: str | None = None, include: Sequence[Path | str] = ()
) -> tuple[str, Diagnostics]:
    """Return a SystemRDL file as YAML, and what was lost on the way; ``top`` names an addrmap, by default the last one.

    Raises SpecError where the file is wrong or says what a spec cannot, MissingTool without systemrdl-compiler.
    """
    found = Diagnostics()
    text = import_rdl(path, found, top=top, include=include)
    if text is None:
        raise SpecError(found)
    return text, found
