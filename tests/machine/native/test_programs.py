"""Random programs, traps, and machines of many units: the native engine does what the Python engine does."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from specgen.machine import Result, Simulator, assemble
from tests.machine.native.agreeing import pair, run, same
from tests.machine.simulated import random_program, random_registers, spec
from tests.machine.test_scheduling import PIPELINE


@pytest.fixture(scope="module")
def scalar() -> tuple[Simulator, Simulator]:
    return pair(*spec("scalar"), hot=1)


@pytest.fixture(scope="module")
def engines() -> tuple[Simulator, Simulator]:
    return pair(*spec("engines"))


@pytest.mark.parametrize("seed", range(60))
def test_random_programs_agree(scalar: tuple[Simulator, Simulator], seed: int) -> None:
    random = Random(seed)
    image, steps = random_program(random, 40), random.choice([30, 61, 150, 400])
    values = random_registers(random, image)
    for machine in scalar:
        machine.reset()
        machine.load(image)
        for i, value in enumerate(values, 1):
            machine.state[f"x{i}"] = value
    run(*scalar, steps)


@pytest.mark.parametrize("seed", range(60, 70))
def test_a_run_in_pieces_is_the_run(scalar: tuple[Simulator, Simulator], seed: int) -> None:
    random = Random(seed)
    image = random_program(random, 30)
    values = random_registers(random, image)
    for machine in scalar:
        machine.reset()
        machine.load(image)
        for i, value in enumerate(values, 1):
            machine.state[f"x{i}"] = value
    left = 200
    while left > 0:
        result = run(*scalar, min(random.randint(1, 9), left))
        left -= result.steps
        if result.reason != "limit":
            break


PROGRAMS = [
    PIPELINE,
    "copy x0, x0, 1, 0\ncopy x0, x0, 1, 1\ncopy x0, x0, 1, 0\nexit x0",
    "post 0\npost 0\npost 0\npost 0\nexit x0",
    "li x2, 0x100\ncopy x0, x2, 8, 0\ngrant 0\nexit x0",
    "meet 0\nexit x0",
    "li x1, 3\nexit x1",
]


def both(engines: tuple[Simulator, Simulator], text: str, order: str, seed: int) -> Result:
    for machine in engines:
        machine.reset()
        machine.load(assemble(machine.architecture, text))
        machine.memory["common"].write(0x100, np.arange(8, dtype=np.float32))
    return run(*engines, 10_000, order=order, seed=seed)


@pytest.mark.parametrize("text", PROGRAMS)
def test_units_agree_in_program_order(engines: tuple[Simulator, Simulator], text: str) -> None:
    both(engines, text, "program", 0)


@pytest.mark.parametrize("text", PROGRAMS)
def test_units_agree_in_adversarial_orders(engines: tuple[Simulator, Simulator], text: str) -> None:
    for seed in range(50):
        both(engines, text, "adversarial", seed)


def test_single_words_agree(scalar: tuple[Simulator, Simulator]) -> None:
    random = Random(5)
    for machine in scalar:
        machine.reset()
    for _ in range(100):
        word = int.from_bytes(random_program(random, 1, rash=0.2), "little")
        results = [machine.execute(word, pc=8) for machine in scalar]
        same(*scalar, (results[0], results[1]))
