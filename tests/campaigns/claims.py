"""Random claims about a small machine: each is computed or refused in words that point into it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from specgen.perfmodel.claims import Designs
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.perfmodel.claims.machine import machine
from tests.perfmodel.claims.test_any import wrongs


@cache
def designs() -> Designs:
    with TemporaryDirectory() as folder:
        return Designs(machine(Path(folder)))


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    for _ in range(len(chunk)):
        seed = draw.getrandbits(48)
        for wrong in wrongs(designs(), seed):
            report.wrong(f"seed {seed}: {wrong}")


CAMPAIGN = Campaign(
    "random claims: each is computed, or refused in words that point into it",
    check,
    count=100_000,
    sample=100,
)
