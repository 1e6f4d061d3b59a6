"""Readers in C under libFuzzer with the address and undefined-behaviour sanitizers; a case is a thousand inputs.

Half of the cases are of the reference spec's structures, half of random ones.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report

RUNS = 1000
CHUNK = 2500
SPEC = Path(__file__).resolve().parents[2] / "spec"


def check(chunk: Chunk, report: Report) -> None:
    """A chunk is one run of a fuzzer, from sound bytes on."""
    from specgen.model import load
    from tests.generators.structures import agreeing, fuzzed
    from tests.generators.structures.compiled import Reader

    rng = chunk.random()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs = chunk.start // CHUNK % 2 == 1
        architecture = load(SPEC).architecture() if theirs else agreeing.drawn(rng, folder)
        reader = Reader(architecture, folder)
        seeds = fuzzed.corpus(reader, rng)
        wrong = fuzzed.fuzz(fuzzed.build(reader), seeds, RUNS * len(chunk), chunk.start + chunk.seed)
        report.count("inputs", RUNS * len(chunk))
        if wrong:
            report.wrong(wrong)


CAMPAIGN = Campaign(
    "No bytes break the readers of structures in C",
    check,
    count=CHUNK * 24,
    sample=50,
    chunk=CHUNK,
)
