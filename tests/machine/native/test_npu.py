"""A machine of queues, two tiles, wide words and wide integers: both engines, in every order alike."""

from __future__ import annotations

import numpy as np
import pytest

import specgen
from specgen.machine import Simulator, assemble
from tests.machine.native.agreeing import pair, run, same
from tests.specs.test_npu import MEETING, PIPELINE, SPEC

STARVING = PIPELINE.replace("matrix_wait 1, 2", "matrix_wait 1, 3")
RACING = PIPELINE.replace("matrix_wait 1, 2", "matrix_wait 1, 1")


@pytest.fixture(scope="module")
def machines() -> tuple[Simulator, Simulator]:
    npu = specgen.load(SPEC)
    return pair(npu.architecture, npu.semantics)


def start(machines: tuple[Simulator, Simulator], text: str) -> None:
    for machine in machines:
        machine.reset()
        machine.load(assemble(machine.architecture, text))
        machine.memory["hbm"].write(0, np.random.default_rng(4).integers(0, 256, 8192, np.uint8))


@pytest.mark.parametrize("text", [PIPELINE, MEETING, STARVING, RACING])
def test_adversarial_orders_agree(machines: tuple[Simulator, Simulator], text: str) -> None:
    for seed in range(50):
        start(machines, text)
        result = run(*machines, 1000, order="adversarial", seed=seed)
        assert (result.reason == "deadlock") == (text is STARVING)


@pytest.mark.parametrize("text", [PIPELINE, MEETING, STARVING, RACING])
def test_program_order_agrees_step_by_step(machines: tuple[Simulator, Simulator], text: str) -> None:
    start(machines, text)
    for _ in range(60):
        result = run(*machines, 1)
        if result.reason != "limit":
            break


def test_wide_integers_are_seen_and_set_alike(machines: tuple[Simulator, Simulator]) -> None:
    for machine in machines:
        machine.reset()
    wide = [s for s in machines[0].architecture.state.values() if s.type.width > 64]
    assert wide
    for state in wide:
        for value in (0, 1, (1 << 127) + 5, (1 << 128) - 1, -(1 << 70)):
            for machine in machines:
                name = state.name + "[0]" * len(state.shape)
                machine.state[name] = value
            same(*machines)
