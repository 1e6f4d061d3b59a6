"""Where a site's files lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators import Files


def beside(path: Path) -> Path:
    """The folder that holds the spec's folder; ``path`` is that folder or its spec.yaml."""
    folder = path.resolve()
    return (folder if folder.is_dir() else folder.parent).parent


def files_below(folder: Path) -> Files:
    """Every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
