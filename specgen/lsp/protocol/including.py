"""Which files a line of ``include`` names."""

from __future__ import annotations

import os
from pathlib import Path

from specgen.lsp.index.cursor import spot_at
from specgen.lsp.protocol.asking import Question
from specgen.model.globs import is_glob, matching
from specgen.model.includes import STANDARD


def included(asked: Question) -> list[str]:
    """Return the files that the pattern at a place matches."""
    file = asked.index.files.get(asked.path)
    spot = spot_at(file.tree, asked.offset) if file else None
    if file is None or spot is None or len(spot.path) != 2 or spot.path[0] != "include":
        return []
    pattern = file.tree.value(spot.path)
    if not isinstance(pattern, str):
        return []
    base, name = str(Path(asked.path).parent), pattern
    if pattern.startswith("std:"):
        base, name = str(STANDARD), pattern[4:]
    names = matching(base, name) if is_glob(name) else [os.path.normpath(f"{base}/{name}")]
    return [one for one in names if Path(one).is_file()]
