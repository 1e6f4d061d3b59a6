"""The run of a trace in time: an agenda of what may happen when, and lists of who waits for what.

At one tick, first all that is finished gives its signals; then units begin, by instance, processors before engines.
Whoever cannot begin leaves a note at what is missing, and is asked again when that changes.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from specgen.model.clocks import cycles_in_ticks
from specgen.perfmodel.timelines.charges import Charges
from specgen.perfmodel.timelines.engine import Engine
from specgen.perfmodel.timelines.events import Event, Timeline
from specgen.perfmodel.timelines.processor import Processor
from specgen.perfmodel.timelines.synchronisation import Barriers, Semaphores
from specgen.perfmodel.timelines.units import Tile

if TYPE_CHECKING:
    from collections.abc import Hashable

    from specgen.model.architecture import Architecture
    from specgen.perfmodel.timelines.trace import Trace
    from specgen.perfmodel.timelines.units import Unit
    from specgen.semantics import Semantics

_FINISH, _BEGIN = 0, 1


def replay(architecture: Architecture, semantics: Semantics, trace: Trace) -> Timeline:
    """Compute when each instruction of a trace is queued, begins, frees its unit and is finished.

    The rules are those of the language's "A run in time". Raises TimelineError where the spec gives no timing, or where
    time would have led to other instructions than those of the trace.
    """
    return World(architecture, Charges(architecture, semantics), trace).run()


class World:
    """All units of all instances, the agenda, and what has been told so far."""

    def __init__(self, architecture: Architecture, charges: Charges, trace: Trace) -> None:
        self.now = 0
        self.charges = charges
        self.periods = cycles_in_ticks(architecture)
        self.events: list[Event] = []
        self.sources: list[tuple[int, str, int]] = []
        self.ended = 0
        instances = architecture.instances.count if architecture.instances is not None else 1
        self.barriers = Barriers(instances)
        self._agenda: list[tuple[int, int, int]] = []
        self._noted: dict[Hashable, set[Unit]] = {}
        self._units: list[Unit] = []
        for instance in range(instances):
            self._populate(architecture, instance, trace)

    def _populate(self, architecture: Architecture, instance: int, trace: Trace) -> None:
        tile = Tile(instance, Semaphores(architecture.semaphores.values()))
        for name in architecture.processors:
            steps = trace.streams.get((instance, name), ())
            processor = Processor(self, tile, name, len(self._units), self.periods[name], steps)
            self._units.append(processor)
            if (instance, name) in trace.streams:
                self.ask(processor, 0)
        for name, engine in architecture.engines.items():
            made = Engine(self, tile, name, len(self._units), self.periods[name], max(engine.queue, 1))
            self._units.append(made)
            tile.engines[name] = made

    # -- the agenda ----------------------------------------------------------------------------------------------------

    def ask(self, unit: Unit, tick: int) -> None:
        """Ask a unit at the first edge of its clock from a tick on whether it can begin something."""
        edge = unit.edge(max(tick, self.now))
        if unit.asked < 0 or edge < unit.asked:
            unit.asked = edge
            heappush(self._agenda, (edge, _BEGIN, unit.number))

    def finish(self, unit: Unit, tick: int) -> None:
        """Let a unit finish what it began first, at the first edge from a tick on."""
        heappush(self._agenda, (unit.edge(max(tick, self.now)), _FINISH, unit.number))

    def note(self, unit: Unit, what: Hashable) -> None:
        """Ask a unit again when something changes."""
        self._noted.setdefault(what, set()).add(unit)

    def changed(self, what: Hashable) -> None:
        """Something changed, now."""
        for unit in self._noted.pop(what, ()):
            self.ask(unit, self.now)

    def tell(self, event: Event, source: tuple[int, str, int]) -> None:
        """An instruction is told of."""
        self.events.append(event)
        self.sources.append(source)
        self.lasts(max(event.finish, event.busy_until))

    def lasts(self, tick: int) -> None:
        """Something is not over before a tick."""
        self.ended = max(self.ended, tick)

    # -- time ------------------------------------------------------------------------------------------------------------

    def run(self) -> Timeline:
        """Let time pass until nothing happens any more."""
        agenda, units = self._agenda, self._units
        while agenda:
            self.now, phase, number = heappop(agenda)
            unit = units[number]
            if phase == _FINISH:
                unit.land()
            elif unit.asked == self.now:
                unit.asked = -1
                unit.begin()
        for unit in units:
            unit.check()
        idle = not any(unit.stuck for unit in units)
        return Timeline(
            tuple(self.events),
            tuple(self.sources),
            "exited" if idle else "deadlock",
            self.ended,
            self.periods,
        )
