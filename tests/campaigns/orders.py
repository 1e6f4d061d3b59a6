"""Random programs of engines, semaphores and drains: what the race check says, against all their interleavings."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from random import Random

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.races import orders


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a program, run in program order and in two adversarial ones."""
    draw = chunk.random()
    for _ in chunk.cases():
        program = orders.random_program(Random(draw.getrandbits(60)))
        found, kind = orders.wrongs(
            Path(_folder().name), program, (draw.getrandbits(30), draw.getrandbits(30))
        )
        report.count(kind)
        for wrong in found:
            report.wrong(wrong)


CAMPAIGN = Campaign(
    "no race means one outcome in all interleavings, and a race is one",
    check,
    count=10_000,
    sample=10,
    chunk=500,
)
