"""Which of two events comes first in every order that the machine may run in.

Vector clocks over all units. A unit's own events are in order; an engine's instruction comes after its issue, a meeting after
every arrival, a drain after what it waits for. A wait comes after a signal where its amount cannot be reached without
it: not by the signals that may come before the wait and do not come after that signal. A signal to a semaphore that
blocks when full comes after the waits without which it has no room. The last two depend on the order that they make, so
clocks are computed again until nothing is added; all edges hold in every schedule, so what was run is one of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.machine.races.trace import Counter, Event, Trace

Clock = list[int]
#: Events that an event comes after.
Edges = dict[int, tuple["Event", ...]]
#: The initial amount and the most that a semaphore holds, and whether it blocks when full.
Bounds = Callable[[str], "tuple[int, int, bool]"]


class Order:
    """What comes before what in a trace."""

    def __init__(self, trace: Trace, bounds: Bounds) -> None:
        self._trace = trace
        self.counters = _counters(trace, bounds)
        self._edges: Edges = {}
        while True:
            self.clocks = _clocks(trace, self._edges)
            edges = {id(event): before for one in self.counters.values() for event, before in one.edges(self)}
            if edges == self._edges:
                break
            self._edges = edges

    def before(self, one: Event, other: Event) -> bool:
        """Whether ``one`` is ``other``, or certainly comes before it."""
        if one.unit == other.unit:
            return one.time <= other.time
        # A wait knows what the signals that it took knew.
        return self._known(other.unit, other.time + (other.kind == "wait"), one.unit) >= one.time

    def done(self, unit: int, time: int, by: int, at: int) -> bool:
        """Whether all in segment ``time`` of ``unit`` comes before segment ``at`` of another unit ``by``."""
        return self._known(by, at, unit) >= time

    def _known(self, unit: int, time: int, of: int) -> int:
        return self.clocks[unit][time][of]


# -- clocks ------------------------------------------------------------------------------------------------------------


def _clocks(trace: Trace, edges: Mapping[int, tuple[Event, ...]]) -> list[list[Clock]]:
    """The clock of each segment of each unit: the last segment of every unit that is done when it begins."""
    count = len(trace.units)
    clocks: list[list[Clock]] = [[[-1] * count] for _ in range(count)]
    for unit in range(count):
        clocks[unit][0][unit] = 0
    arrived: defaultdict[object, list[Event]] = defaultdict(list)
    finished: list[list[tuple[int, Event]]] = [[] for _ in range(count)]
    for event in trace.events:
        unit = event.unit
        clock = clocks[unit][event.time].copy()
        for source in (*_sources(trace, event, arrived, finished, clocks), *edges.get(id(event), ())):
            _join(clock, source, clocks)
        clock[unit] = event.time + 1
        clocks[unit].append(clock)
        if event.kind == "arrive":
            arrived[event.meeting].append(event)
        elif event.kind == "done" and event.of is not None:
            finished[unit].append((event.of.time, event))
    return clocks


def _join(clock: Clock, source: Event, clocks: list[list[Clock]]) -> None:
    """Adds what was known when ``source`` happened, itself included."""
    known = clocks[source.unit][source.time + (source.kind == "wait")]
    for unit, time in enumerate(known):
        if time > clock[unit] and unit != source.unit:
            clock[unit] = time
    clock[source.unit] = max(clock[source.unit], source.time)


def _sources(
    trace: Trace,
    event: Event,
    arrived: Mapping[object, list[Event]],
    finished: list[list[tuple[int, Event]]],
    clocks: list[list[Clock]],
) -> Iterator[Event]:
    """What an event comes after by itself."""
    if event.kind == "meet":
        yield from arrived[event.meeting]
    elif event.kind == "start" and event.of is not None:
        yield event.of
        known = clocks[event.of.unit][event.of.time]
        yield from _finished(trace, event.units, known, finished)
    elif event.kind == "drain":
        yield from _finished(trace, event.units, clocks[event.unit][event.time], finished)


def _finished(
    trace: Trace, units: tuple[int, ...], known: Clock, finished: list[list[tuple[int, Event]]]
) -> Iterator[Event]:
    """The last instruction of each engine's unit among those that were certainly issued."""
    for unit in units:
        issuer = trace.units[unit].issuer
        assert issuer is not None
        place = bisect_left(finished[unit], known[issuer] + 1, key=lambda one: one[0])
        if place:
            yield finished[unit][place - 1][1]


# -- semaphores --------------------------------------------------------------------------------------------------------


class CounterUse:
    """The signals and the waits of one semaphore, each by the units that made them and in their order."""

    def __init__(self, initial: int, most: int, blocks: bool) -> None:
        self.initial = initial
        self.most = most
        self.blocks = blocks
        self.signals: dict[int, list[Event]] = {}
        self.waits: dict[int, list[Event]] = {}
        self.stuck: list[Event] = []

    @cached_property
    def given(self) -> dict[int, list[int]]:
        """What the first 0, 1, 2, ... signals of each unit amount to."""
        return _totals(self.signals)

    @cached_property
    def taken(self) -> dict[int, list[int]]:
        """What the first 0, 1, 2, ... waits of each unit amount to."""
        return _totals(self.waits)

    @property
    def most_given(self) -> int:
        """What there was to take, all in all."""
        return self.initial + sum(sums[-1] for sums in self.given.values())

    def edges(self, order: Order) -> Iterator[tuple[Event, tuple[Event, ...]]]:
        """What each wait and each signal certainly comes after."""
        for waits in self.waits.values():
            for wait in waits:
                demand = _certain(self.waits, self.taken, wait, order) - self.initial
                before = tuple(self._needed(wait, demand, order))
                if before:
                    yield wait, before
        if self.blocks and len(self.waits) == 1 and self.most_given > self.most:
            yield from self._room(order)

    def may_be_full(self, signal: Event, order: Order) -> bool:
        """Whether a semaphore may be too full for a signal."""
        given = sum(self.given[unit][_until(some, signal, order)] for unit, some in self.signals.items())
        given += sum(one.amount for one in self.stuck if one.kind == "offer" and one is not signal)
        return (
            self.initial + given + signal.amount - _certain(self.waits, self.taken, signal, order) > self.most
        )

    def _needed(self, wait: Event, demand: int, order: Order) -> Iterator[Event]:
        """The last signal of each unit without which ``demand`` is never reached before the wait."""
        limits = {unit: _until(signals, wait, order) for unit, signals in self.signals.items()}

        def enough_without(unit: int, place: int) -> bool:
            signal = self.signals[unit][place]
            others = (
                self.given[other][min(limit, _until(self.signals[other], signal, order))]
                for other, limit in limits.items()
                if other != unit
            )
            return self.given[unit][place] + sum(others) >= demand

        for unit, limit in limits.items():
            place = bisect_left(range(limit), True, key=partial(enough_without, unit))
            if place:
                yield self.signals[unit][place - 1]

    def _room(self, order: Order) -> Iterator[tuple[Event, tuple[Event, ...]]]:
        """For each signal the last wait without which it has no room."""
        ((unit, waits),) = self.waits.items()
        taken = self.taken[unit]
        for signals in self.signals.values():
            for signal in signals:
                over = self.initial + _certain(self.signals, self.given, signal, order) - self.most
                place = bisect_left(taken, over)
                if 0 < place <= len(waits):
                    yield signal, (waits[place - 1],)


ByUnit = Mapping[int, "list[Event]"]


def _totals(events: ByUnit) -> dict[int, list[int]]:
    """What the first 0, 1, 2, ... events of each unit amount to."""
    return {unit: [0, *accumulate(one.amount for one in some)] for unit, some in events.items()}


def _certain(events: ByUnit, totals: Mapping[int, list[int]], event: Event, order: Order) -> int:
    """What those amount to that are ``event`` or certainly come before it."""
    return sum(
        totals[unit][bisect_left(some, True, key=lambda one: not order.before(one, event))]
        for unit, some in events.items()
    )


def _until(events: list[Event], event: Event, order: Order) -> int:
    """How many of a unit's events may come before ``event``."""
    return bisect_left(events, True, key=lambda one: order.before(event, one))


def _counters(trace: Trace, bounds: Bounds) -> dict[Counter, CounterUse]:
    found: dict[Counter, CounterUse] = {}
    for event in (*trace.events, *trace.stuck):
        if event.counter is None:
            continue
        if event.counter not in found:
            found[event.counter] = CounterUse(*bounds(event.counter[1]))
        use = found[event.counter]
        if event.kind == "wait":
            use.waits.setdefault(event.unit, []).append(event)
        elif event.kind in ("want", "offer"):
            use.stuck.append(event)
        else:
            use.signals.setdefault(event.unit, []).append(event)
    return found
