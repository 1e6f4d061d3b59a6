"""The model of time tells what the device tells, event by event, in the same order."""

from __future__ import annotations

from random import Random

import pytest

from specgen.perfmodel.timelines import TimelineError, Trace, replay
from tests.machine.timing import drawn as small
from tests.machine.timing.timed import METRONOME, spec
from tests.perfmodel.timelines import drawn, kernels
from tests.perfmodel.timelines.foreign import Machine
from tests.perfmodel.timelines.replaying import device, executed, texts, wrongs

QUICK = {
    **kernels.metronome(),
    **kernels.small(),
    **{name: kernel for name, kernel in kernels.others().items() if name.startswith("rv")},
}


def test_there_are_enough() -> None:
    assert len(QUICK) >= 30
    assert len(kernels.every()) >= 36


@pytest.mark.parametrize("name", QUICK)
def test_kernels(name: str) -> None:
    assert wrongs(*QUICK[name]) == ([], "exited")


@pytest.mark.parametrize("variant", ["even", "odd"])
def test_random_programs_of_two_tiles(variant: str) -> None:
    """Some of them deadlock, and some have races, so that nothing is asked of them."""
    ends = set()
    for seed in range(30):
        programs = [small.text(ops) for ops in small.programs(Random(seed))]
        found, ended = wrongs(Machine(METRONOME, variant), texts(*programs))
        assert found == [], seed
        ends.add(ended)
    assert ends == {"exited", "deadlock", "races"}


def test_random_kernels() -> None:
    for seed in range(10):
        prepare = kernels.program(drawn.kernel(Random(seed)))
        assert wrongs(Machine(kernels.SPEC, "edge"), prepare) == ([], "exited"), seed


def test_a_cost_that_is_another_one_is_noticed() -> None:
    """The comparison can fail: on other clocks the events are other ones."""
    machine, prepare = QUICK["two buffers"]
    _, trace = executed(machine, prepare)
    _, events = device(machine, prepare)
    assert list(replay(*spec(METRONOME, "even"), trace).events) == events
    assert list(replay(*spec(METRONOME, "odd"), trace).events) != events


def test_nothing_takes_no_time() -> None:
    found = replay(*spec(METRONOME, "even"), Trace({}))
    assert (found.events, found.ended, found.cycles) == ((), "exited", 0)


def test_a_spec_without_timing_has_no_timeline() -> None:
    from specgen.model.spec import load_architecture
    from specgen.semantics import analyse
    from specgen.source import Diagnostics

    architecture = load_architecture(kernels.EXAMPLES / "rv32imc")
    with pytest.raises(TimelineError, match="has no timing"):
        replay(architecture, analyse(architecture, Diagnostics()), Trace({}))
