"""The same programs on the device in time, and without time as traces that the model replays."""

from __future__ import annotations

from collections.abc import Callable

from specgen.machine import Result, Simulator, Timeline
from specgen.perfmodel.timelines import Event, TimelineError, Trace, replay
from specgen.perfmodel.timelines import Timeline as Modelled
from tests.machine.timing.timed import load
from tests.perfmodel.timelines.foreign import Machine

MOST = 2_000_000  # instructions of a program
Prepare = Callable[[Simulator], None]


def executed(machine: Machine, prepare: Prepare) -> tuple[Result, Trace]:
    """A run without time of what ``prepare`` loads."""
    simulator = machine.recording
    simulator.reset()
    prepare(simulator)
    return simulator.run(MOST), simulator.executed


def device(machine: Machine, prepare: Prepare) -> tuple[Result, list[Event]]:
    """A run on the native engine, in time."""
    simulator = machine.native
    simulator.reset()
    prepare(simulator)
    told = Timeline(simulator.architecture)
    result = simulator.run(MOST, timed=True, timeline=told)
    return result, [Event(*event) for event in told.events]


def texts(*programs: str) -> Prepare:
    """Gives each instance a program, or all of them the same."""
    return lambda simulator: load(simulator, *programs)


def wrongs(machine: Machine, prepare: Prepare) -> tuple[list[str], str]:
    """Where the model and the device disagree about what ``prepare`` loads, and how it ended.

    Programs with races have no one trace, and one that stops at a fault has no whole one: nothing is asked of them.
    """
    functional, trace = executed(machine, prepare)
    if functional.races or functional.fault is not None:
        return [], "races" if functional.races else "fault"
    timed, events = device(machine, prepare)
    try:
        model = replay(*machine.spec, trace)
    except TimelineError as error:
        return [f"the model refuses it: {error}"], "refused"
    return list(_differences(timed, events, model)), timed.reason


def _differences(timed: Result, events: list[Event], model: Modelled) -> list[str]:
    found = []
    if (timed.reason, timed.cycles) != (model.ended, model.cycles):
        found.append(f"{timed.reason} after {timed.cycles} cycles, not {model.ended} after {model.cycles}")
    if len(events) != len(model.events):
        found.append(f"the device tells {len(events)} events, the model {len(model.events)}")
    pairs = zip(events, model.events, strict=False)
    found += [f"the device tells {one}, the model {other}" for one, other in pairs if one != other][:3]
    return found
