"""How a machine in time stands, ends, stops and begins anew."""

from __future__ import annotations

from ctypes import byref, c_uint64

import pytest

from specgen.machine import Simulator, SimulatorError, Timeline
from specgen.machine.native import NativeSimulator
from specgen.machine.native.timing import observed
from tests.machine import simulated
from tests.machine.timing.timed import (
    METRONOME,
    Standing,
    advance,
    load,
    machine,
    quickly,
    rows,
    run,
    spec,
    table,
)

NEVER = (1 << 64) - 1
SHORT = "li x1, 4\nhalt x1"
LONG = "li x1, 1\nfill x1, x0, 20\nhalt x0"


@pytest.fixture
def even() -> NativeSimulator:
    return machine(METRONOME, "even")


def ended(simulator: NativeSimulator, instance: int) -> tuple[bool, int]:
    """Whether an instance has come to its end, and with which code."""
    function = simulator._functions.has_ended
    low, high = c_uint64(), c_uint64()
    return bool(function(simulator._machine.handle, instance, byref(low), byref(high))), low.value


def test_a_machine_stands_where_it_was_let_to(even: NativeSimulator) -> None:
    load(even, LONG, "")
    assert advance(even, 0) == Standing("limit", 0, 0, 0, 0)
    assert advance(even, 1) == Standing("limit", 1, 1, 1, 1)
    assert advance(even, 3) == Standing("limit", 2, 3, 22, 3), "what the mover began at 2 is finished at 22"
    assert advance(even, 10) == Standing("limit", 0, 10, 22, 10)
    assert ended(even, 0) == (False, 0)
    assert advance(even, 100) == Standing("ended", 0, 22, NEVER, 22)
    assert ended(even, 0) == (True, 0)
    assert advance(even, 100) == Standing("exited", 0, 22, NEVER, 100)
    assert advance(even, NEVER) == Standing("exited", 0, 22, NEVER, 100)


def test_tiles_end_one_after_the_other(even: NativeSimulator) -> None:
    load(even, LONG, SHORT)
    assert advance(even, NEVER)._replace(steps=0) == Standing("ended", 0, 2, 12 + 10, 2)
    assert (ended(even, 0), ended(even, 1)) == ((False, 0), (True, 4))
    assert advance(even, NEVER).tick == 22
    assert advance(even, NEVER).reason == "exited"


def test_a_program_begins_anew_beside_one_that_goes_on(even: NativeSimulator) -> None:
    load(even, LONG, SHORT)
    timeline = Timeline(even.architecture)
    with observed(even._machine, timeline):
        assert advance(even, NEVER).now == 2
        even._functions.start(even._machine.handle, 1, 0, 0)
        assert ended(even, 1) == (False, 4)
        assert advance(even, NEVER)[2:] == (4, 22, 4)
        advance(even, NEVER)
    begun = [(e.instruction, e.begin) for e in timeline.events if e.instance == 1]
    assert begun == [("li x1, 4", 0), ("halt x1", 1), ("li x1, 4", 2), ("halt x1", 3)]
    assert [e.begin for e in timeline.events if e.instance == 0] == [0, 1, 2, 2]


def test_what_begins_anew_waits_for_a_cycle_of_its_own() -> None:
    odd = machine(METRONOME, "odd")
    load(odd, SHORT, "")
    advance(odd, NEVER)
    assert advance(odd, 33).now == 33
    odd._functions.start(odd._machine.handle, 0, 0, 0)
    assert advance(odd, NEVER)[2:] == (38, NEVER, 38)


def test_an_instance_can_be_abandoned(even: NativeSimulator) -> None:
    """What it was doing is gone, the other one goes on, and it can begin anew."""
    load(even, "give 0\ngive 0\ngive 0\nhalt x0", LONG)
    advance(even, 10)
    even._functions.abandon(even._machine.handle, 0)
    assert list(even.cores[0].semaphores["free"]) == [0, 0]
    assert advance(even, NEVER).tick == 22
    assert advance(even, NEVER).reason == "exited"
    even._functions.start(even._machine.handle, 0, 0, 0)
    assert advance(even, 1000).reason == "deadlock"


def test_a_deadlock_says_who_waits(even: NativeSimulator) -> None:
    """A signal without room, what stands behind it, and a wait that nobody ends, in the words of any run."""
    load(even, "told 0, 3\ntold 0, 1\nfill x0, x0, 2\nawait 1, 1\nhalt x0", "")
    result, events = run(even)
    assert result.reason == "deadlock"
    assert [str(w) for w in result.waiters] == [
        "instance 0, core at pc 0x3 (await 1, 1): waits for done[1] >= 1, which is 0 and is signalled by mover, adder",
        "instance 0, mover at pc 0x1 (told 0, 1): cannot signal done[0] by 1: it is 3 of at most 3, 1 more behind it",
    ]
    assert result.deadlock is not None
    assert result.cycles == 5
    assert [e.instruction for e in events if e.unit == "mover"] == ["told 0, 3"]
    load(even, "told 0, 3\ntold 0, 1\nfill x0, x0, 2\nawait 1, 1\nhalt x0", "")
    assert even.run().waiters == result.waiters


#: The mover holds with a signal until the core takes some of what is there.
HELD = """
    told 0, 3
    told 0, 1
    fill x0, x0, 2
    div x1, x2, x3
    div x1, x2, x3
    await 0, 2
    halt x0
"""
HELD_TABLE = """
0 core   told 0, 3         0   2   2
0 mover  told 0, 3         2   3   3
0 core   told 0, 1         2   4   4
0 mover  told 0, 1         4   5  19   done[0] has no room before await takes two
0 core   fill x0, x0, 2    4   5   5
0 core   div x1, x2, x3    5  11  13
0 core   div x1, x2, x3   13  19  21   x1
0 core   await 0, 2       19  20  21
0 mover  fill x0, x0, 2   19  20  30   behind the signal
0 core   halt x0          21  22  22
"""


def test_a_signal_without_room_holds_its_engine(even: NativeSimulator) -> None:
    load(even, HELD, "")
    result, events = run(even)
    assert sorted(rows(events)) == sorted(table(HELD_TABLE))
    assert result.cycles == 30


def test_a_fault_ends_the_run_when_it_is_raised(even: NativeSimulator) -> None:
    load(even, "li x1, 255\nmul x2, x1, x1\nload x3, x2\nhalt x0", "")
    result, events = run(even)
    assert result.reason == "fault"
    assert "outside (value 0xfe01) at pc 0x2: load x3, x2" in str(result)
    assert result.cycles == 5, "x2 is there at 5"
    assert len(events) == 2


def test_an_engine_s_fault_names_the_engine(even: NativeSimulator) -> None:
    load(even, "li x1, 255\nfill x1, x1, 4\nhalt x0", "")
    result, _ = run(even)
    assert result.fault is not None
    assert (result.fault.unit, result.fault.pc, result.cycles) == ("mover", 1, 2)


def test_runs_in_time_and_without_take_turns(even: NativeSimulator) -> None:
    """What is on its way when one stops, the other one ends."""
    text = "give 0\nli x1, 7\nfetch 0, x1, x0, 8\nsum 0, y0, x0, 6\ntell 0, y0, x1, 1\nawait 0, 1\nhalt x0"
    load(even, text, "")
    expected = run(even)[0].steps
    for first in range(1, expected):
        for timed in (False, True):
            load(even, text, "")
            parts = [even.run(first, timed=timed), even.run(timed=not timed)]
            assert [p.reason for p in parts] == ["limit", "exited"]
            assert sum(p.steps for p in parts) == expected
            assert int(even.state["y"][0]) == 7
            assert even.memory["data"].read(7, "u8", 4)[3] == 7


def test_a_signal_without_room_changes_from_one_run_to_the_other(even: NativeSimulator) -> None:
    """What stands behind it goes on only when there is room, whichever run finds it."""
    for first in range(1, 7):
        for second in range(1, 4):
            for timed in (False, True):
                load(even, HELD, "")
                even.run(first, timed=timed)
                even.run(second, timed=not timed)
                result = even.run(timed=timed)
                assert (result.reason, list(even.cores[0].semaphores["done"])) == ("exited", [2, 0])


def test_two_parts_of_a_run_are_told_apart(even: NativeSimulator) -> None:
    load(even, "div x1, x2, x3\nadd x1, x1, x1\nhalt x0", "")
    first = even.run(1, timed=True)
    second = even.run(timed=True)
    assert (first.cycles, second.cycles) == (6, 4)
    core = [next(u for u in r.usage if (u.instance, u.unit) == (0, "core")) for r in (first, second)]
    assert [(c.instructions, c.busy) for c in core] == [(1, 6), (2, 2)]


def test_a_spec_without_timing_is_refused() -> None:
    with quickly():
        simulator = Simulator(*simulated.spec("scalar"), "native")
    with pytest.raises(SimulatorError, match=r"has no time: \w+ has no timing"):
        simulator.run(timed=True)


def test_the_python_engine_has_no_time() -> None:
    with pytest.raises(SimulatorError, match="only the native engine counts cycles"):
        Simulator(*spec(METRONOME, "even")).run(timed=True)


def test_time_is_an_order_of_its_own(even: NativeSimulator) -> None:
    with pytest.raises(SimulatorError, match="time decides who goes on"):
        even.run(timed=True, order="adversarial")


#: A load outside of the memory, then a word that is no instruction: both enter the trap.
TRAPPED = """
    li x1, 255
    mul x2, x1, x1
    load x3, x2
    .org 64
    bnz x6, . + 12
    li x6, 1
    .word 0
    halt x7
"""
TRAPPED_TABLE = """
0 core   li x1, 255        0   1   1
0 core   mul x2, x1, x1    1   2   5
0 core   load x3, x2       5   6   8   raises when it begins; the entry begins when it would have been finished
0 core   bnz x6, 0x4c      8   9  11   not taken
0 core   li x6, 1          9  10  10
0 core   trap             10  11  11   no instruction: a cycle
0 core   bnz x6, 0x4c     11  12  14   taken
0 core   halt x7          14  15  15
"""


def test_a_trap_is_entered_as_by_a_branch() -> None:
    trapping = machine(METRONOME, "trapping")
    load(trapping, TRAPPED, "")
    result, events = run(trapping)
    assert (result.reason, result.exit_code, result.cycles) == ("exited", 1, 15)
    assert sorted(rows(events)) == sorted(table(TRAPPED_TABLE))


def test_no_cost_is_over_2_to_the_32nd(even: NativeSimulator) -> None:
    load(even, "nap x1, 8000\nadd x2, x1, x0\nhalt x0", "")
    result, events = run(even)
    assert [e.begin for e in events] == [0, (1 << 32) - 1, 1 << 32]
    assert result.cycles == (1 << 32) + 1


def test_a_program_without_end_goes_as_far_as_it_is_let(even: NativeSimulator) -> None:
    load(even, "li x1, 1\nagain: bnz x1, again", "")
    assert advance(even, 1000) == Standing("limit", 334, 1000, 1000, 1000)
    assert advance(even, NEVER, max_steps=10) == Standing("limit", 10, 1030, 1030, 1030)


def test_an_instruction_that_is_none_takes_a_cycle_and_faults(even: NativeSimulator) -> None:
    load(even, "li x1, 4\n.word 0", "")
    result, _ = run(even)
    assert (result.reason, result.cycles) == ("fault", 1)
