"""A run in time with what explains it: made once from a trace, whether the events are the model's or a device's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.model.clocks import cycles_in_ticks
from specgen.perfmodel.timelines.banks import bank_conflicts
from specgen.perfmodel.timelines.bounds import Interval, Segment, bounds_of, critical_path
from specgen.perfmodel.timelines.causes import Cause, causes_of
from specgen.perfmodel.timelines.charges import Charges, TimelineError
from specgen.perfmodel.timelines.events import Event, Timeline
from specgen.perfmodel.timelines.limits import Limits, limits_of
from specgen.perfmodel.timelines.phases import Phases, phases_of
from specgen.perfmodel.timelines.replay import World

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.perfmodel.timelines.trace import Trace
    from specgen.semantics import Semantics


@dataclass(frozen=True, slots=True)
class Explained:
    """A timeline, the cause of each event's begin, the intervals of each unit, the critical path, and the limits.

    ``phases``: by instance and unit, what the time of its own instructions is made of, in its cycles. ``conflicts``: cycles
    that bank conflicts of the layouts would add to that, by instance and unit, which the spec's timing leaves out.
    """

    timeline: Timeline
    causes: tuple[Cause, ...]
    intervals: tuple[Interval, ...]
    path: tuple[Segment, ...]
    limits: Limits
    phases: dict[tuple[int, str], Phases]
    conflicts: dict[tuple[int, str], int]


def explain(
    architecture: Architecture, semantics: Semantics, trace: Trace, events: Iterable[Event] | None = None
) -> Explained:
    """Explain a run: that of the model, or the ``events`` of a device that ran the same program in time.

    Raises TimelineError where there is no timeline, or where the events are those of another program.
    """
    charges = Charges(architecture, semantics)
    model = World(architecture, charges, trace)
    timeline = model.run() if events is None else placed(architecture, charges, trace, events)
    causes = causes_of(architecture, charges, trace, timeline)
    return Explained(
        timeline,
        causes,
        bounds_of(timeline, causes),
        critical_path(timeline, causes, charges, trace),
        limits_of(architecture, semantics, charges, trace, timeline.periods),
        _phases(charges, trace),
        _conflicts(architecture, charges, trace),
    )


def placed(architecture: Architecture, charges: Charges, trace: Trace, events: Iterable[Event]) -> Timeline:
    """Return a device's events as a timeline: each with the step of the trace that it is an execution of.

    Raises TimelineError where one has none.
    """
    told = [Event(*event) for event in events]
    places: dict[tuple[int, str], int] = defaultdict(int)
    queues: dict[tuple[int, str], list[tuple[int, str, int]]] = defaultdict(list)
    sources = []
    for event in told:
        key = event.instance, event.unit
        if event.unit != event.processor:
            if not queues[key]:
                raise TimelineError(
                    f"{event.unit} runs {event.instruction}, which nobody handed to it in the trace"
                )
            sources.append(queues[key].pop(0))
            continue
        steps = trace.streams.get(key, ())
        while places[key] < len(steps) and steps[places[key]].raises:
            places[key] += 1
        at = places[key]
        if at == len(steps) or steps[at].operation.text != event.instruction:
            raise TimelineError(f"{event.unit} executes {event.instruction}, which the trace does not")
        places[key] += 1
        sources.append((*key, at))
        engine = charges.of(steps[at].operation).engine
        if engine is not None:
            queues[event.instance, engine].append(sources[-1])
    ticks = max((max(event.finish, event.busy_until) for event in told), default=0)
    whole = sum(places.values()) == trace.steps and not any(queues.values())
    return Timeline(
        tuple(told), tuple(sources), "exited" if whole else "deadlock", ticks, cycles_in_ticks(architecture)
    )


def _phases(charges: Charges, trace: Trace) -> dict[tuple[int, str], Phases]:
    found: dict[tuple[int, str], Phases] = {}
    for (instance, processor), steps in trace.streams.items():
        for step in steps:
            charge = charges.of(step.operation)
            key, before = (instance, charge.engine or processor), Phases(0, 0, 0, 0)
            sums = (a + b for a, b in zip(found.get(key, before), phases_of(charge), strict=True))
            found[key] = Phases(*sums)
    return found


def _conflicts(architecture: Architecture, charges: Charges, trace: Trace) -> dict[tuple[int, str], int]:
    ways = {
        name: max(one.ways for one in found) for name, found in bank_conflicts(architecture).items() if found
    }
    lost: dict[tuple[int, str], int] = {}
    for (instance, processor), steps in trace.streams.items() if ways else ():
        for step in steps:
            charge = charges.of(step.operation)
            more = (ways.get(step.operation.name, 1) - 1) * phases_of(charge).streaming
            if more:
                key = instance, charge.engine or processor
                lost[key] = lost.get(key, 0) + more
    return lost
