"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path | str, data: bytes) -> None:
    """Write a file by rename, so that no reader and no interruption sees half of it; devices are written to as they are.

    Raises OSError that names ``path``.
    """
    target = Path(os.path.realpath(path))
    staged = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        try:
            with staged.open("xb") as out:
                out.write(data)
            staged.replace(target)
        finally:
            staged.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
