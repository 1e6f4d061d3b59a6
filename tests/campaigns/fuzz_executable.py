"""The generated reader of executables under libFuzzer, AddressSanitizer and UBSan: ten minutes in all.

A case is a second of fuzzing; files that were damaged at random are what it begins with.
"""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report

NAMES = ("basalt", "petrel")


@cache
def _fuzzer(name: str) -> Path:
    from tests.generators.executable.compiled import fuzzer
    from tests.machine.executables.making import architecture

    return fuzzer(architecture(name), Path(tempfile.mkdtemp()))


def check(chunk: Chunk, report: Report) -> None:
    """Each chunk fuzzes one of two specs, from a corpus of its own."""
    from tests.generators.executable import agreement

    rng = chunk.random()
    name = rng.choice(NAMES)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(agreement.files(rng, name, 20)):
            (Path(folder) / str(number)).write_bytes(data)
        limits = ("-timeout=1", "-rss_limit_mb=512", "-max_len=4096", f"-max_total_time={len(chunk)}")
        done = subprocess.run(
            [_fuzzer(name), *limits, f"-seed={rng.randrange(1, 1 << 31)}", folder],
            capture_output=True,
            text=True,
            cwd=folder,
            check=False,
        )
    if done.returncode != 0:
        report.wrong(f"{name}: {done.stderr[-1500:]}")


CAMPAIGN = Campaign("libFuzzer finds nothing in readers of executables", check, count=600, sample=1, chunk=30)
