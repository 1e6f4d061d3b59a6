"""Instructions in time, and a whole run of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Event(NamedTuple):
    """An instruction in time; all times are ticks (see `specgen.model.clocks`).

    On an engine ``queued`` is when it was in the queue, on a processor when the one before had let it go on. What a
    processor hands to an engine is one event of each: that of the processor is finished when it is in the queue.
    """

    instance: int
    unit: str
    processor: str
    pc: int
    instruction: str
    queued: int
    begin: int
    busy_until: int
    finish: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A run in time: its events in the order in which they were finished, and how it ended.

    ``ended`` is ``exited`` or ``deadlock``; ``ticks`` how long it took; ``periods`` the ticks in a cycle of each unit, the
    processors before the engines; ``sources`` the place of each event's step in the trace: instance, processor, number.
    """

    events: tuple[Event, ...]
    sources: tuple[tuple[int, str, int], ...]
    ended: str
    ticks: int
    periods: dict[str, int]

    @property
    def cycles(self) -> int:
        """Cycles of the first processor."""
        period = next(iter(self.periods.values()))
        return -(-self.ticks // period)
