"""A second opinion on time: the rules of a run, tick by tick, for programs of the metronome.

Nothing is skipped and nothing is remembered about who could not go on: at every tick everybody is asked again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

CORE, MOVER, ADDER = UNITS = ("core", "mover", "adder")
DEPTH = {MOVER: 2, ADDER: 3}
MOST = {"full": 2, "free": 2, "done": 3}
_QUIET = 1000  # ticks without anything happening, after which nothing will

Semaphore = tuple[str, int]


@dataclass(frozen=True)
class Op:
    """An instruction: what it costs, the registers that it uses at issue (``reads``) and as it begins (``uses``).

    ``skips``: how many instructions it jumps over, of a branch that is taken.
    """

    unit: str
    text: str
    costs: tuple[int, int, int]
    reads: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    writes: str = ""
    wait: tuple[Semaphore, int] | None = None
    signal: tuple[Semaphore, int] | None = None
    meet: int | None = None
    drain: tuple[str, ...] = ()
    skips: int = 0
    halts: bool = False

    @property
    def settles(self) -> bool:
        """Whether the core waits until it is finished."""
        return bool(self.wait or self.signal or self.meet is not None or self.drain)


class Told(NamedTuple):
    """What is told of an instruction."""

    tile: int
    unit: str
    text: str
    begin: int
    busy_until: int
    finish: int


@dataclass
class _Begun:
    op: Op
    begin: int
    busy_until: int
    finish: int
    room: bool  # for its signal


@dataclass
class _Unit:
    next: int = 0
    queue: deque[tuple[Op, int]] = field(default_factory=deque)
    flight: deque[_Begun] = field(default_factory=deque)
    finish: int = 0


@dataclass
class _Tile:
    number: int
    program: tuple[Op, ...]
    at: int = 0
    exited: bool = False
    units: dict[str, _Unit] = field(default_factory=lambda: {name: _Unit() for name in UNITS})
    ready: dict[str, int] = field(default_factory=dict)
    counts: dict[Semaphore, int] = field(default_factory=dict)
    taken: dict[Semaphore, int] = field(default_factory=dict)


class Model:
    """A run of a program on each of some tiles, of ``tiles`` that meet at barriers; ``cycles``: ticks of each unit."""

    def __init__(self, programs: list[tuple[Op, ...]], cycles: dict[str, int], tiles: int) -> None:
        self.tiles = [_Tile(number, program) for number, program in enumerate(programs) if program]
        self.cycles = cycles
        self.all = tiles
        self.now = 0
        self.told: list[Told] = []
        self.ended = 0
        self.arrived: dict[int, set[int]] = {}
        self.passes: set[tuple[int, int]] = set()

    def run(self) -> str:
        """How it ends."""
        last = 0
        while self.now < last + _QUIET:
            if self._tick():
                last = self.now
            self.now += 1
        idle = not any(u.queue or u.flight for t in self.tiles for u in t.units.values())
        return "exited" if idle and all(tile.exited for tile in self.tiles) else "deadlock"

    def _tick(self) -> bool:
        """All that happens at one tick; whether anything does."""
        some = False
        places = [(tile, unit) for tile in self.tiles for unit in UNITS if self.now % self.cycles[unit] == 0]
        while True:
            finished = False
            for tile, unit in places:
                while self._finish(tile, unit):
                    finished = True
            if not finished and not any(self._begin(tile, unit) for tile, unit in places):
                return some
            some = True

    def _finish(self, tile: _Tile, name: str) -> bool:
        unit = tile.units[name]
        if not unit.flight or unit.flight[0].finish > self.now or not unit.flight[0].room:
            return False
        begun = unit.flight.popleft()
        if begun.op.signal is not None:
            semaphore, amount = begun.op.signal
            tile.counts[semaphore] = tile.counts.get(semaphore, 0) + amount
            tile.taken[semaphore] -= amount
        self._tell(tile, name, begun.op, begun.begin, begun.busy_until, self.now)
        unit.finish = max(unit.finish, self.now)
        if name == CORE:
            tile.at += 1
            unit.next = max(unit.next, self.now)
        return True

    def _room(self, tile: _Tile, op: Op) -> bool:
        """Takes room for the signal of an instruction, if it has one and there is room."""
        if op.signal is None:
            return True
        semaphore, amount = op.signal
        taken = tile.taken.get(semaphore, 0) + amount
        if tile.counts.get(semaphore, 0) + taken > MOST[semaphore[0]]:
            return False
        tile.taken[semaphore] = taken
        return True

    def _begin(self, tile: _Tile, name: str) -> bool:
        unit = tile.units[name]
        if unit.flight and not unit.flight[-1].room:
            unit.flight[-1].room = self._room(tile, unit.flight[-1].op)
            return unit.flight[-1].room
        if (name == CORE and unit.flight) or unit.next > self.now:
            return False
        if name == CORE:
            return not tile.exited and self._core(tile, unit, tile.program[tile.at])
        if not unit.queue or unit.queue[0][1] > self.now:
            return False
        op = unit.queue[0][0]
        if not self._there(tile, op.uses) or not self._passes(tile, op):
            return False
        unit.queue.popleft()
        _, occupancy, latency = (cost * self.cycles[name] for cost in op.costs)
        unit.finish = max(self.now + latency, unit.finish)
        self._fly(unit, _Begun(op, self.now, self.now + occupancy, unit.finish, self._room(tile, op)))
        unit.next = self.now + max(occupancy, self.cycles[name])
        self._wrote(tile, op, unit.finish)
        return True

    def _core(self, tile: _Tile, unit: _Unit, op: Op) -> bool:
        if not self._there(tile, op.reads):
            return False
        issue, occupancy, latency = (cost * self.cycles[CORE] for cost in op.costs)
        if op.unit != CORE:
            queue = tile.units[op.unit].queue
            if len(queue) == DEPTH[op.unit]:
                return False
            queue.append((op, self.now + issue))
            self._tell(tile, CORE, op, self.now, self.now + issue, self.now + issue)
            unit.next = self.now + max(issue, self.cycles[CORE])
            tile.at += 1
            return True
        if not self._passes(tile, op):
            return False
        busy = max(issue, occupancy)
        self._wrote(tile, op, self.now + latency)
        unit.next = self.now + max(busy, self.cycles[CORE], latency if op.skips else 0)
        if op.settles:
            self._fly(unit, _Begun(op, self.now, self.now + busy, self.now + latency, self._room(tile, op)))
            return True
        self._tell(tile, CORE, op, self.now, self.now + busy, self.now + latency)
        tile.at += 1 + op.skips
        tile.exited = op.halts
        return True

    def _there(self, tile: _Tile, registers: frozenset[str]) -> bool:
        return all(tile.ready.get(register, 0) <= self.now for register in registers)

    def _wrote(self, tile: _Tile, op: Op, tick: int) -> None:
        if op.writes:
            tile.ready[op.writes] = tick

    def _passes(self, tile: _Tile, op: Op) -> bool:
        """Takes what an instruction waits for, if it is there."""
        if op.wait is not None:
            semaphore, amount = op.wait
            if tile.counts.get(semaphore, 0) < amount:
                return False
            tile.counts[semaphore] = tile.counts.get(semaphore, 0) - amount
        if op.meet is not None:
            return self._meets(tile, op.meet)
        return not any(tile.units[name].queue or tile.units[name].flight for name in op.drain)

    def _meets(self, tile: _Tile, slot: int) -> bool:
        """Comes to a barrier; all may pass when all have come."""
        if (tile.number, slot) not in self.passes:
            arrived = self.arrived.setdefault(slot, set())
            arrived.add(tile.number)
            if len(arrived) < self.all:
                return False
            self.passes |= {(number, slot) for number in arrived}
            arrived.clear()
        self.passes.discard((tile.number, slot))
        return True

    def _tell(self, tile: _Tile, unit: str, op: Op, begin: int, busy_until: int, finish: int) -> None:
        self.told.append(Told(tile.number, unit, op.text, begin, busy_until, finish))
        self.ended = max(self.ended, finish, busy_until)

    def _fly(self, unit: _Unit, begun: _Begun) -> None:
        """What has begun counts even where it is never told, since its signal finds no room."""
        unit.flight.append(begun)
        self.ended = max(self.ended, begun.finish, begun.busy_until)
