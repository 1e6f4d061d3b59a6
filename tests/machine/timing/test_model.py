"""Random programs take the time that the rules give them, tick by tick, and in whichever steps they are run."""

from __future__ import annotations

from random import Random

import pytest

from specgen.machine import Result, Timeline
from specgen.machine.native import NativeSimulator
from specgen.machine.native.timing import observed
from specgen.machine.timeline import Event
from specgen.model.clocks import cycles_in_ticks
from tests.machine.timing import drawn
from tests.machine.timing.model import Model
from tests.machine.timing.timed import METRONOME, advance, load, machine, run

FEW = range(40)


def told(events: list[Event]) -> list[tuple[int, str, int, int, int]]:
    return sorted((e.instance, e.unit, e.begin, e.busy_until, e.finish) for e in events)


@pytest.mark.parametrize("variant", ["even", "odd"])
def test_programs_take_as_long_as_the_rules_say(variant: str) -> None:
    assert [wrong for seed in FEW for wrong in drawn.wrongs(machine(METRONOME, variant), seed)] == []


def test_the_model_tells_rules_apart() -> None:
    """A model in which a cost is another one disagrees."""
    simulator = machine(METRONOME, "even")
    ops = drawn.programs(Random(1))
    cycles = cycles_in_ticks(simulator.architecture)
    slower = Model(ops, {**cycles, "adder": 2}, 2)
    slower.run()
    load(simulator, *map(drawn.text, ops))
    assert sorted(t[:2] + t[3:] for t in slower.told) != told(run(simulator)[1])


def _whole(simulator: NativeSimulator, texts: list[str]) -> tuple[Result, list[Event], list[bytes]]:
    load(simulator, *texts)
    result, events = run(simulator)
    return result, events, _seen(simulator)


def _seen(simulator: NativeSimulator) -> list[bytes]:
    """All that a program can change."""
    found = []
    for instance in simulator.instances:
        found.append(instance.memory["data"].read(0, "u8", 256).tobytes())
        found += [str(instance.state[name].tolist()).encode() for name in ("x", "y")]
    return found


@pytest.mark.parametrize("variant", ["even", "odd"])
def test_small_steps_come_to_the_same(variant: str) -> None:
    simulator = machine(METRONOME, variant)
    for seed in FEW:
        draw = Random(seed)
        texts = [drawn.text(ops) for ops in drawn.programs(draw)]
        result, events, seen = _whole(simulator, texts)
        load(simulator, *texts)
        timeline = Timeline(simulator.architecture)
        until, steps, reason = 0, 0, "limit"
        with observed(simulator._machine, timeline):
            while reason in ("limit", "ended"):
                until += draw.choice([1, 1, 2, 3, 17])
                standing = advance(simulator, until)
                steps, reason = steps + standing.steps, standing.reason
                assert standing.now <= until
                assert reason != "limit" or until <= standing.next
        assert (reason, steps) == (result.reason, result.steps)
        assert timeline.events == events
        assert _seen(simulator) == seen


def test_runs_that_stop_after_some_instructions_come_to_the_same() -> None:
    simulator = machine(METRONOME, "odd")
    for seed in FEW:
        draw = Random(seed)
        texts = [drawn.text(ops) for ops in drawn.programs(draw)]
        whole, events, seen = _whole(simulator, texts)
        load(simulator, *texts)
        timeline = Timeline(simulator.architecture)
        steps = cycles = 0
        while True:
            part = simulator.run(draw.randint(1, 4), timed=True, timeline=timeline)
            assert part.cycles is not None
            steps, cycles = steps + part.steps, cycles + part.cycles
            if part.reason != "limit":
                break
        assert (part.reason, steps, timeline.events, _seen(simulator)) == (
            whole.reason,
            whole.steps,
            events,
            seen,
        )
        assert whole.cycles is not None
        assert 0 <= cycles - whole.cycles <= steps  # of each part, a cycle that has begun counts


def test_a_run_is_always_the_same() -> None:
    simulator = machine(METRONOME, "odd")
    texts = [drawn.text(ops) for ops in drawn.programs(Random(3))]
    assert _whole(simulator, texts) == _whole(simulator, texts)
