"""Processors and engines in time: what each has begun, what it waits for, and what follows when it begins something."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.perfmodel.timelines.charges import Charge, TimelineError
from specgen.perfmodel.timelines.events import Event
from specgen.perfmodel.timelines.registers import Scoreboard
from specgen.semantics import ir

if TYPE_CHECKING:
    from collections.abc import Hashable

    from specgen.perfmodel.timelines.replay import World
    from specgen.perfmodel.timelines.synchronisation import Semaphores
    from specgen.perfmodel.timelines.trace import Step

Source = tuple[int, str, int]


@dataclass(slots=True)
class Tile:
    """What the units of an instance share."""

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


class Engine(Unit):
    """An engine: a queue of instructions, and those that have begun and are not finished, in order."""

    def __init__(self, world: World, tile: Tile, name: str, number: int, period: int, depth: int) -> None:
        super().__init__(world, tile, name, number, period)
        self.depth = depth
        self.queue: deque[Task] = deque()
        self.flight: deque[Task] = deque()
        self._finish = 0

    @property
    def stuck(self) -> bool:
        """Whether it has anything queued or begun."""
        return bool(self.queue or self.flight)

    def put(self, task: Task) -> None:
        """Take an instruction that is in the queue at its ``queued``."""
        self.queue.append(task)
        self.world.ask(self, max(task.queued, self.next))

    def begin(self) -> None:
        """Find room for the signals of what began last, or begin the head of the queue."""
        world = self.world
        if self.flight and not self.flight[-1].promised:
            if self.promise(self.flight[-1]):
                world.ask(self, self.next)
            return
        if not self.queue:
            return
        task = self.queue[0]
        registers = self.tile.registers
        self.next = max(self.next, self.edge(max(task.queued, registers.ready(task.charge.at_begin))))
        if self.next > world.now:
            world.ask(self, self.next)
        elif self.passes(task):
            self._begin(task)

    def _begin(self, task: Task) -> None:
        world, charge = self.world, task.charge
        if not task.step.ran:
            raise TimelineError(f"in time, {task.step.operation.text} runs, which never ran in the trace")
        self.queue.popleft()
        self.flight.append(task)
        task.begin = world.now
        task.busy_until = self.occupy(charge.occupancy, 0)
        task.finish = self._finish = max(world.now + charge.latency * self.period, self._finish)
        world.lasts(max(task.finish, task.busy_until))
        self.tile.semaphores.demand(task.step.signals)
        self.promise(task)
        self.tile.registers.wrote(charge.writes, task.finish)
        world.changed(("queue", self.tile.instance, self.name))
        world.ask(self, self.next)

    def land(self) -> None:
        """Give the signals of what began first; it is finished when these are all."""
        world = self.world
        if not self.flight or self.flight[0].finish > world.now:
            return
        task = self.flight[0]
        if not self.give(task):
            return
        self._finish = max(self._finish, world.now)
        self.flight.popleft()
        self.tell(task, world.now)
        if self.flight and self.flight[0].finish <= world.now:
            world.finish(self, world.now)
        world.changed(("idle", self.tile.instance, self.name))


class Processor(Unit):
    """A processor: the steps of its program, of which one at a time may wait or be on its way."""

    def __init__(
        self, world: World, tile: Tile, name: str, number: int, period: int, steps: Sequence[Step]
    ) -> None:
        super().__init__(world, tile, name, number, period)
        self.steps = steps
        self.at = 0
        self._due = 0
        self._own: Task | None = None
        self._begun = False
        self._starved = False

    @property
    def stuck(self) -> bool:
        """Whether there is something left to do for a program that has not ended."""
        return self._begun or not (self.tile.halted or (self._own is None and self.at == len(self.steps)))

    def check(self) -> None:
        """Refuse a program that would have gone on."""
        if self._starved and self.tile.halted:
            raise TimelineError(
                f"in time, {self.name} of instance {self.tile.instance} executes more instructions than in the trace "
                "before its program is ended: how many depends on time"
            )

    def begin(self) -> None:
        """Begin the next instruction, or what it waits for."""
        world, tile = self.world, self.tile
        if self._begun:
            assert self._own is not None
            self.promise(self._own)
            return
        if tile.halted:
            return
        if self.next > world.now:
            world.ask(self, self.next)
        elif self._own is not None:
            self._try(self._own)
        elif self.at == len(self.steps):
            self._starved = True
        else:
            self._next(self.steps[self.at])

    def _next(self, step: Step) -> None:
        world, tile = self.world, self.tile
        charge = world.charges.of(step.operation)
        ready = tile.registers.ready(charge.at_issue)
        if charge.engine is None:
            ready = max(ready, tile.registers.ready(charge.at_begin))
        if ready > world.now:
            self.next = self.edge(ready)
            world.ask(self, self.next)
            return
        task = Task(step, charge, (tile.instance, self.name, self.at), self._due)
        if charge.engine is not None:
            self._hand_over(task, tile.engines[charge.engine])
        elif charge.ordered:
            self._own = task
            self._try(task)
        else:
            self._alone(task)

    def _go_on(self, settled: bool, charge: Charge) -> int:
        """The tick at which a processor goes on after its own instruction."""
        cycles = max(charge.issue, charge.occupancy, charge.latency if settled else 0)
        return self.world.now + cycles * self.period

    def _past(self) -> None:
        self.at += 1
        self._due = self.next
        self.world.ask(self, self.next)

    def _halt(self, step: Step) -> None:
        self.tile.halted = self.tile.halted or step.halts

    def _alone(self, task: Task) -> None:
        """An instruction that neither waits, signals nor goes to an engine."""
        charge, now = task.charge, self.world.now
        task.begin, task.finish = now, now + charge.latency * self.period
        task.busy_until = self.occupy(
            max(charge.issue, charge.occupancy), self._go_on(task.step.jumps, charge)
        )
        self.tile.registers.wrote(charge.writes, task.finish)
        self.tell(task, task.finish)
        self._halt(task.step)
        self._past()

    def _hand_over(self, task: Task, engine: Engine) -> None:
        world = self.world
        if len(engine.queue) == engine.depth:
            world.note(self, ("queue", self.tile.instance, engine.name))
            return
        task.begin = world.now
        task.busy_until = self.occupy(task.charge.issue, 0)
        task.finish = task.busy_until
        self.tell(task, task.finish)
        engine.put(Task(task.step, task.charge, task.source, task.finish))
        self._past()

    def _try(self, task: Task) -> None:
        """An instruction of its own that waits or signals."""
        if not self.passes(task):
            return
        charge, now = task.charge, self.world.now
        if task.step.raises:
            self._own = None
            if not charge.commits:
                self.give_back(task)
            self.next = max(self._go_on(True, charge), now + self.period)
            self._past()
            return
        if not task.step.ran:
            raise TimelineError(f"in time, {task.step.operation.text} runs, which never ran in the trace")
        self._begun = True
        task.begin, task.finish = now, now + charge.latency * self.period
        task.busy_until = self.occupy(max(charge.issue, charge.occupancy), task.finish)
        self.world.lasts(max(task.finish, task.busy_until))
        self.tile.registers.wrote(charge.writes, task.finish)
        self.tile.semaphores.demand(task.step.signals)
        self._halt(task.step)
        self.promise(task)

    def land(self) -> None:
        """Give the signals of its own instruction; it is finished when these are all."""
        task, world = self._own, self.world
        if task is None or not self._begun or task.finish > world.now or not self.give(task):
            return
        self._own, self._begun = None, False
        self.next = max(self.next, world.now)
        self.tell(task, world.now)
        self._past()
