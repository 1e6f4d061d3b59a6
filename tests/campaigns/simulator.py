"""Random scalar programs and random semantics: compiled regions, single steps and the reference evaluator agree."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.generators.interpreter import test_random_semantics as semantics
from tests.machine import test_random_programs as programs

SHARE = 8  # of so many programs there is one set of random instructions
INSTRUCTIONS = 40


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a program of 40 instructions; every eighth brings 40 instructions with random semantics besides."""
    draw = chunk.random()
    for case in range(len(chunk)):
        seed = draw.getrandbits(60)
        try:
            programs.agree(seed)
            if case % SHARE == 0:
                with tempfile.TemporaryDirectory() as folder:
                    semantics.agree(Path(folder), seed, INSTRUCTIONS)
        except AssertionError as error:
            report.wrong(f"seed {seed}: {error}")


CAMPAIGN = Campaign(
    "scalar programs: compiled, stepped and evaluated", check, count=20_000, sample=4, chunk=200
)
