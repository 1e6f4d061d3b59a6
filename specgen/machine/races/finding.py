"""All races of a trace: conflicting accesses, waits and signals that no schedule is bound to order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from specgen.machine.races.advice import advice
from specgen.machine.races.ordering import Order
from specgen.machine.races.recording import merged
from specgen.machine.races.report import Actor, Race
from specgen.machine.races.shadow import Shadow
from specgen.machine.reporting import instruction_text

if TYPE_CHECKING:
    from specgen.machine.decoding import Step
    from specgen.machine.races.ordering import CounterUse
    from specgen.machine.races.trace import Access, Event, Trace
    from specgen.model.architecture import Architecture
    from specgen.source import Location

#: Where the pc of a processor of an instance is in its program.
Namer = Callable[[int, str, int], "str | None"]


@dataclass(frozen=True, slots=True)
class Side:
    """An instruction as a race tells it: ``unit`` and ``time`` say when, ``does`` what."""

    unit: int
    time: int
    step: Step
    does: str
    line: int


@dataclass(slots=True)
class Pair:
    """What is known of two instructions that race: the first two sides met, all they do, where, and in which instances."""

    sides: tuple[Side, Side]
    does: tuple[set[str], set[str]]
    ranges: list[tuple[int, int]] = field(default_factory=list)
    instances: dict[tuple[int, int], None] = field(default_factory=dict)


class Finder:
    """Looks through one trace."""

    def __init__(self, architecture: Architecture, trace: Trace, place: Namer) -> None:
        self._architecture = architecture
        self._trace = trace
        self._place = place
        self._order = Order(trace, self._bounds)
        self._issues = _issues(trace)
        self._processors = list(architecture.processors)

    def races(self) -> tuple[Race, ...]:
        """All distinct races: one for each two instructions and what they race for, in the order of their programs."""
        found = [*self._data(), *self._counters()]
        return tuple(sorted(found, key=_rank))

    def _bounds(self, name: str) -> tuple[int, int, bool]:
        declared = self._architecture.semaphores[name]
        return declared.initial, declared.max, declared.on_full == "block"

    # -- accesses --------------------------------------------------------------------------------------------------------

    def _data(self) -> Iterator[Race]:
        shadows: dict[tuple[int | None, str], Shadow] = {}
        pairs: dict[tuple[object, ...], Pair] = {}
        for segment in self._trace.closed():
            for access, ranges in segment.accesses.items():
                shadow = shadows.setdefault(access.where, Shadow())
                for first, end in merged(ranges):
                    for start, stop, holders in shadow.touch(first, end, access, segment.time):
                        for held, time in holders.items():
                            if self._conflict(held, time, access, segment.time):
                                self._note(pairs, held, time, access, segment.time, (start, stop))
        for key, pair in pairs.items():
            yield self._race("data", str(key[0]), pair, shared=bool(key[1]))

    def _conflict(self, one: Access, at: int, other: Access, then: int) -> bool:
        if one.unit == other.unit or not (one.writes or other.writes):
            return False
        order = self._order
        return not (order.done(one.unit, at, other.unit, then) or order.done(other.unit, then, one.unit, at))

    def _note(
        self,
        pairs: dict[tuple[object, ...], Pair],
        one: Access,
        at: int,
        other: Access,
        then: int,
        overlap: tuple[int, int],
    ) -> None:
        sides = [_side(one, at), _side(other, then)]
        sides.sort(key=self._first)
        units = [self._trace.units[side.unit] for side in sides]
        shared = one.where[0] is None
        same = units[0].instance == units[1].instance
        keys = [(unit.name, unit.issuer is None, _at(side)) for unit, side in zip(units, sides, strict=True)]
        if not same:
            keys.sort()
        key = (one.where[1], shared, same, *keys)
        pair = pairs.setdefault(key, Pair((sides[0], sides[1]), (set(), set())))
        instances = (units[0].instance, units[1].instance)
        pair.instances.setdefault(instances)
        if instances == next(iter(pair.instances)):
            pair.ranges.append(overlap)
            for known, side in zip(pair.does, sides, strict=True):
                known.add(side.does)

    def _first(self, side: Side) -> tuple[int, int, int, int]:
        """Sorts by when instructions were issued; of different processors by the processor."""
        unit, time, later = self._trace.units[side.unit], side.time, 1
        if unit.issuer is not None:
            unit, time, later = self._trace.units[unit.issuer], self._issues[side.unit, side.time], 0
        return unit.instance, self._processors.index(unit.name), time, later

    # -- semaphores ------------------------------------------------------------------------------------------------------

    def _counters(self) -> Iterator[Race]:
        pairs: dict[tuple[object, ...], Pair] = {}
        for (_, name, index), use in self._order.counters.items():
            for kind, one, other in self._rivals(use):
                sides = sorted((_event_side(one), _event_side(other)), key=self._first)
                first, second = sides
                key: tuple[object, ...] = (f"{name}[{index}]", kind, _at(first), _at(second))
                pair = pairs.setdefault(key, Pair((first, second), ({first.does}, {second.does})))
                units = self._trace.units
                pair.instances.setdefault((units[first.unit].instance, units[second.unit].instance))
        for key, pair in pairs.items():
            yield self._race(str(key[1]), str(key[0]), pair, shared=False)

    def _rivals(self, use: CounterUse) -> Iterator[tuple[str, Event, Event]]:
        """Waits of several units, and signals for which there may be no room, that nothing orders."""
        waits = [*_all(use.waits)]
        yield from (("wait", *both) for both in combinations(waits, 2) if self._free(*both))
        wants = [one for one in use.stuck if one.kind == "want" and one.amount <= use.most_given]
        yield from (("wait", wait, want) for want in wants for wait in waits if self._free(wait, want))
        signals = [*_all(use.signals)]
        offers = [one for one in use.stuck if one.kind == "offer"]
        for signal in (*signals, *offers):
            if use.may_be_full(signal, self._order):
                others = signals if use.blocks else [*signals, *waits]
                yield from (("room", signal, one) for one in others if self._free(signal, one))

    def _free(self, one: Event, other: Event) -> bool:
        """Whether two events of different units are in no certain order."""
        return one.unit != other.unit and not (
            self._order.before(one, other) or self._order.before(other, one)
        )

    # -- in words --------------------------------------------------------------------------------------------------------

    def _race(self, kind: str, name: str, pair: Pair, *, shared: bool) -> Race:
        (instances, *also) = pair.instances
        one, other = (self._actor(side, does) for side, does in zip(pair.sides, pair.does, strict=True))
        ranges = tuple(merged(pair.ranges))
        if name in self._architecture.state:
            width = self._architecture.state[name].type.width
            ranges = tuple((first // width, -(-end // width)) for first, end in ranges)
        told = advice(self._architecture, self._trace, kind, *pair.sides)
        return Race(kind, name, None if shared else instances[0], ranges, one, other, told, tuple(also))

    def _actor(self, side: Side, does: set[str]) -> Actor:
        unit = self._trace.units[side.unit]
        instruction = side.step.operation.program.instruction
        pc = side.step.operation.pc
        place = self._place(unit.instance, instruction.processor.name, pc)
        verbs = " and ".join(
            verb for verb in ("reads", "writes", "waits", "signals", "is fetched") if verb in does
        )
        return Actor(unit.instance, unit.name, pc, instruction_text(side.step), verbs, _location(side), place)


def _rank(race: Race) -> tuple[object, ...]:
    return race.one.pc, race.other.pc, race.name, race.one.unit, race.other.unit, race.kind


def _at(side: Side) -> tuple[int, int]:
    return side.step.operation.pc, side.step.operation.word


def _side(access: Access, time: int) -> Side:
    does = "writes" if access.writes else "reads" if access.line else "is fetched"
    return Side(access.unit, time, access.step, does, access.line)


def _event_side(event: Event) -> Side:
    does = "waits" if event.kind in ("wait", "want") else "signals"
    return Side(event.unit, event.time, event.step, does, 0)


def _all(events: Mapping[int, list[Event]]) -> Iterator[Event]:
    return (one for some in events.values() for one in some)


def _location(side: Side) -> Location | None:
    origin = side.step.operation.program.instruction.origin
    return origin.text(side.line, 1, "semantics") if side.line else None


def _issues(trace: Trace) -> dict[tuple[int, int], int]:
    """When the instruction of each segment of an engine's unit was issued, by its processor's time."""
    found: dict[tuple[int, int], int] = {}
    current: dict[int, int] = {}
    for event in trace.events:
        if event.kind == "start" and event.of is not None:
            current[event.unit] = event.of.time
        if event.unit in current:
            found[event.unit, event.time] = current[event.unit]
            found[event.unit, event.time + 1] = current[event.unit]
    return found
