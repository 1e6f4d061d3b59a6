"""Every wait of the attention kernels is needed, and with all of them no order of the engines changes a bit."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from examples.kernels import inputs
from specgen.api import Accelerator
from specgen.machine import Result, Simulator
from tests.examples.test_attention import MAILBOX, PLACES, SHAPE

ROOT = Path(__file__).resolve().parents[2]
WAIT = re.compile(r"\s+(\w+)\.wait (\d+), (\d+)$")


@cache
def lines(name: str) -> tuple[str, ...]:
    return tuple((ROOT / "examples/kernels" / f"attention_{name}.s").read_text().splitlines())


@cache
def data(name: str) -> dict[str, Any]:
    return inputs.case(name, 8)


def waits(name: str) -> list[int]:
    """The lines of a kernel that wait."""
    return [number for number, line in enumerate(lines(name)) if WAIT.match(line)]


CASES = [(name, number) for name in ("fp8", "bf16") for number in waits(name)]


@pytest.fixture(scope="module")
def checking(large: Accelerator) -> Simulator:
    return large.simulator(race_check=True)


def run(
    machine: Simulator,
    large: Accelerator,
    name: str,
    text: str,
    *,
    order: str = "program",
    seed: int = 0,
    tiles: int = 1,
) -> Result:
    machine.reset()
    for place, codes in data(name).items():
        machine.memory["hbm"].write(PLACES[place], codes)
    machine.memory["mmio"].write(MAILBOX, inputs.mailbox(PLACES, 16.0, False))
    program = large.assemble(text)
    for tile in range(tiles):
        machine.load(program, instance=tile)
    return machine.run(max_steps=10_000, order=order, seed=seed)


def without(name: str, number: int) -> str:
    return "\n".join(line for n, line in enumerate(lines(name)) if n != number)


def test_each_kernel_has_seven_waits() -> None:
    assert len(waits("fp8")) == len(waits("bf16")) == 7


@pytest.mark.parametrize(
    ("name", "number", "order", "seed"),
    [*((*case, "program", 0) for case in CASES), *((*case, "adversarial", 1) for case in CASES[:7])],
)
def test_a_wait_that_is_missing_is_named_with_both_instructions(
    checking: Simulator, large: Accelerator, name: str, number: int, order: str, seed: int
) -> None:
    """The unit that no longer waits races with the one that signals that semaphore, before the signal and behind the wait."""
    matched = WAIT.match(lines(name)[number])
    assert matched is not None
    unit, semaphore = matched[1], f"{matched[1]}_tokens[{matched[2]}]"
    result = run(checking, large, name, without(name, number), order=order, seed=seed)
    assert result.races
    for race in result.races:
        assert (race.kind, race.other.unit) == ("data", unit)
        assert f"{race.one.unit} signals {semaphore} after it" in race.advice
        assert f"a wait for {semaphore} before the second" in race.advice
        assert "writes" in race.one.does or "writes" in race.other.does
        for actor in (race.one, race.other):
            mnemonic = actor.instruction.split()[0]
            assert any(line.strip().removeprefix("strict: ").startswith(mnemonic) for line in lines(name))
            assert actor.location is not None
    assert f"races: {len(result.races)}" in str(result)


@pytest.mark.parametrize("name", ["fp8", "bf16"])
def test_kernels_have_no_race(checking: Simulator, large: Accelerator, name: str) -> None:
    result = run(checking, large, name, "\n".join(lines(name)), tiles=8)
    assert (result.reason, result.races) == ("exited", ())


@pytest.mark.parametrize(("name", "seed"), [("fp8", 1), ("bf16", 2), ("fp8", 3)])
def test_orders_do_not_matter(
    checking: Simulator, large: Accelerator, large_machine: Simulator, name: str, seed: int
) -> None:
    text = "\n".join(lines(name))
    expected = run(large_machine, large, name, text, tiles=8)
    results = [large_machine.memory["hbm"].read(PLACES[o], "u16", SHAPE) for o in ("o", "o8")]
    result = run(checking, large, name, text, order="adversarial", seed=seed, tiles=8)
    assert (result.races, result.steps) == ((), expected.steps)
    for place, known in zip(("o", "o8"), results, strict=True):
        assert np.array_equal(checking.memory["hbm"].read(PLACES[place], "u16", SHAPE), known)
