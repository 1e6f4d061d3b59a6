"""The attention kernels in adversarial orders: the bits of program order, and no race."""

from __future__ import annotations

from functools import cache
from typing import Any

from specgen.api import Accelerator, load
from specgen.machine import Simulator
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.examples.test_attention import PLACES, SHAPE
from tests.examples.test_attention_order import ROOT, lines, run

KERNELS = ("fp8", "bf16")


@cache
def _machine() -> tuple[Accelerator, Simulator]:
    large = load(ROOT / "spec", "large")
    return large, large.simulator(race_check=True)


@cache
def _expected(name: str) -> list[bytes]:
    return _results(name, "program", 0)[0]


def _results(name: str, order: str, seed: int) -> tuple[list[bytes], Any]:
    large, machine = _machine()
    result = run(machine, large, name, "\n".join(lines(name)), order=order, seed=seed, tiles=8)
    hbm = machine.memory["hbm"]
    return [hbm.read(PLACES[o], "u16", SHAPE).tobytes() for o in ("o", "o8")], result


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one order of one kernel on eight tiles."""
    for case in chunk.cases():
        name = KERNELS[case % len(KERNELS)]
        found, result = _results(name, "adversarial", case)
        if result.reason != "exited" or found != _expected(name):
            report.wrong(f"{name}, seed {case}: {result.reason}, results differ: {found != _expected(name)}")
        for race in result.races:
            report.wrong(f"{name}, seed {case}: {race}")


CAMPAIGN = Campaign(
    "both attention kernels give the same bits in every order, and have no race",
    check,
    count=200,
    sample=1,
    chunk=20,
)
