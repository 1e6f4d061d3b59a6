"""Windows onto the memories of other instances: both engines alike, in every order."""

from __future__ import annotations

from random import Random

import pytest

from specgen.machine import Codec, Simulator
from specgen.machine.vectors import Maker, replay
from tests.machine.native.agreeing import pair, run, same
from tests.machine.simulated import spec
from tests.machine.windowed import program, scatter


@pytest.fixture(scope="module")
def machines() -> tuple[Simulator, Simulator]:
    return pair(*spec("windows"), hot=1)


@pytest.fixture(scope="module")
def checked() -> tuple[Simulator, Simulator]:
    return pair(*spec("windows"), check_uninitialised=True)


def start(machines: tuple[Simulator, Simulator], seed: int, length: int, *, filled: bool = True) -> None:
    for machine in machines:
        random = Random(seed)
        machine.reset()
        for number in range(3):
            machine.load(program(random, length), instance=number)
        if filled:
            scatter(machine, random)
        else:
            for instance in machine.instances:
                for place in range(1, 4):
                    instance.state[f"x{place}"] = random.choice([0x1000, 0x10FA, 0x40, 0x1010]) + 4 * place


@pytest.mark.parametrize("order", ["program", "adversarial"])
@pytest.mark.parametrize("block", range(8))
def test_random_programs_agree(machines: tuple[Simulator, Simulator], block: int, order: str) -> None:
    ends = set()
    for seed in range(25 * block, 25 * (block + 1)):
        start(machines, seed, 4)
        result = run(*machines, 12, order=order, seed=seed)
        ends.add(result.fault.name if result.fault is not None else result.reason)
    assert {"far", "illegal"} <= ends  # beyond the end of the programs there are no instructions


@pytest.mark.parametrize("seed", range(40))
def test_bytes_that_nobody_wrote_are_known_through_windows(
    checked: tuple[Simulator, Simulator], seed: int
) -> None:
    start(checked, seed, 6, filled=False)
    run(*checked, 18)


def test_the_host_sees_the_same_bytes(machines: tuple[Simulator, Simulator]) -> None:
    for machine in machines:
        machine.reset()
        machine.memory["peers"].write(0x1000 + 250 * 2 + 8, [1, 2, 3], "u32")
        machine.instances[1].memory["box"].write(4, [7], "u32")
    same(*machines)
    native = machines[1]
    assert native.instances[2].memory["ram"].read(0x48, "u32", 3).tolist() == [1, 2, 3]
    assert native.instances[0].memory["boxes"].read(260, "u32") == 7


@pytest.mark.parametrize("name", ["both", "ldp", "move", "pile", "pull", "push", "st", "stp", "swap"])
def test_vectors_name_each_byte_once(machines: tuple[Simulator, Simulator], name: str) -> None:
    """Their own bytes by the memory, those of others by the window: they happen again on both engines."""
    architecture, semantics = spec("windows")
    file = Maker(semantics, count=6).file(architecture.instructions[name])
    codec = Codec(architecture)
    assert any(vector.outcome == "done" for vector in file.vectors)
    for vector in file.vectors:
        for contents in (vector.before, vector.after):
            assert not any(0x1000 <= at < 0x1000 + 204 for at, _ in contents.memory.get("peers", ()))
        for machine in machines:
            assert list(replay(machine, codec, vector)) == []
