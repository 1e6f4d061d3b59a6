"""Units in time: what an instruction on its way waits for, and how it gives its signals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.perfmodel.timelines.charges import Charge
from specgen.perfmodel.timelines.events import Event
from specgen.perfmodel.timelines.registers import Scoreboard
from specgen.semantics import ir

if TYPE_CHECKING:
    from collections.abc import Hashable

    from specgen.perfmodel.timelines.engine import Engine
    from specgen.perfmodel.timelines.replay import World
    from specgen.perfmodel.timelines.synchronisation import Semaphores
    from specgen.perfmodel.timelines.trace import Step

Source = tuple[int, str, int]


@dataclass(slots=True)
class Tile:
    """What the units of an instance share; ``halted``: its program has ended."""

    instance: int
    semaphores: Semaphores
    registers: Scoreboard = field(default_factory=Scoreboard)
    engines: dict[str, Engine] = field(default_factory=dict)
    halted: bool = False


@dataclass(slots=True)
class Task:
    """An instruction on its way: ``passed`` conditions of its prelude, ``room`` for so many signals, ``given`` of them."""

    step: Step
    charge: Charge
    source: Source
    queued: int
    passed: int = 0
    ticket: int | None = None
    room: int = 0
    given: int = 0
    begin: int = 0
    busy_until: int = 0
    finish: int = 0

    @property
    def promised(self) -> bool:
        """Whether there is room for all its signals."""
        return self.room == len(self.step.signals)


class Unit:
    """What processors and engines have in common."""

    def __init__(self, world: World, tile: Tile, name: str, number: int, period: int) -> None:
        self.world = world
        self.tile = tile
        self.name = name
        self.number = number
        self.period = period
        self.next = 0
        self.asked = -1

    def edge(self, tick: int) -> int:
        """The first tick from this one on at which a cycle begins."""
        return -(-tick // self.period) * self.period

    def begin(self) -> None:
        """Begin what can be begun now."""
        raise TypeError(type(self).__name__)

    def land(self) -> None:
        """Finish what is finished now."""
        raise TypeError(type(self).__name__)

    def check(self) -> None:
        """Refuse an end that is not that of the trace. Raises TimelineError."""

    @property
    def stuck(self) -> bool:
        """Whether something is left to do."""
        return False

    def occupy(self, cycles: int, until: int) -> int:
        """Begin something now, and begin nothing more before ``until`` is over; when it occupies the unit no more."""
        now = self.world.now
        busy_until = now + cycles * self.period
        self.next = max(until, busy_until, now + self.period)
        return busy_until

    # -- conditions and signals ----------------------------------------------------------------------------------------

    def passes(self, task: Task) -> bool:
        """Take what an instruction waits for, as far as it is there; leave a note at what is not."""
        prelude = task.charge.prelude
        while task.passed < len(task.step.conditions):
            missing = self._missing(task, prelude[task.passed], *task.step.conditions[task.passed])
            if missing is not None:
                self.world.note(self, missing)
                return False
            task.passed += 1
        return True

    def _missing(self, task: Task, one: ir.Prelude, index: int, amount: int) -> Hashable | None:
        """Where to leave a note, if a condition does not hold."""
        tile, world = self.tile, self.world
        match one:
            case ir.Wait():
                name = one.semaphore.name
                if not tile.semaphores.take((name, index), amount):
                    return "count", tile.instance, name, index
                world.changed(("room", tile.instance, name, index))
            case ir.Meet():
                place = one.barrier.name, index
                if task.ticket is None:
                    task.ticket, opened = world.barriers.come(place, tile.instance)
                    if opened:
                        world.changed(("barrier", *place))
                if not world.barriers.passes(place, task.ticket):
                    return "barrier", *place
                task.ticket = None
            case ir.Drain():
                busy = next((e.name for e in one.engines if tile.engines[e.name].stuck), None)
                return None if busy is None else ("idle", tile.instance, busy)
        return None

    def give_back(self, task: Task) -> None:
        """Undo what was waited for."""
        for one, (index, amount) in zip(task.charge.prelude, task.step.conditions, strict=False):
            if isinstance(one, ir.Wait):
                self.tile.semaphores.add((one.semaphore.name, index), amount)
                self.world.changed(("count", self.tile.instance, one.semaphore.name, index))

    def promise(self, task: Task) -> bool:
        """Find room for the signals of what has begun, in order; whether there is room for all."""
        signals = task.step.signals
        before = task.room
        while task.room < len(signals):
            if not self.tile.semaphores.reserve(signals[task.room]):
                self.world.note(self, ("room", self.tile.instance, *signals[task.room][:2]))
                break
            task.room += 1
        if task.promised or task.room > before:
            self.world.finish(self, task.finish)
        return task.promised

    def give(self, task: Task) -> bool:
        """Give the signals that have room; whether these are all."""
        for given in task.step.signals[task.given : task.room]:
            self.tile.semaphores.give(given)
            self.world.changed(("count", self.tile.instance, *given[:2]))
        task.given = task.room
        return task.promised

    def tell(self, task: Task, finish: int) -> None:
        """Tell of what is finished."""
        one = task.step.operation
        self.world.tell(
            Event(
                self.tile.instance,
                self.name,
                one.processor,
                one.pc,
                one.text,
                task.queued,
                task.begin,
                task.busy_until,
                finish,
            ),
            task.source,
        )
