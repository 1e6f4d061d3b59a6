"""What a driver answers, and where it differs from another's."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.machine.native.sanitizing.compiling import Made
from tests.machine.native.sanitizing.rounds import Orders

SECONDS = 1800
_STRICT = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:allocator_may_return_null=1:abort_on_error=0",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
_TOLD = re.compile(r"runtime error|ERROR: |^ +#[0-5] ")
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Answers:
    """One for each order that asks, as far as the driver came; what it printed; why it stopped, where it did."""

    values: tuple[int, ...]
    output: bytes
    error: str | None


def answers(made: Made, orders: Orders) -> Answers:
    """Has a driver follow orders."""
    with TemporaryDirectory() as name:
        given, told = Path(name) / "orders", Path(name) / "answers"
        with given.open("wb") as file:
            file.writelines(orders.parts)
        done = run([str(made.driver), str(given), str(told)])
        values = np.fromfile(told, np.uint64) if told.exists() else np.zeros(0, np.uint64)
        return Answers(tuple(values.tolist()), done.stdout, failure(done))


def run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Runs what was compiled under sanitizers."""
    environment = os.environ | _STRICT
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, env=environment, check=False
    )


def finding(done: subprocess.CompletedProcess[bytes]) -> str | None:
    """The first lines of what a sanitizer said; None where it said nothing."""
    lines = done.stderr.decode(errors="replace").splitlines()
    return " | ".join([line.strip() for line in lines if _TOLD.search(line)][:_MOST_LINES]) or None


def failure(done: subprocess.CompletedProcess[bytes]) -> str | None:
    """What a sanitizer said, or how else it ended; None where all went well."""
    told = finding(done)
    if told is None and done.returncode:
        return f"ended with {done.returncode}: {done.stderr[:400].decode(errors='replace')}"
    return told


def difference(orders: Orders, expected: Answers, found: Answers) -> str | None:
    """What the first order is about that was not answered alike, and why."""
    for about, one, other in zip(orders.asked, expected.values, found.values, strict=False):
        if one != other:
            return f"{about}: differs"
    if found.error is not None:
        about = orders.asked[len(found.values)] if len(found.values) < len(orders.asked) else "the end"
        return f"{about}: {found.error}"
    if not len(orders.asked) == len(expected.values) == len(found.values):
        return f"{len(found.values)} answers to {len(orders.asked)} questions"
    return "it printed something else" if expected.output != found.output else None
