"""The same programs on the device in time, and without time as traces that the model replays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from specgen.machine import Result, Simulator, Timeline
from specgen.machine.native import NativeSimulator
from specgen.perfmodel.timelines import Event, TimelineError, Trace, replay
from specgen.perfmodel.timelines import Timeline as Modelled
from tests.machine.timing.timed import load, machine, spec

MOST = 2_000_000  # instructions of a program
Prepare = Callable[[Simulator], None]


@cache
def recording(folder: Path, variant: str | None = None) -> Simulator:
    """The machine that runs without time and keeps what it executes, to be reset before use."""
    return Simulator(*spec(folder, variant), recorded=True)


def executed(folder: Path, variant: str | None, prepare: Prepare) -> tuple[Result, Trace]:
    """A run without time of what ``prepare`` loads."""
    simulator = recording(folder, variant)
    simulator.reset()
    prepare(simulator)
    return simulator.run(MOST), simulator.executed


def device(folder: Path, variant: str | None, prepare: Prepare) -> tuple[Result, list[Event]]:
    """A run on the native engine, in time."""
    simulator = machine(folder, variant)
    simulator.reset()
    prepare(simulator)
    return in_time(simulator)


def in_time(simulator: NativeSimulator) -> tuple[Result, list[Event]]:
    """A run of what is loaded, in time."""
    told = Timeline(simulator.architecture)
    result = simulator.run(MOST, timed=True, timeline=told)
    return result, [Event(*event) for event in told.events]


def texts(*programs: str) -> Prepare:
    """Gives each instance a program, or all of them the same."""
    return lambda simulator: load(simulator, *programs)


def wrongs(folder: Path, variant: str | None, prepare: Prepare) -> tuple[list[str], str]:
    """Where the model and the device disagree about what ``prepare`` loads, and how it ended.

    Programs with races have no one trace, so nothing is asked of them.
    """
    functional, trace = executed(folder, variant, prepare)
    if functional.races:
        return [], "races"
    timed, events = device(folder, variant, prepare)
    try:
        model = replay(*spec(folder, variant), trace)
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
