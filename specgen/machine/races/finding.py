"""All races of a trace: conflicting accesses, waits and signals that no schedule is bound to order."""

from __future__ import annotations

from collections import defaultdict
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
    from specgen.machine.races.trace import Access, Event, Trace, Where
    from specgen.model.architecture import Architecture
    from specgen.source import Location

#: An instruction: the name of its unit, its pc and its word.
Named = tuple[str, int, int]
#: What races, by what it races for and the instructions, and by instances.
Found = defaultdict[tuple[object, ...], dict[tuple[int, int], "Pair"]]
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
    """What is known of two instructions that race in one pair of instances: the first sides met, what each does, where.

    ``owners`` are the instances whose memory or state it is, and ``ranges`` those of the first of them.
    """

    sides: list[Side]
    owners: list[int] = field(default_factory=list)
    does: defaultdict[Named, set[str]] = field(default_factory=lambda: defaultdict(set))
    ranges: list[tuple[int, int]] = field(default_factory=list)

    def add(self, owner: int | None, overlap: tuple[int, int]) -> None:
        """Notes where two accesses met."""
        if owner is not None and owner not in self.owners:
            self.owners.append(owner)
        if owner is None or owner == self.owners[0]:
            self.ranges.append(overlap)


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
        found: Found = defaultdict(dict)
        for one, other, where, overlap in self._conflicts():
            self._note(found, (where[1], where[0] is None), one, other).add(where[0], overlap)
        for (name, shared, *_), pairs in found.items():
            yield self._race("data", str(name), pairs, shared=bool(shared))

    def _conflicts(self) -> Iterator[tuple[Side, Side, Where, tuple[int, int]]]:
        """Accesses of one range, of which one writes, in no certain order."""
        shadows: defaultdict[Where, Shadow] = defaultdict(Shadow)
        for segment in self._trace.closed():
            for access, ranges in segment.accesses.items():
                for first, end in merged(ranges):
                    for start, stop, holders in shadows[access.where].touch(first, end, access, segment.time):
                        for held, time in holders.items():
                            if self._conflict(held, time, access, segment.time):
                                sides = _side(held, time), _side(access, segment.time)
                                yield *sides, access.where, (start, stop)

    def _conflict(self, one: Access, at: int, other: Access, then: int) -> bool:
        if one.unit == other.unit or not (one.writes or other.writes):
            return False
        order = self._order
        return not (order.done(one.unit, at, other.unit, then) or order.done(other.unit, then, one.unit, at))

    def _note(self, found: Found, what: tuple[object, ...], one: Side, other: Side) -> Pair:
        """Notes that two sides race; what is known of their instructions."""
        sides = sorted((one, other), key=self._first)
        first, second = (self._trace.units[side.unit].instance for side in sides)
        key = (*what, first == second, *sorted(map(self._named, sides)))
        pair = found[key].setdefault((first, second), Pair(sides))
        if list(map(self._first, sides)) < list(map(self._first, pair.sides)):
            pair.sides = sides
        for side in sides:
            pair.does[self._named(side)].add(side.does)
        return pair

    def _named(self, side: Side) -> Named:
        operation = side.step.operation
        return self._trace.units[side.unit].name, operation.pc, operation.word

    def _first(self, side: Side) -> tuple[int, int, int, int]:
        """Sorts by when instructions were issued; of different processors by the processor."""
        unit, time, later = self._trace.units[side.unit], side.time, 1
        if unit.issuer is not None:
            unit, time, later = self._trace.units[unit.issuer], self._issues[side.unit, side.time], 0
        return unit.instance, self._processors.index(unit.name), time, later

    # -- semaphores ------------------------------------------------------------------------------------------------------

    def _counters(self) -> Iterator[Race]:
        found: Found = defaultdict(dict)
        for (_, name, index), use in self._order.counters.items():
            for kind, one, other in self._rivals(use):
                self._note(found, (kind, f"{name}[{index}]"), _event_side(one), _event_side(other))
        for key, pairs in found.items():
            yield self._race(str(key[0]), str(key[1]), pairs, shared=False)

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

    def _race(self, kind: str, name: str, pairs: dict[tuple[int, int], Pair], *, shared: bool) -> Race:
        instances, *also = sorted(pairs)
        pair = pairs[instances]
        one, other = (self._actor(side, pair.does[self._named(side)]) for side in pair.sides)
        ranges = tuple(merged(pair.ranges))
        if name in self._architecture.state:
            width = self._architecture.state[name].type.width
            ranges = tuple((first // width, -(-end // width)) for first, end in ranges)
        told = advice(self._architecture, self._trace, kind, *pair.sides)
        owner = None if shared else pair.owners[0] if pair.owners else instances[0]
        return Race(kind, name, owner, ranges, one, other, told, tuple(also))

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
