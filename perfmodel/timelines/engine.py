"""Engines in time: a queue of instructions, and those that have begun."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from specgen.perfmodel.timelines.charges import TimelineError
from specgen.perfmodel.timelines.units import Task, Tile, Unit

if TYPE_CHECKING:
    from specgen.perfmodel.timelines.replay import World


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
