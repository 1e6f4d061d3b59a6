"""Traps, control registers, devices and host functions: the native engine does what the Python engine does."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from specgen.machine import Result, Simulator, assemble
from tests.machine.native.agreeing import pair, same
from tests.machine.simulated import spec
from tests.machine.test_hosts import ECHO, SAY
from tests.machine.test_traps import HANDLER

TRAPPING = [
    "call",
    "fail x1",
    "addi x1, x0, -1\nfail x1",
    "addi x2, x0, -1\nlw x1, 0(x2)",
    "csrrw x1, 0x7c0, x0",
    ".word 0x12345600",
    "loop: call\naddi x1, x1, -1\nbne x1, x0, loop",
]


def both(text: str, variant: str | None, steps: int = 10_000, **options: Any) -> Result:
    machines = pair(*spec("system", variant), **options)
    results = []
    for machine in machines:
        machine.load(assemble(machine.architecture, text))
        results.append(machine.run(steps))
    same(*machines, (results[0], results[1]))
    return results[0]


@pytest.mark.parametrize("text", TRAPPING)
@pytest.mark.parametrize("steps", [3, 5, 10_000])
def test_traps_agree(text: str, steps: int) -> None:
    both(HANDLER.format(text), "trapping", steps)


@pytest.mark.parametrize("text", TRAPPING)
def test_faults_agree_where_nothing_traps(text: str) -> None:
    assert both(HANDLER.format(text), None).reason == "fault"


@pytest.mark.parametrize("text", [ECHO, SAY])
def test_host_functions_agree(text: str) -> None:
    both(text, None, stdin=b"ab\xff")


@pytest.mark.parametrize("variant", ["bare", "trapping"])
@pytest.mark.parametrize("address", [0x10000, 0x20000, 0x2000, 0xFFFE, 0x10100, 0x100000, 0x1FFFF])
def test_accesses_of_devices_agree(variant: str, address: int) -> None:
    machines = pair(*spec("system", variant), stdin=b"abc")
    accesses = ["lb x1", "lh x1", "lw x1", "sb x2", "sh x2", "sw x2"]
    for access, offset in product(accesses, range(-2, 15)):
        text = f"{access}, {offset}(x2)\n{access}, {offset}(x2)\nexit x0"
        results = []
        for machine in machines:
            machine.reset()
            machine.load(assemble(machine.architecture, text))
            machine.state["x2"] = address
            results.append(machine.run(5))
        same(*machines, (results[0], results[1]))


def test_writes_of_devices_wait_until_no_fault_can_follow() -> None:
    for number in (2, 3):
        both(f"lui x2, 1\nsb x2, 0(x2)\nlate x1, {number}(x2)\nput x1\nexit x0", "bare")


def test_what_a_host_function_raises_comes_out_of_the_run() -> None:
    def get() -> int:
        raise KeyError("nothing there")

    architecture, semantics = spec("system")
    machine = Simulator(architecture, semantics, "native", hosts={"getchar": get})
    machine.load(assemble(architecture, ECHO))
    with pytest.raises(KeyError, match="nothing there"):
        machine.run(100)
