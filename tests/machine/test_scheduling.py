"""Program order and adversarial orders: who goes on, and that it does not matter where all is ordered."""

from __future__ import annotations

import json

import numpy as np
import pytest

from specgen.machine import Result, Simulator, SimulatorError, Tracer
from specgen.machine.scheduling import SplitMix
from tests.machine.simulated import simulator

PIPELINE = """
        li x1, 0x40
        li x2, 0x100
        li x3, 3
        grant 0
loop:   copy x1, x2, 16, 0
        scale x1, x3, 4, 0
        addi x3, x3, -1
        bne x3, x0, loop
        quiet
        meet 0
        exit x0
"""


def ran(text: str, order: str, seed: int, tracer: Tracer | None = None) -> tuple[Simulator, Result]:
    machine = simulator("engines", text)
    machine.memory["common"].write(0x100, np.arange(8, dtype=np.float32))
    return machine, machine.run(10_000, order=order, seed=seed, tracer=tracer)


def test_the_generator_is_splitmix64() -> None:
    one, other = SplitMix(0), SplitMix(1234567)
    assert [one.next() for _ in range(3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [other.next() for _ in range(2)] == [6457827717110365317, 3203168211198807973]


def units_of(seed: int) -> str:
    lines: list[str] = []
    ran(PIPELINE, "adversarial", seed, Tracer(lines.append, as_json=True))
    records = [json.loads(line) for line in lines]
    return "".join(f"{r['unit'][0]}{r['instance']}" for r in records)


def test_a_seed_names_one_schedule() -> None:
    """What executed, unit by unit: issuing is no line of its own."""
    assert units_of(7) == units_of(7)
    assert len({units_of(seed) for seed in range(20)}) > 10


@pytest.mark.parametrize("seed", range(20))
def test_what_is_ordered_by_semaphores_is_the_same_in_every_order(seed: int) -> None:
    machine, result = ran(PIPELINE, "adversarial", seed)
    expected, known = ran(PIPELINE, "program", 0)
    assert str(result) == str(known) == "exited with 0 after 38 instructions"
    for one, other in zip(machine.instances, expected.instances, strict=True):
        assert np.array_equal(one.state["acc"], other.state["acc"])


def test_what_is_not_ordered_differs_between_orders() -> None:
    text = "who x1\nli x2, 0x200\ngrant 0\ngrant 0\nadd: copy x2, x1, 1, 0\nexit x0"
    first = {
        json.loads(lines[0])["instance"]
        for seed in range(8)
        for lines in [[]]
        if ran(text, "adversarial", seed, Tracer(lines.append, as_json=True))
    }
    assert first == {0, 1}


@pytest.mark.parametrize("order", ["program", "adversarial"])
def test_limits_are_kept_and_runs_continued(order: str) -> None:
    machine = simulator("engines", PIPELINE)
    steps = [machine.run(5, order=order, seed=3).steps for _ in range(7)]
    assert steps == [5] * 7
    assert machine.run(100, order=order, seed=3).steps == 3


@pytest.mark.parametrize("seed", range(3))
def test_a_deadlock_is_one_in_every_order(seed: int) -> None:
    _, result = ran("copy x0, x0, 1, 0\nquiet\nexit x0", "adversarial", seed)
    assert result.reason == "deadlock"
    assert len(result.waiters) == 4


def test_there_are_two_orders() -> None:
    with pytest.raises(SimulatorError, match="no order 'random': use program or adversarial"):
        simulator("engines").run(order="random")
