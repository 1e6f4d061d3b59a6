"""Why each instruction began when it did, and no sooner: told from the events of a run and its trace.

Events may be the model's or the device's. Of everything that an instruction had to wait for, the cause is what came last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.perfmodel.timelines.charges import Charge, Charges
    from specgen.perfmodel.timelines.events import Event, Timeline
    from specgen.perfmodel.timelines.registers import Registers
    from specgen.perfmodel.timelines.trace import Trace

#: What can hold an instruction: see `Cause`.
KINDS = ("start", "unit", "order", "issue", "queue", "register", "semaphore", "room", "barrier", "drain")


class Cause(NamedTuple):
    """What held an instruction until ``tick``; ``event`` is the number of the one that it waited for, -1 for none.

    ``kind``: ``start`` nothing did; ``unit`` the one before occupied the unit; ``order`` the one before had to be finished;
    ``issue`` it had not been handed on; ``queue`` there was no place in the queue of an engine; ``register`` a register was
    not there; ``semaphore`` had too little; ``room`` the one before found no room for its signal; ``barrier`` others had not
    come; ``drain`` an engine was not idle. ``what`` names the register, semaphore, barrier or engine.
    """

    kind: str
    tick: int
    event: int = -1
    what: str = ""


def causes_of(
    architecture: Architecture, charges: Charges, trace: Trace, timeline: Timeline
) -> tuple[Cause, ...]:
    """Return the cause of every event's begin, in the order of the events."""
    ledger = _Ledger(architecture, charges, trace, timeline)
    order = sorted(range(len(timeline.events)), key=lambda n: (timeline.events[n].begin, n))
    found = {number: ledger.cause(number) for number in order}
    return tuple(found[number] for number in range(len(order)))


@dataclass(slots=True)
class _Flow:
    """What went through a semaphore: its signals by the tick at which they came, with the sum so far; what was taken."""

    initial: int
    ticks: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)
    givers: list[int] = field(default_factory=list)
    taken: int = 0

    def gives(self, tick: int, amount: int, event: int) -> None:
        self.ticks.append(tick)
        self.sums.append((self.sums[-1] if self.sums else self.initial) + amount)
        self.givers.append(event)

    def takes(self, amount: int) -> tuple[int, int] | None:
        """The tick at which there was enough to take, and who gave it; None where it always was."""
        self.taken += amount
        place = bisect_left(self.sums, self.taken)
        if self.taken <= self.initial or place == len(self.sums):
            return None
        return self.ticks[place], self.givers[place]


class _Ledger:
    """What is known of a run up to the event that is looked at; events are looked at in the order of their begin."""

    def __init__(
        self, architecture: Architecture, charges: Charges, trace: Trace, timeline: Timeline
    ) -> None:
        self.events = timeline.events
        self._charges = charges
        self._steps = [trace.streams[instance, name][at] for instance, name, at in timeline.sources]
        self._depths = {name: max(engine.queue, 1) for name, engine in architecture.engines.items()}
        self._periods = timeline.periods
        self._before: dict[tuple[int, str], int] = {}
        self._writers: dict[tuple[int, str, int], tuple[int, int]] = {}
        self._waits: dict[tuple[int, str, int], list[tuple[int, int]]] = defaultdict(list)
        self._handed = self._by_unit(handed=True)
        self._begun = self._by_unit(handed=False)
        self._handing = {key: [self.events[n].begin for n in found] for key, found in self._handed.items()}
        self._behind: dict[tuple[int, str], int] = defaultdict(int)
        self._flows = self._signals(architecture)
        self._meetings = self._met()

    # -- beforehand ----------------------------------------------------------------------------------------------------

    def _is_handed(self, number: int) -> bool:
        """Whether an event is that of a processor which hands an instruction to an engine."""
        return self._charge(number).engine not in (None, self.events[number].unit)

    def _charge(self, number: int) -> Charge:
        return self._charges.of(self._steps[number].operation)

    def _by_unit(self, *, handed: bool) -> dict[tuple[int, str], list[int]]:
        """Events on engines, or those that handed something to them, by engine and in order."""
        found: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number in sorted(range(len(self.events)), key=lambda n: (self.events[n].begin, n)):
            engine = self._charge(number).engine
            if engine is not None and self._is_handed(number) is handed:
                found[self.events[number].instance, engine].append(number)
        return found

    def _signals(self, architecture: Architecture) -> dict[tuple[int, str, int], _Flow]:
        found: dict[tuple[int, str, int], _Flow] = {}
        for number, event in enumerate(self.events):
            if self._is_handed(number):
                continue
            for name, index, amount in self._steps[number].signals:
                place = event.instance, name, index
                flow = found.setdefault(place, _Flow(architecture.semaphores[name].initial))
                flow.gives(event.finish, amount, number)
        return found

    def _met(self) -> dict[tuple[str, int, int], list[int]]:
        """Events that passed a barrier, by its name, index and the tick."""
        found: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        for number, event in enumerate(self.events):
            for one, (index, _) in zip(self._prelude(number), self._steps[number].conditions, strict=False):
                if isinstance(one, ir.Meet):
                    found[one.barrier.name, index, event.begin].append(number)
        return found

    def _prelude(self, number: int) -> tuple[ir.Prelude, ...]:
        return () if self._is_handed(number) else self._charge(number).prelude

    # -- one event -----------------------------------------------------------------------------------------------------

    def cause(self, number: int) -> Cause:
        """The cause of an event's begin."""
        event, step, charge = self.events[number], self._steps[number], self._charge(number)
        found = [Cause("start", 0), self._unit(number, event)]
        handed = self._is_handed(number)
        if charge.engine == event.unit:
            found.append(self._issued(number, event))
        elif handed:
            found.append(self._place(event, charge))
        uses = (
            charge.at_issue
            if handed
            else charge.at_begin
            if charge.engine
            else (*charge.at_issue, *charge.at_begin)
        )
        found += [self._register(event.instance, registers) for registers in uses]
        for one, (index, amount) in zip(self._prelude(number), step.conditions, strict=False):
            found.append(self._condition(number, one, index, amount))
        if not handed:
            self._write(number, charge)
        self._before[event.instance, event.unit] = number
        return max((one for one in found if one.tick <= event.begin), key=lambda one: one.tick)

    def _unit(self, number: int, event: Event) -> Cause:
        before = self._before.get((event.instance, event.unit))
        if before is None:
            return Cause("start", 0)
        last = self.events[before]
        free = max(last.busy_until, last.begin + self._periods[event.unit])
        if event.unit == event.processor:
            return Cause("order" if event.queued > free else "unit", event.queued, before)
        late = self._late(before)
        if late is not None and late.tick > free:
            return late
        return Cause("unit", free, before)

    def _late(self, number: int) -> Cause | None:
        """What let an engine's instruction be finished later than it would by itself, if that was room for its signal."""
        for name, index, _ in reversed(self._steps[number].signals):
            waits = self._waits[self.events[number].instance, name, index]
            place = bisect_right(waits, (self.events[number].finish, len(self.events)))
            ready = (
                self.events[number].begin
                + self._charge(number).latency * self._periods[self.events[number].unit]
            )
            if place and self.events[number].finish > ready and waits[place - 1][0] > ready:
                return Cause("room", *waits[place - 1], f"{name}[{index}]")
        return None

    def _issued(self, number: int, event: Event) -> Cause:
        key = event.instance, event.unit
        handed = self._handed[key][self._behind[key]]
        self._behind[key] += 1
        return Cause("issue", event.queued, handed)

    def _place(self, event: Event, charge: Charge) -> Cause:
        """The engine's event that left the place in its queue which this one takes."""
        assert charge.engine is not None
        key = event.instance, charge.engine
        place = bisect_left(self._handing[key], event.begin)
        leaving = place - self._depths[charge.engine]
        if leaving < 0 or leaving >= len(self._begun[key]):
            return Cause("start", 0)
        left = self._begun[key][leaving]
        return Cause("queue", self.events[left].begin, left, charge.engine)

    def _register(self, instance: int, registers: Registers) -> Cause:
        state, first, last = registers
        keys = [(instance, state, n) for n in ((-1, -2) if last < 0 else (-1, *range(first, last + 1)))]
        tick, writer, key = max((*self._writers.get(key, (0, -1)), key[2]) for key in keys)
        return (
            Cause("register", tick, writer, state if key < 0 else f"{state}[{key}]")
            if writer >= 0
            else Cause("start", 0)
        )

    def _write(self, number: int, charge: Charge) -> None:
        """Note what an instruction writes: of each register, and (-2) of the last of all, (-1) of those that may be any."""
        event = self.events[number]
        ready = event.begin + charge.latency * self._periods[event.unit]
        ready = max(ready, event.finish) if charge.engine is not None else ready
        for state, first, last in charge.writes:
            for register in (-2, *((-1,) if last < 0 else range(first, last + 1))):
                key = event.instance, state, register
                if register >= 0 or ready >= self._writers.get(key, (0, -1))[0]:
                    self._writers[key] = ready, number

    def _condition(self, number: int, one: ir.Prelude, index: int, amount: int) -> Cause:
        event = self.events[number]
        match one:
            case ir.Wait():
                place = event.instance, one.semaphore.name, index
                self._waits[place].append((event.begin, number))
                given = self._flows[place].takes(amount) if place in self._flows else None
                return (
                    Cause("semaphore", *given, f"{place[1]}[{index}]")
                    if given is not None
                    else Cause("start", 0)
                )
            case ir.Meet():
                others = self._meetings[one.barrier.name, index, event.begin]
                last = max(others, key=lambda n: (self.events[n].queued, -n))
                if last == number:
                    return Cause("start", 0)
                return Cause("barrier", event.begin, last, f"{one.barrier.name}[{index}]")
            case ir.Drain():
                names = {engine.name for engine in one.engines}
                before = [
                    self._before[event.instance, n]
                    for n in sorted(names)
                    if (event.instance, n) in self._before
                ]
                if not before:
                    return Cause("start", 0)
                last = max(before, key=lambda n: self.events[n].finish)
                return Cause("drain", self.events[last].finish, last, self.events[last].unit)
