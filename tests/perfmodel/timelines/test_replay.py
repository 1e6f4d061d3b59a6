"""The model of time tells what the device tells, event by event, in the same order."""

from __future__ import annotations

from random import Random

import pytest

from tests.machine.timing import drawn, test_kernels
from tests.machine.timing.timed import METRONOME, ROOT
from tests.perfmodel.timelines.replaying import texts, wrongs

METRONOME_KERNELS = {
    "loop": ("even", (test_kernels.LOOP, "")),
    "full queue": ("even", (test_kernels.FULL, "")),
    "two buffers": ("even", (test_kernels.BUFFERS, "")),
    "barrier": ("even", (test_kernels.EARLY, test_kernels.LATE)),
    "drain": ("odd", (test_kernels.DRAIN, "")),
    "registers": ("even", (test_kernels.REGISTERS, "")),
}


@pytest.mark.parametrize(("variant", "programs"), METRONOME_KERNELS.values(), ids=METRONOME_KERNELS)
def test_metronome(variant: str, programs: tuple[str, ...]) -> None:
    assert wrongs(METRONOME, variant, texts(*programs)) == ([], "exited")


@pytest.mark.parametrize("program", [test_kernels.SCALAR, test_kernels.LOAD], ids=["scalar", "load"])
def test_an_accelerator(program: str) -> None:
    assert wrongs(ROOT / "spec", "edge", texts(program)) == ([], "exited")


@pytest.mark.parametrize("variant", ["even", "odd"])
def test_random_programs(variant: str) -> None:
    """Some of them deadlock."""
    ends = set()
    for seed in range(30):
        programs = [drawn.text(ops) for ops in drawn.programs(Random(seed))]
        found, ended = wrongs(METRONOME, variant, texts(*programs))
        assert found == [], seed
        ends.add(ended)
    assert {"exited", "deadlock"} <= ends
