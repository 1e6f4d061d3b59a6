"""A new spec to start from."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from specgen.api.checking import schema_text

_STARTER = Path(__file__).parents[1] / "std" / "starter"


def start(folder: str | Path, name: str) -> list[Path]:
    """Write a small, complete spec called ``name`` into a new or empty folder; return the files.

    Raises ValueError where the folder has files in it or the name is no identifier.
    """
    target = Path(folder)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"{name!r} is no name for a spec: use a to z, digits and _, a letter first")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ValueError(f"{target} is not an empty folder")
    files = {
        source.relative_to(_STARTER): source.read_text(encoding="utf-8").replace("NAME", name)
        for source in sorted(_STARTER.rglob("*"))
        if source.is_file() and "__pycache__" not in source.parts
    } | {Path(".schema", "specgen.json"): schema_text()}
    _place(target, files)
    return [target / path for path in files]


def _place(target: Path, files: dict[Path, str]) -> None:
    """Write the files beside the target and move them there at once, so that there are all of them or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for path, text in files.items():
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_text(text, encoding="utf-8")
        staged.chmod(0o755)
        if target.exists():
            for path in sorted(staged.iterdir()):
                path.rename(target / path.name)
            staged.rmdir()
        else:
            staged.rename(target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
