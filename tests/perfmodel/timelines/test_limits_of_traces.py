"""Programs that execute something else when time decides: the model refuses their traces, and does not guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specgen.machine import Assembler, Codec, Result, Simulator
from specgen.perfmodel.timelines import TimelineError, Trace, replay
from tests.machine.timing.timed import METRONOME, ROOT
from tests.perfmodel.timelines.foreign import Machine, foreign
from tests.perfmodel.timelines.replaying import Prepare, executed, texts, wrongs

PAIR = foreign(ROOT / "tests" / "machine" / "spec" / "pair")
EVEN = Machine(METRONOME, "even")


def two(first: str, second: str) -> Prepare:
    """Loads a program for each processor of one instance."""

    def prepare(simulator: Simulator) -> None:
        for name, text in (("first", first), ("second", second)):
            codec = Codec(simulator.architecture, simulator.architecture.processors[name])
            simulator.load(Assembler(codec).assemble(text), processor=name, instance=0)

    return prepare


def metronome(text: str) -> tuple[Result, Trace]:
    return executed(EVEN, texts(text, ""))


def test_two_processors_that_share_an_engine() -> None:
    first = "li x1, 1\n" * 9 + "add x1, 2\n post 0\n await\n exit"
    assert wrongs(PAIR, two(first, "await2 0\n add2 x0, 3\n post2\n await2 1")) == ([], "exited")


def test_how_much_a_processor_does_before_another_ends_the_program() -> None:
    prepare = two("li x1, 1\n" * 5 + "exit", "li2 x2, 1\n" * 9 + "await2 0")
    result, trace = executed(PAIR, prepare)
    assert (result.reason, result.races) == ("exited", ())
    with pytest.raises(
        TimelineError, match="second of instance 0 executes more instructions than in the trace"
    ):
        replay(*PAIR.spec, trace)


def test_what_never_ran_is_not_made_up() -> None:
    result, trace = metronome("await 0, 1\n halt x0")
    assert result.reason == "deadlock"
    key = 0, "core"
    assert replay(*EVEN.spec, trace).ended == "deadlock"
    passing = trace.streams[key][0]._replace(conditions=((0, 0),))
    with pytest.raises(TimelineError, match="await 0, 1 runs, which never ran in the trace"):
        replay(*EVEN.spec, replace(trace, streams={key: (passing,)}))


#: A load from nowhere, whose trap leads to a word that is no instruction, whose trap leads to the end.
_TRAPS = (
    "li x1, 1000\n load x2, x1\n" + "li x5, 0\n" * 14
    + "li x6, -1\n add x6, x6, x7\n bnz x6, . + 8\n halt x0\n .word 0xffffffff\n"
)  # fmt: skip


def test_traps() -> None:
    """What is no instruction takes a cycle, and who comes from a trap waits for what led to it."""
    trapping = Machine(METRONOME, "trapping")
    assert wrongs(trapping, texts(_TRAPS, "")) == ([], "exited")
    _, trace = executed(trapping, texts(_TRAPS, ""))
    told = [event.instruction for event in replay(*trapping.spec, trace).events]
    assert told.count("trap") == 1
    assert told[:3] == ["li x1, 1000", "load x2, x1", "li x6, -1"]
