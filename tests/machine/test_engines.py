"""Engines, semaphores, barriers and instances in program order."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.machine import Result, Simulator
from tests.machine.simulated import run, simulator


def both(text: str) -> tuple[Simulator, Result]:
    """A program with rows of floats in common memory, run by both instances."""
    machine = simulator("engines", text)
    machine.memory["common"].write(0x100, np.arange(8, dtype=np.float32))
    return machine, machine.run(10_000)


def test_an_engine_waits_until_it_is_granted_and_its_values_are_those_of_the_issue() -> None:
    machine, result = both(
        """
        li x1, 0x40
        li x2, 0x100
        copy x1, x2, 16, 0      # waits: nothing was granted
        li x1, 0x80             # too late to matter
        scale x1, x0, 4, 1      # waits too
        grant 0
        post 1
        exit x0
        """
    )
    assert str(result) == "exited with 0 after 16 instructions"
    assert machine.memory["own"].read(0x40, "f32", 4).tolist() == [0, 1, 2, 3]
    assert machine.memory["own"].read(0x80, "u8", 16).tolist() == [0] * 16
    assert machine.state["done"] == 1


def test_producer_and_consumer_meet() -> None:
    machine, result = both(
        """
        li x1, 0x40
        li x2, 0x100
        li x3, 3
        grant 0
loop:   copy x1, x2, 16, 0
        scale x1, x3, 4, 0
        addi x3, x3, -1
        bne x3, x0, loop
        quiet
        exit x0
        """
    )
    assert result.reason == "exited"
    assert machine.state["acc"].tolist() == [[0, 1, 2, 3], [0, 2, 4, 6]]
    assert machine.state["codes[1][1]"] == np.float32(2).view(np.uint32)
    assert machine.instances[1].state["acc[0]"].tolist() == [0, 1, 2, 3]


def test_work_left_in_queues_is_finished_after_the_exit() -> None:
    machine, result = both("li x2, 0x100\ncopy x0, x2, 8, 0\ngrant 0\nexit x0")
    assert result.reason == "exited"
    assert machine.memory["own"].read(4, "f32") == 1.0


def test_a_full_queue_blocks_the_processor_and_a_deadlock_says_who_waits_for_whom() -> None:
    _, result = both("copy x0, x0, 1, 0\ncopy x0, x0, 1, 1\ncopy x0, x0, 1, 0\nexit x0")
    assert result.reason == "deadlock"
    text = str(result)
    assert "instance 0, control at pc 0x6 (copy x0, x0, 1, 0): the queue of dma is full (2)" in text
    assert (
        "dma at pc 0x2 (copy x0, x0, 1, 0): waits for free[0] >= 1, which is 0 and is signalled by matrix, control"
        in text
    )
    assert "1 more behind it" in text
    assert len(result.waiters) == 4


def test_a_full_semaphore_blocks_who_signals_it() -> None:
    _, result = both("post 0\npost 0\npost 0\npost 0\nexit x0")
    assert result.reason == "deadlock"
    assert "cannot signal full[0] by 1: it is 3 of at most 3" in str(result.waiters[0])
    machine, result = both("post 0\npost 0\npost 0\nscale x0, x0, 4, 0\npost 0\nexit x0")
    assert result.reason == "exited"
    assert machine.cores[0].semaphores == {"full": [3, 0], "free": [1, 0], "ready": [0]}


def test_a_semaphore_may_fault_when_it_is_full() -> None:
    machine, result = both("ready\nready\nexit x0")
    assert result.fault is not None
    assert (result.fault.name, result.fault.pc, result.fault.unit) == ("overflow", 3, "control")
    assert machine.cores[0].semaphores["ready"] == [1]
    _, result = both("tell\ntell\nexit x0")
    assert result.fault is not None
    assert (result.fault.unit, result.fault.instruction) == ("matrix", "tell")


def test_waiting_consumes() -> None:
    machine, result = both("ready\nawait\nready\nawait\nexit x0")
    assert result.reason == "exited"
    assert machine.cores[1].semaphores["ready"] == [0]


def test_a_processor_waits_for_its_engine() -> None:
    machine, result = both("li x2, 0x100\nscale x0, x0, 4, 0\ntell\npost 0\nawait\nexit x0")
    assert result.reason == "exited", str(result)
    assert machine.cores[0].semaphores["free"] == [1, 0]


def test_instances_know_themselves_and_meet_at_barriers() -> None:
    machine = simulator("engines", "who x1\nmeet 1\ntrace x1\nmeet 1\nmeet 0\nexit x1")
    result = machine.run()
    assert sorted(machine.traced) == [0, 1]
    assert (result.reason, result.exit_code) == ("exited", 1)
    assert [one.state["tile"] for one in machine.instances] == [0, 1]


def test_a_barrier_names_who_is_missing() -> None:
    _, result = both("who x1\nbne x1, x0, out\nmeet 0\nout: exit x0")
    assert result.reason == "deadlock"
    assert [w.reason for w in result.waiters] == ["waits at all[0] for instance 1"]


def test_draining_reports_the_busy_engine() -> None:
    _, result = both("copy x0, x0, 1, 0\nquiet\nexit x0")
    assert "quiet): waits until dma has nothing queued" in str(result)


def test_a_fault_in_an_engine_is_reported_with_the_pc_of_its_issue() -> None:
    machine, result = both("copy x0, x0, 100, 0\naddi x1, x1, 1\ngrant 0\nexit x0")
    fault = result.fault
    assert fault is not None
    assert (fault.name, fault.value, fault.pc, fault.unit) == ("range", 100, 2, "dma")
    assert fault.instruction == "copy x0, x0, 100, 0"
    assert fault.location is not None
    assert fault.location.file.path.endswith("spec.yaml")
    assert "raise range(n)" in fault.location.file.text.splitlines()[fault.location.line - 1]
    assert machine.state["x1"] == 1


def test_a_variable_length_stream_ends_where_the_memory_does() -> None:
    machine = simulator("engines")
    machine.load((6).to_bytes(4, "little"), 4092)
    fault = machine.run().fault
    assert fault is not None
    assert (fault.name, fault.value) == ("fetch", 4092)


def test_processors_take_turns_while_others_spin() -> None:
    machine, result = run(
        """
        who x1
        bne x1, x0, other
spin:   addi x3, x3, 1
        bne x3, x1, spin
other:  exit x0
        """,
        "engines",
        steps=50_000,
    )
    assert result.reason == "limit"
    assert machine.cores[1].exit_code == 0


@pytest.mark.parametrize("hot", [1, 1 << 60])
def test_a_step_limit_is_kept_over_all_instances(hot: int) -> None:
    _, result = run("loop: addi x1, x1, 1\nbne x1, x0, loop", "engines", hot=hot, steps=30_001)
    assert (result.reason, result.steps) == ("limit", 30_001)
