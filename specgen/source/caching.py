"""The folder in which specgen keeps what it would otherwise make again: the user's own, where nobody else can write."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_OPEN = 0o077  # what others could do


def user_folder() -> Path:
    """Return the folder, which need not be there: under ``XDG_CACHE_HOME``, or ``.cache`` at home."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(given) if given and Path(given).is_absolute() else Path.home() / ".cache"
    return home / "specgen"


def is_own(folder: Path) -> bool:
    """Make the folder where it is missing; return whether it is a folder of this user's that nobody else can enter."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_uid != os.getuid():
            return False
        if found.st_mode & _OPEN:
            folder.chmod(0o700)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode)
