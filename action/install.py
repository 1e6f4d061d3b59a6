"""Installs specgen, of the revision that the workflow names, into an environment of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

SOURCE = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)


def main() -> int:
    """Install it, unless a step before did, and set the output ``python``."""
    if sys.version_info < OLDEST:
        return _refused(f"Python {sys.version.split()[0]} is too old: set python-version to 3.11 or newer")
    try:
        arguments = shlex.split(os.environ.get("INPUT_PIP_ARGS", ""))
    except ValueError as error:
        return _refused(f"pip-args: {error}")
    told = sha256("\0".join([str(SOURCE), sys.executable, *arguments]).encode()).hexdigest()[:12]
    folder = Path(os.environ.get("RUNNER_TEMP") or gettempdir()) / f"specgen-{told}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    installed = folder / "installed"
    if not installed.is_file():
        _say("::group::Install specgen")
        made = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)]
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        failed = _run(made) or _run([*pip, f"{SOURCE}[review]", *arguments])
        _say("::endgroup::")
        if failed:
            return _refused("specgen could not be installed; the log above says why")
        installed.touch()
    if output := os.environ.get("GITHUB_OUTPUT"):
        with Path(output).open("a", encoding="utf-8", newline="\n") as opened:
            opened.write(f"python={python}\n")
    return 0


def _run(command: list[str]) -> int:
    _say(shlex.join(command))
    return subprocess.run(command, check=False).returncode


def _refused(text: str) -> int:
    _say(f"::error title=specgen::{text}")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
