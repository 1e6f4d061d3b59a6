"""Reads of what nobody wrote, by address and through tiles: the generated C engine refuses those that the Python engine does."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

from specgen.machine import Simulator
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.native import unwritten
from tests.machine.native.agreeing import pair


@cache
def _machines() -> tuple[Simulator, Simulator]:
    with tempfile.TemporaryDirectory() as folder:
        return pair(*unwritten.made(Path(folder)), check_uninitialised=True)


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a round: instructions on what the ones before left, then reads around all that was written."""
    draw = chunk.random()
    for _ in chunk.cases():
        seed = f"{draw.getrandbits(48):x}"
        try:
            met = Counter(unwritten.round_of(_machines(), Random(seed)))
        except AssertionError as error:
            report.wrong(f"seed {seed}: {error}")
            continue
        for fault, number in met.items():
            report.count(fault or "no fault", number)


CAMPAIGN = Campaign(
    "the Python engine and the generated C engine look alike whether what is read was ever written",
    check,
    count=5_000,
    sample=8,
    chunk=250,
)
