"""One seed is one schedule in both engines: programs whose outcome depends on it end alike."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from specgen.machine import Simulator, assemble
from tests.machine.races import orders


def ended(machine: Simulator, program: orders.Program, order: str, seed: int) -> tuple[Any, ...]:
    machine.reset()
    text = "\n".join([*(op.text for op in program), "control.exit 0, 0"])
    machine.load(assemble(machine.architecture, text))
    result = machine.run(1000, order=order, seed=seed)
    data = [int(machine.memory["data"].read(place, "u8")) for place in range(orders.PLACES)]
    sums = [int(machine.state["x" if unit == "control" else f"x_{unit}"]) for unit in orders.UNITS]
    return str(result), result.waiters, result.deadlock, data, sums


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> list[Simulator]:
    python = orders.machine(tmp_path_factory.mktemp("orders"), race_check=False)
    return [python, Simulator(python.architecture, orders.semantics_of(python.architecture), "native")]


def test_programs_that_race_end_alike(machines: list[Simulator]) -> None:
    python, native = machines
    assert type(native) is not type(python)
    told: set[str] = set()
    for seed in range(60):
        program = orders.random_program(Random(seed))
        for order, number in (("program", 0), ("adversarial", seed), ("adversarial", seed + 1)):
            expected = ended(python, program, order, number)
            assert ended(native, program, order, number) == expected, (seed, order, number)
            told.add(expected[0].split()[0])
    assert told >= {"exited", "deadlock:", "fault"}
