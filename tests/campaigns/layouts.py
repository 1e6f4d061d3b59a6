"""Random instructions on tiles in layouts of every kind: both engines leave the same."""

from __future__ import annotations

from functools import cache

import specgen
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.lockstep import Lockstep
from tests.specs.test_layouts import SPEC

ROUND = 64  # instructions, each on what the ones before left, from one reset to the next


@cache
def lockstep() -> Lockstep:
    """Both engines."""
    return Lockstep(specgen.load(SPEC))


def check(chunk: Chunk, report: Report) -> None:
    """Rounds of instructions."""
    draw = chunk.random()
    for first in range(0, len(chunk), ROUND):
        count = min(ROUND, len(chunk) - first)
        difference = lockstep().round(f"{draw.getrandbits(48):x}", count, report.count)
        if difference is not None:
            report.wrong(difference)


CAMPAIGN = Campaign(
    "random instructions on tiles in layouts of every kind: Python engine = C engine",
    check,
    count=200_000,
    sample=2 * ROUND,
    chunk=50 * ROUND,
)
