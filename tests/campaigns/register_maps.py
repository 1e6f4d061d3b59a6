"""Random register maps: out to SystemRDL and in again is the identity."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import _registers
from specgen.model import load
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.importers.systemrdl.comparing import said, there_and_back
from tests.importers.systemrdl.random_registers import write_random


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a seed, the first one the large map of the benchmark."""
    for seed in chunk.cases():
        with tempfile.TemporaryDirectory() as folder:
            spec = Path(folder) / "spec"
            written = write_random(spec, int(seed)) if seed else _registers.write(spec)
            architecture = load(written).architecture()
            back, found = there_and_back(architecture, Path(folder) / "back")
            if list(found) or said(back) != said(architecture):
                report.wrong(f"{seed}: not the same registers")


CAMPAIGN = Campaign("register maps that went out to SystemRDL and in again", check, count=20_000, sample=3)
