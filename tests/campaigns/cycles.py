"""Runs in time: the cycles of a model that goes tick by tick, and the one outcome of programs that have one."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.races.orders import random_program
from tests.machine.timing import drawn, outcomes
from tests.machine.timing.timed import METRONOME, machine


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a program on one clock and on several, and one against all orders in which it can run."""
    draw = chunk.random()
    small = outcomes.machine(Path(_folder().name))
    for _ in chunk.cases():
        seed = draw.getrandbits(60)
        for variant in ("even", "odd"):
            for wrong in drawn.wrongs(machine(METRONOME, variant), seed):
                report.wrong(wrong)
        found, kind = outcomes.wrongs(small, random_program(draw))
        report.count(kind)
        for wrong in found:
            report.wrong(wrong)


CAMPAIGN = Campaign(
    "a run in time takes the cycles of the rules, and has the bits of any order",
    check,
    count=20_000,
    sample=10,
    chunk=500,
)
