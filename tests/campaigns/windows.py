"""Random programs of instances that write into each other's data and code through windows: both engines, in every order."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from specgen.machine import Simulator
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.native.agreeing import pair, seen
from tests.machine.simulated import spec
from tests.machine.windowed import program, scatter

CHUNK = 2_000


@cache
def machines() -> tuple[Simulator, Simulator]:
    """The same machine on both engines, regions compiled at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFLAGS", "-O1")  # programs are short: compiling would take longer than running
        return pair(*spec("windows"), hot=1)


def check(chunk: Chunk, report: Report) -> None:
    """Every program runs on three instances, half of them in an adversarial order."""
    draw = chunk.random()
    for number in range(len(chunk)):
        seed = draw.getrandbits(48)
        ends = []
        for machine in machines():
            random = Random(seed)
            machine.reset()
            for instance in range(3):
                machine.load(program(random, 4), instance=instance)
            scatter(machine, random)
            order = "adversarial" if number % 2 else "program"
            ends.append(machine.run(12, order=order, seed=seed))
        python, native = machines()
        if ends[0] != ends[1] or any(a != b for a, b in zip(seen(python), seen(native), strict=True)):
            report.wrong(f"seed {seed}: {ends[0]}, and {ends[1]}")
        report.count(ends[0].fault.name if ends[0].fault is not None else ends[0].reason)


CAMPAIGN = Campaign(
    "random programs of three instances with windows onto each other: Python engine = C engine",
    check,
    count=200_000,
    sample=60,
    chunk=CHUNK,
)
