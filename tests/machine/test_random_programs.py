"""Random scalar programs: compiled loops, single steps and the reference agree on everything."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from specgen.machine import Result, Simulator
from tests.machine.simulated import NEVER, Reference, random_program, random_registers, spec

MEMORIES = ("code", "data", "odd")


def start(image: bytes, registers: list[int], hot: int) -> Simulator:
    machine = Simulator(*spec("scalar"), hot=hot)
    machine.load(image)
    for i, value in enumerate(registers, 1):
        machine.state[f"x{i}"] = value
    return machine


def outcome(machine: Simulator, result: Result) -> tuple[Any, ...]:
    state = {name: np.asarray(machine.state[name]).tolist() for name in machine.state}
    memories = [bytes(machine.memory[name].read(_base(name), "u8", _size(name))) for name in MEMORIES]
    fault = (result.fault.name, result.fault.value, result.fault.pc) if result.fault is not None else None
    return result.reason, result.steps, fault, state, memories


def _base(name: str) -> int:
    return spec("scalar")[0].memories[name].base


def _size(name: str) -> int:
    return spec("scalar")[0].memories[name].size


@pytest.mark.parametrize("seed", range(30))
def test_compiled_stepped_and_reference_agree(seed: int) -> None:
    agree(seed)


def agree(seed: int) -> None:
    random = Random(seed)
    image, steps = random_program(random, 40), random.choice([30, 61, 150, 400])
    values = random_registers(random, image)
    compiled, stepped = start(image, values, 1), start(image, values, NEVER)
    results = [outcome(machine, machine.run(steps)) for machine in (compiled, stepped)]
    assert results[0] == results[1]
    reference = Reference.start("scalar", image)
    reference.machine.state["x"][1:] = values
    reference.run(steps)
    _, done, fault, state, memories = results[0]
    assert (done, fault[:2] if fault else None) == (reference.steps, reference.fault)
    assert state["pc"] == reference.machine.pc
    assert state["x"] == reference.machine.state["x"]
    assert [v & 0xFFFF for v in state["s"]] == reference.machine.state["s"]
    assert state["mode"] == reference.machine.state["mode"][0]
    assert memories == [bytes(reference.machine.memories[name]) for name in MEMORIES]


@pytest.mark.parametrize("seed", range(40, 50))
def test_a_run_in_pieces_is_the_run(seed: int) -> None:
    random = Random(seed)
    image = random_program(random, 30)
    values = random_registers(random, image)
    whole, pieces = start(image, values, 1), start(image, values, 1)
    expected = outcome(whole, whole.run(200))
    done, result = 0, None
    while done < 200:
        result = pieces.run(min(random.randint(1, 9), 200 - done))
        done += result.steps
        if result.reason != "limit":
            break
    assert result is not None
    assert outcome(pieces, result)[2:] == expected[2:]
    assert done == expected[1]
