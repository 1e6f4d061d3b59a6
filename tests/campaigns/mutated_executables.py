"""Executables with random damage: Python and the generated C refuse the same byte, member and rule, and nobody is hurt.

A case is a file made at random, or one that was damaged; the C reader runs under AddressSanitizer and UBSan.
"""

from __future__ import annotations

import tempfile
import time
from functools import cache
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report

CHUNK = 2_000
DAMAGED = 9
LONGEST = 5.0
NAMES = ("basalt", "petrel")


@cache
def _program(name: str) -> Path:
    from tests.generators.executable.compiled import SANITIZERS, program
    from tests.machine.executables.making import architecture

    return program(architecture(name), Path(tempfile.mkdtemp()), *SANITIZERS)


def check(chunk: Chunk, report: Report) -> None:
    """Half of a chunk is of each of two specs, of either order of bytes."""
    from tests.generators.executable import agreement
    from tests.generators.executable.compiled import read

    rng = chunk.random()
    for name in NAMES:
        files = agreement.files(rng, name, max(len(chunk) // 2 // (1 + DAMAGED), 1), DAMAGED)
        for number, (data, theirs) in enumerate(zip(files, read(_program(name), files), strict=True)):
            begun = time.process_time()
            ours = agreement.said(name, data)
            if ours != theirs:
                report.wrong(f"{name}, file {number}: Python {ours}, C {theirs}")
            if time.process_time() - begun > LONGEST:
                report.wrong(f"{name}, file {number}: it took longer than a second")


CAMPAIGN = Campaign(
    "Python and C refuse the same of every damaged executable",
    check,
    count=1_000_000,
    sample=400,
    chunk=CHUNK,
)
