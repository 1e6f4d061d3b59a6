"""The command as tests call it: in this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from specgen.cli.main import cli


def specgen(*words: str | Path, stdin: str | None = None) -> Result:
    """Call a command in this process. What it raises is raised: a traceback is a defect."""
    return CliRunner().invoke(
        cli, [str(word) for word in words], input=stdin, prog_name="specgen", catch_exceptions=False
    )


def process(*words: str | Path, cwd: Path, shell: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command, or a line of shell that calls it, as a process of its own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell] if shell else ["specgen", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below a folder and what is in them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
