"""Times a command as its user meets it: a fresh process, wall and CPU seconds, the best of several."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
SPECGEN = str(Path(sys.executable).with_name("specgen"))
#: Bytecode is kept between runs, as it is of an installed package, and in one place for all that is measured.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bytecode"),
}


@dataclass(frozen=True, slots=True)
class Seconds:
    """What a command took: ``cpu`` is user and system time of its process."""

    wall: float
    cpu: float


def best(*command: str, times: int = 5) -> Seconds:
    """Runs the command once, and then several times from the checkout, of which it keeps the quickest.

    Raises:
        subprocess.CalledProcessError: it failed; its output was shown.
    """
    once(*command)
    return min((once(*command) for _ in range(times)), key=lambda taken: taken.cpu)


def once(*command: str) -> Seconds:
    """Runs the command from the checkout. Raises as ``best`` does."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.stdout.buffer.write(output)
        raise subprocess.CalledProcessError(process.returncode, command)
    return Seconds(wall, usage.ru_utime + usage.ru_stime)


def show(what: str, taken: Seconds, note: str = "") -> None:
    """Prints one row of the table in README.md."""
    print(f"| {what:<52} | {taken.wall:6.2f} | {taken.cpu:6.2f} | {note:<24} |", flush=True)
