"""Why a machine stands still: cycles, and what never comes."""

from __future__ import annotations

import pytest

from specgen.machine import Assembler, Codec, Result, Simulator
from tests.machine.simulated import run, simulator, spec


def stuck(text: str) -> Result:
    _, result = run(text, "engines")
    assert result.reason == "deadlock"
    assert result.deadlock is not None
    return result


def test_a_cycle_names_each_and_what_it_waits_for() -> None:
    result = stuck("copy x0, x0, 1, 0\ncopy x0, x0, 1, 1\ncopy x0, x0, 1, 0\nexit x0")
    assert result.deadlock is not None
    (cause,) = result.deadlock.causes
    assert (cause.kind, cause.also, cause.behind) == ("cycle", (1,), ())
    (control, told), (dma, missing) = cause.links
    assert (control.unit, control.pc, control.instruction) == ("control", 6, "copy x0, x0, 1, 0")
    assert told == "dma cannot go on"
    assert (dma.unit, dma.pc) == ("dma", 2)
    assert missing == (
        "matrix or control would have to signal free[0]: "
        "matrix has nothing queued and control, which feeds it, waits; control waits too"
    )
    assert dma.location is not None
    assert "wait(free[value & 1], 1)" in dma.location.file.text.splitlines()[dma.location.line - 1]
    text = str(result)
    assert "each waits for the next, and the last for the first" in text
    assert "the same in instance 1" in text
    assert str(result.waiters[0]) in text


def test_what_never_comes_and_who_waits_behind_it() -> None:
    result = stuck("copy x0, x0, 1, 0\nscale x0, x0, 4, 0\nexit x0")
    assert result.deadlock is not None
    dma, matrix = result.deadlock.causes[0], result.deadlock.causes[0].behind
    assert dma.kind == "cycle"  # each engine would free the other
    assert [w.unit for w, _ in dma.links] == ["dma", "matrix"]
    assert matrix == ()
    result = stuck("scale x0, x0, 4, 1\nquiet\nexit x0")
    assert "so instance" not in str(result)
    result = stuck("copy x0, x0, 1, 0\nexit x0")
    assert result.deadlock is not None
    (cause,) = result.deadlock.causes
    assert cause.kind == "never"
    assert cause.links[0][1] == (
        "matrix or control would have to signal free[0]: "
        "matrix has nothing queued and control, which feeds it, has exited; control has exited"
    )


def test_who_waits_because_of_a_cause_is_told_behind_it() -> None:
    """The processor's own wait stands still, and so does the other instance at the barrier."""
    result = stuck("who x1\nbne x1, x0, on\nawait\non: meet 0\nexit x0")
    assert result.deadlock is not None
    (cause,) = result.deadlock.causes
    assert [w.instance for w, _ in cause.links] == [0]
    assert [(w.instance, w.instruction) for w in cause.behind] == [(1, "meet 0")]
    assert "so instance 1, control at pc 0x5 (meet 0) waits too" in str(result)


def test_a_barrier_and_a_full_semaphore() -> None:
    result = stuck("who x1\nbne x1, x0, out\nmeet 0\nout: exit x0")
    assert result.deadlock is not None
    (cause,) = result.deadlock.causes
    assert (cause.kind, cause.links[0][1]) == ("never", "instance 1, control has exited")
    result = stuck("post 0\npost 0\npost 0\npost 0\nexit x0")
    assert result.deadlock is not None
    (cause,) = result.deadlock.causes
    assert "it waits for itself" in str(cause)
    assert "matrix would have to take from full: matrix has nothing queued" in cause.links[0][1]
    location = cause.links[0][0].location
    assert location is not None
    assert "signal(full[imm & 1], 1)" in location.file.text.splitlines()[location.line - 1]


@pytest.mark.parametrize("seed", range(3))
def test_the_cause_is_the_same_in_every_order(seed: int) -> None:
    machine = simulator("engines", "copy x0, x0, 1, 0\nquiet\nexit x0")
    expected = stuck("copy x0, x0, 1, 0\nquiet\nexit x0").deadlock
    assert machine.run(1000, order="adversarial", seed=seed).deadlock == expected


def test_a_processor_without_a_program_signals_nothing() -> None:
    architecture, semantics = spec("pair")
    machine = Simulator(architecture, semantics)
    machine.load(Assembler(Codec(architecture)).assemble("await\nexit"), instance=0)
    result = machine.run(100)
    assert result.deadlock is not None
    assert "second would have to signal back[0]: second has no program" in str(result)


def test_a_run_that_ends_has_no_deadlock() -> None:
    assert run("exit x0", "engines")[1].deadlock is None
