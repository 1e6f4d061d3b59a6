"""An index of packages without network: what this environment has, as wheels that lead back to it.

Such a wheel has a distribution's own name, version and requirements, which pip resolves as it always does; its code is the
installed one, by a path file.
"""

from __future__ import annotations

import re
import sysconfig
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheels(folder: Path, requirements: Iterable[str]) -> None:
    """Write wheels of installed packages and of all that they need."""
    folder.mkdir()
    waiting, done = list(requirements), set()
    while waiting:
        name = _name(waiting.pop())
        if name in done:
            continue
        done.add(name)
        found = distribution(name)
        _write(folder, found)
        needed = [one for one in found.requires or () if "extra ==" not in one]
        waiting += [one for one in needed if _there(_name(one))]


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()


def _there(name: str) -> bool:
    return next(iter(Distribution.discover(name=name)), None) is not None


def _write(folder: Path, found: Distribution) -> None:
    name = re.sub(r"[-_.]+", "_", found.metadata["Name"])
    info = f"{name}-{found.version}.dist-info"
    files = {
        f"{name}_from_tests.pth": sysconfig.get_path("purelib") + "\n",
        f"{info}/METADATA": found.read_text("METADATA") or "",
        f"{info}/WHEEL": WHEEL,
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{found.version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
