"""The command as tests call it: in this process, or as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
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


@contextmanager
def started(
    *command: str | Path, cwd: Path, stderr: int = subprocess.PIPE
) -> Iterator[subprocess.Popen[str]]:
    """A process that hears SIGINT, which a background job would inherit as ignored; it is killed where a test fails."""
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=stderr, text=True, preexec_fn=heard
    ) as process_:
        try:
            yield process_
        except BaseException:
            process_.kill()
            raise
