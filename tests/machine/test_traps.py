"""Traps: what a fault becomes where a processor says so, from single instructions and from hot loops."""

from __future__ import annotations

import json
import time
from functools import partial

import pytest

from specgen.machine import Result, Simulator, Tracer
from tests.machine import test_hosts
from tests.machine.simulated import NEVER

machine = partial(test_hosts.machine, variant="trapping")
HANDLER = """
        addi x7, x0, handler
        csrrw x0, vector, x7
        addi x1, x0, 300
{}
        exit x0
        .org 0x200
handler:
        addi x6, x6, 1
        skip
"""


def run(text: str, *, hot: int, steps: int = 100_000) -> tuple[Simulator, Result]:
    made = machine(HANDLER.format(text), hot=hot)
    return made, made.run(steps)


@pytest.mark.parametrize("hot", [1, NEVER])
@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("call", 8, 0),
        ("fail x1", 9, 300 & 0xFF),
        ("addi x1, x0, -1\nfail x1", 9, 0xFF),
        ("addi x2, x0, -1\nlw x1, 0(x2)", 3, 0xFFFFFFFF),
        ("csrrw x1, 0x7c0, x0", 4, 0x7C0),
        (".word 0x12345600", 1, 0x12345600),
    ],
)
def test_a_fault_enters_the_trap(text: str, code: int, value: int, hot: int) -> None:
    made, result = run(text, hot=hot)
    assert result.exit_code == 0
    state = made.state
    at = 12 + 4 * text.count("\n")
    assert (state["cause"], state["value"], state["epc"], state["scratch"]) == (code, value, at, at + 4)
    assert (state["traps"], state["x6"]) == (1, 1)
    assert state["x1"] == (0xFFFFFFFF if "-1\nfail" in text else 300)
    assert result.steps == 3 + text.count("\n") + 1 + 2 + 1


@pytest.mark.parametrize("hot", [1, 2, NEVER])
def test_hot_loops_trap_and_go_on(hot: int) -> None:
    made, result = run("loop: call\naddi x1, x1, -1\nbne x1, x0, loop", hot=hot)
    assert (result.reason, made.state["x6"], made.state["traps"]) == ("exited", 300, 300)
    assert result.steps == 3 + 300 * 5 + 1


@pytest.mark.parametrize("steps", [200, 201, 203, 777, 2001])
def test_only_the_instruction_is_undone(steps: int) -> None:
    text = "addi x2, x0, 0x7fff\nloop: addi x3, x3, 1\npop x4, 0x7f40(x2)\nbne x1, x4, loop"
    made, result = run(text, hot=1, steps=steps)
    other, same = run(text, hot=NEVER, steps=steps)
    assert (result.reason, result.steps, same.steps) == ("limit", steps, steps)
    assert all(list(made.cores[0].state[name]) == list(other.cores[0].state[name]) for name in made.state)
    pointer = made.state["x2"]
    assert (pointer, pointer + 4 + 0x7F40 > 0xFFFC) == (0x80BB, True)
    assert (made.state["traps"] > 0, made.state["value"]) == (True, 0xFFFF)


@pytest.mark.parametrize("hot", [1, NEVER])
@pytest.mark.parametrize("limit", [1, 7, 50, 4001])
def test_a_loop_of_traps_ends(limit: int, hot: int) -> None:
    made = machine("csrrw x0, 0x7c0, x1", hot=hot)  # the vector is this very address
    result = made.run(limit)
    assert (result.reason, result.steps, made.state["traps"]) == ("limit", limit, limit)
    made = machine("addi x1, x0, -4\ncsrrw x0, vector, x1\ncall", hot=hot)  # it leaves the memory
    result = made.run(limit + 2)
    assert (result.steps, made.state["traps"]) == (limit + 2, min(limit, 1))
    assert limit == 1 or (made.state["cause"], made.state["epc"], made.state["scratch"]) == (
        2,
        0xFFFFFFFC,
        0xFFFFFFFC,
    )


@pytest.mark.parametrize("hot", [1, NEVER])
def test_some_faults_always_stop(hot: int) -> None:
    made, result = run("broken", hot=hot)
    assert result.fault is not None
    assert (result.fault.name, result.fault.pc, made.state["traps"]) == ("internal", 12, 0)


def test_a_variant_without_the_extension_stops() -> None:
    assert str(machine("call", variant="bare").run(9)).startswith("fault call at pc 0x0: call")


def test_traces_show_traps() -> None:
    made = machine(HANDLER.format("fail x1"))
    lines: list[str] = []
    made.run(100, tracer=Tracer(lines.append))
    assert lines[3].startswith("0 hart     0x0000000c  trap negative (0x2c)")
    assert "csr.epc: 0x0 -> 0xc" in lines[3]
    assert lines[3].endswith("pc -> 0x200")
    made = machine(HANDLER.format("fail x1"))
    lines.clear()
    made.run(100, tracer=Tracer(lines.append, as_json=True))
    told = json.loads(lines[3])
    assert (told["fault"], told["value"], told["next"], told["state"]["csr.cause"]) == (
        "negative",
        0x2C,
        0x200,
        [0, 9],
    )


def test_programs_full_of_traps_are_quick() -> None:
    made = machine(
        HANDLER.format("addi x1, x0, 0x7000\nloop: call\naddi x1, x1, -1\nbne x1, x0, loop"), hot=2
    )
    began = time.process_time()
    result = made.run(1_000_000)
    assert result.steps == 3 + 1 + 0x7000 * 5 + 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize(("amount", "carried"), [(4, 4), (0x1FF, 0xFF), (0xFFFFFFFF, 0xFF)])
def test_a_wait_for_more_than_there_can_be(amount: int, carried: int) -> None:
    made = test_hosts.machine("take x1\nexit x0", variant="bare")
    made.state["x1"] = amount
    fault = made.run(10).fault
    assert fault is not None
    assert (fault.name, fault.value, fault.pc, made.state["x4"]) == ("starved", carried, 0, 0)
    assert made.cores[0].semaphores["slots"] == [2, 2]
    made = machine(HANDLER.format("take x1"))
    made.state["x1"] = 300
    assert made.run(100).exit_code == 0
    assert (made.state["cause"], made.state["value"]) == (11, 300 & 0xFF)
    assert str(test_hosts.machine("addi x1, x0, 3\ntake x1", variant="bare").run(9)).startswith("deadlock")


def test_a_fault_gives_back_what_was_waited_for() -> None:
    made = machine(HANDLER.format("takes x0\ntakes x1"))
    assert made.run(100).exit_code == 0
    assert made.cores[0].semaphores["slots"] == [1, 3]
    assert (made.state["x4"], made.state["traps"]) == (1, 1)
