"""The model of time: what it tells of a program is what the device tells, event by event and in the same order."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from random import Random

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.races.orders import random_program, spec
from tests.machine.timing import drawn as small
from tests.machine.timing.outcomes import COSTS
from tests.machine.timing.timed import METRONOME
from tests.perfmodel.timelines import drawn
from tests.perfmodel.timelines.foreign import Machine
from tests.perfmodel.timelines.kernels import SPEC, every, program
from tests.perfmodel.timelines.replaying import Prepare, texts, wrongs


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


@cache
def _orders() -> Machine:
    """A processor and three engines that share semaphores."""
    folder = Path(_folder().name)
    (folder / "spec.yaml").write_text(spec(COSTS), encoding="utf-8")
    return Machine(folder)


def _ordered(draw: Random) -> Prepare:
    return program("\n".join([*(op.text for op in random_program(draw)), "control.exit 0, 0"]))


def check(chunk: Chunk, report: Report) -> None:
    """Each case is programs of two tiles on one clock and on several, a kernel of an accelerator, and one that is small."""
    draw = chunk.random()
    for case in chunk.cases():
        pair = texts(*(small.text(ops) for ops in small.programs(draw)))
        machines: list[tuple[str, Machine, Prepare]] = [
            ("even", Machine(METRONOME, "even"), pair),
            ("odd", Machine(METRONOME, "odd"), pair),
            ("orders", _orders(), _ordered(draw)),
            ("accelerator", Machine(SPEC, "edge"), program(drawn.kernel(draw))),
        ]
        if case < len(every()) and not chunk.sampled:
            name, kernel = list(every().items())[case]
            machines.append((name, kernel.machine, kernel.prepare))
        for name, machine, prepare in machines:
            found, ended = wrongs(machine, prepare)
            report.count(ended)
            for wrong in found:
                report.wrong(f"case {case}, {name}: {wrong}")


CAMPAIGN = Campaign(
    "the model of time tells what the device tells, event by event",
    check,
    count=5_000,
    sample=3,
    chunk=100,
)
