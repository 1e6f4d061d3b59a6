"""What each unit did all the time, what it waited for where it did nothing, and the chain of events that led to the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specgen.perfmodel.timelines.causes import Cause
    from specgen.perfmodel.timelines.charges import Charges
    from specgen.perfmodel.timelines.events import Timeline
    from specgen.perfmodel.timelines.trace import Trace


class Interval(NamedTuple):
    """A stretch of a unit's time, in ticks; those of a unit follow each other from 0 to the end of the run.

    ``bound`` is ``busy``, the kind of the cause that the next instruction waited for (see `Cause`), or ``done``; ``by`` names
    the unit of the event that it waited for, ``what`` the register, semaphore, barrier or engine. ``event`` is the number of
    the event that is busy, or that waits; -1 where nothing comes any more.
    """

    instance: int
    unit: str
    begin: int
    end: int
    bound: str
    by: str = ""
    what: str = ""
    event: int = -1


class Segment(NamedTuple):
    """A stretch of the critical path, in ticks: what was waited for from ``begin`` to ``end``.

    ``kind`` is ``occupancy`` or ``latency`` of ``event``, or ``clock`` for the wait until its cycle begins.
    """

    event: int
    begin: int
    end: int
    kind: str


def bounds_of(timeline: Timeline, causes: Sequence[Cause]) -> tuple[Interval, ...]:
    """Return the intervals of all units that did anything, by instance and unit in the order of the spec, then of time."""
    intervals = []
    for (instance, unit), numbers in units_of(timeline).items():
        now = 0
        for number in numbers:
            event, cause = timeline.events[number], causes[number]
            if event.begin > now:
                by = timeline.events[cause.event].unit if cause.event >= 0 else ""
                intervals.append(
                    Interval(instance, unit, now, event.begin, cause.kind, by, cause.what, number)
                )
            if event.busy_until > event.begin:
                intervals.append(
                    Interval(instance, unit, event.begin, event.busy_until, "busy", event=number)
                )
            now = max(now, event.busy_until)
        if now < timeline.ticks:
            intervals.append(Interval(instance, unit, now, timeline.ticks, "done"))
    return tuple(intervals)


def units_of(timeline: Timeline) -> dict[tuple[int, str], list[int]]:
    """Return the numbers of the events of every unit in the order of their begin."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number in sorted(range(len(timeline.events)), key=lambda n: (timeline.events[n].begin, n)):
        found[timeline.events[number].instance, timeline.events[number].unit].append(number)
    places = {name: place for place, name in enumerate(timeline.periods)}
    return dict(sorted(found.items(), key=lambda item: (item[0][0], places[item[0][1]])))


def shares(intervals: Iterable[Interval]) -> dict[tuple[int, str], dict[str, int]]:
    """Return for every unit how many ticks it was busy, and bound by what (``semaphore of dma``)."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    for one in intervals:
        name = f"{one.bound} of {one.by}" if one.by and one.by != one.unit else one.bound
        ticks = found.setdefault((one.instance, one.unit), {"busy": 0})
        ticks[name] = ticks.get(name, 0) + one.end - one.begin
    return found


def critical_path(
    timeline: Timeline, causes: Sequence[Cause], charges: Charges, trace: Trace
) -> tuple[Segment, ...]:
    """Return the chain of waits that ends with the run, from 0 on: its segments follow each other without a gap.

    Whatever is not on it could take a little longer, and the run would not.
    """
    if not timeline.events:
        return ()
    walk = _Walk(timeline, causes, charges, trace)
    last = max(range(len(timeline.events)), key=lambda n: (walk.over(n), -n))
    return walk.back(last)


class _Walk:
    """Goes back from an event to the one that it waited for, and so on."""

    def __init__(self, timeline: Timeline, causes: Sequence[Cause], charges: Charges, trace: Trace) -> None:
        self._events = timeline.events
        self._periods = timeline.periods
        self._causes = causes
        self._steps = [trace.streams[instance, name][at] for instance, name, at in timeline.sources]
        self._charges = charges
        self._before: dict[int, int] = {}
        for numbers in units_of(timeline).values():
            self._before |= dict(zip(numbers[1:], numbers[:-1], strict=True))
        self._found: list[Segment] = []

    def over(self, number: int) -> int:
        """The tick at which nothing of an event is left."""
        return max(self._events[number].finish, self._events[number].busy_until)

    def back(self, number: int) -> tuple[Segment, ...]:
        """The path that ends with an event."""
        tick = self.over(number)
        while number >= 0:
            number, tick = self._one(number, tick)
        return tuple(reversed([one for one in self._found if one.end > one.begin]))

    def _one(self, number: int, tick: int) -> tuple[int, int]:
        """The event before one that led to a tick, and the tick to which that led."""
        event = self._events[number]
        own = (
            event.begin + self._charges.of(self._steps[number].operation).latency * self._periods[event.unit]
        )
        before = self._before.get(number)
        if (
            tick == event.finish > max(own, event.busy_until)
            and before is not None
            and self._events[before].finish == tick
        ):
            return before, tick  # finished no sooner than the one before
        kind = "occupancy" if tick <= event.busy_until else "latency"
        self._found.append(Segment(number, event.begin, tick, kind))
        cause = self._causes[number]
        self._found.append(Segment(number, cause.tick, event.begin, "clock"))
        return cause.event, cause.tick
