"""Processors in time: the steps of a program, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specgen.perfmodel.timelines.charges import Charge, TimelineError
from specgen.perfmodel.timelines.units import Task, Tile, Unit

if TYPE_CHECKING:
    from specgen.perfmodel.timelines.engine import Engine
    from specgen.perfmodel.timelines.replay import World
    from specgen.perfmodel.timelines.trace import Step


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
