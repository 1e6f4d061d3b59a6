"""What units did, as far as order matters: events one after the other, and what was touched between them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from specgen.machine.races.recording import merged
from specgen.machine.windows import pieces
from specgen.model.memory import Memory

if TYPE_CHECKING:
    from specgen.machine.decoding import Step
    from specgen.machine.races.recording import Ranges, Touch
    from specgen.model.execution import State

#: A memory or a state by its name, of one instance, or (None) of all.
Where = tuple["int | None", str]

_LOOSE = 32  # ranges of one access that are kept before those that meet are merged

#: One semaphore: instance, name, index.
Counter = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A processor or an engine of an instance; where several processors issue to an engine, its part for each.

    ``issuer`` is the number of that processor's unit, None for a processor itself.
    """

    instance: int
    name: str
    issuer: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something that orders. It ends the segment ``time`` of ``unit``; the next one begins behind it.

    ``kind``: ``issue`` and ``start`` (of an engine's instruction; ``of`` is the issue), ``done``, ``signal`` and ``wait``
    (``counter``, ``amount``), ``arrive`` and ``meet`` (``meeting``: barrier and how often it has opened), ``drain``
    (``units``). What is stuck at the end ends no segment: a ``want`` is a wait that has not passed, an ``offer`` a signal
    that was not given.
    """

    kind: str
    unit: int
    time: int
    step: Step
    of: Event | None = None
    counter: Counter | None = None
    amount: int = 0
    meeting: Hashable = None
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """An instruction of a unit that reads or writes at a line of its semantics; ``where`` is the memory or state.

    ``where`` begins with the instance, or None where all share it.
    """

    unit: int
    pc: int
    word: int
    where: Where
    writes: bool
    line: int
    step: Step = field(compare=False)


@dataclass(slots=True)
class Segment:
    """What a unit touched between two of its events."""

    unit: int
    time: int
    accesses: dict[Access, Ranges] = field(default_factory=dict)

    def add(self, access: Access, ranges: Ranges) -> None:
        """Adds ranges to what an access touched."""
        known = self.accesses.setdefault(access, [])
        known += ranges
        if len(known) > _LOOSE and len(known) > 2 * len(ranges):
            known[:] = merged(known)


class Trace:
    """Events in the order in which they happened, and closed segments likewise."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.events: list[Event] = []
        self.segments: list[Segment] = []
        self.stuck: list[Event] = []
        self._numbers: dict[Unit, int] = {}
        self._open: list[Segment] = []

    def unit(self, unit: Unit) -> int:
        """The number of a unit."""
        if unit not in self._numbers:
            self._numbers[unit] = len(self.units)
            self._open.append(Segment(len(self.units), 0))
            self.units.append(unit)
        return self._numbers[unit]

    def happened(self, kind: str, unit: int, step: Step, **what: object) -> Event:
        """Notes an event of a unit."""
        segment = self._open[unit]
        event = Event(kind, unit, segment.time, step, **what)  # type: ignore[arg-type]
        self.events.append(event)
        self._close(unit)
        return event

    def cancel(self, wait: Event) -> None:
        """Notes that a wait took nothing."""
        place = next(n for n in reversed(range(len(self.events))) if self.events[n] is wait)
        self.events[place] = replace(wait, amount=0)

    def stops(self, kind: str, unit: int, step: Step, counter: Counter, amount: int) -> None:
        """Notes that a unit is stuck."""
        self.stuck.append(Event(kind, unit, self._open[unit].time, step, counter=counter, amount=amount))

    def touched(self, unit: int, step: Step, instance: int, touches: list[Touch]) -> None:
        """Notes what an instruction of a unit touched."""
        self._add(self._open[unit], step, instance, touches)

    def sampled(self, issue: Event, step: Step, instance: int, touches: list[Touch]) -> None:
        """Notes what an engine's instruction read when it was issued."""
        segment = Segment(issue.unit, issue.time)
        self._add(segment, step, instance, touches)
        self.segments.append(segment)

    def _add(self, segment: Segment, step: Step, instance: int, touches: list[Touch]) -> None:
        pc, word = step.operation.pc, step.operation.word
        for touch in touches:
            site = touch.site
            for where, ranges in _places(site.place, instance, touch.ranges).items():
                access = Access(segment.unit, pc, word, where, site.writes, site.line, step)
                segment.add(access, ranges)

    def closed(self) -> list[Segment]:
        """All segments that touched anything, in the order in which they ended; open ones last."""
        return [*self.segments, *(s for s in self._open if s.accesses)]

    def _close(self, unit: int) -> None:
        segment = self._open[unit]
        if segment.accesses:
            self.segments.append(segment)
        self._open[unit] = Segment(unit, segment.time + 1)


def _places(place: Memory | State, instance: int, ranges: Ranges) -> dict[Where, Ranges]:
    """Where the bytes or bits that an instance touches are kept: those of a window are other instances'."""
    shown = place.window if isinstance(place, Memory) else None
    if shown is None or not isinstance(place, Memory):
        return {(None if getattr(place, "shared", False) else instance, place.name): ranges}
    found: dict[Where, Ranges] = {}
    for first, end in ranges:
        for owner, offset, size in pieces(place, first - place.base, end - first):
            start = shown.base + offset
            found.setdefault((owner, shown.name), []).append((start, start + size))
    return found
