"""Who goes on next: program order, or an adversarial order that a seed decides.

What a unit does when it goes on is the matter of `Stream` and of `engines`. Both orders end alike: ``exited`` where no
processor is active and no engine has anything queued, ``limit`` where a processor is active and the steps are spent,
``deadlock`` where none can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from specgen.machine import engines

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.machine.stream import Stream

ORDERS = ("program", "adversarial")
TURN = 10_000  # instructions that a processor executes before another one has its turn
_MASK = (1 << 64) - 1
_WITHOUT_END = 1 << 62

#: Lets a unit do one thing; whether it could.
Act = Callable[[], bool]


class Units:
    """The processors and engines of all instances."""

    def __init__(self, cores: Sequence[Core], streams: Sequence[Stream]) -> None:
        self.cores = cores
        self.streams = streams

    @property
    def steps(self) -> int:
        """Instructions that processors executed or issued."""
        return sum(stream.steps for stream in self.streams)

    @property
    def running(self) -> list[Stream]:
        """The processors whose program has not ended."""
        return [s for s in self.streams if s.active and s.core.exit_code is None]

    @property
    def busy(self) -> bool:
        """Whether an engine has anything queued."""
        return any(queue for core in self.cores for queue in core.queues.values())

    def acts(self) -> list[Act]:
        """What each unit can do, in the order of instances, its processors before its engines."""
        found: list[Act] = []
        for core in self.cores:
            found += [partial(_act, stream) for stream in self.streams if stream.core is core]
            found += [partial(engines.advance, core, engine) for engine in core.queues]
        return found


def _act(stream: Stream) -> bool:
    return stream.active and stream.core.exit_code is None and stream.advance(1)


# -- program order -----------------------------------------------------------------------------------------------------


def program_order(units: Units, goal: int | None) -> str:
    """Processors take turns, each until it waits; engines do all they can after every instruction that may let them.

    Stops when ``goal`` steps are reached. Raises Stopped.
    """
    while True:
        progress = False
        for core in units.cores:
            progress |= engines.settle(core)
        running = units.running
        if not running and not units.busy:
            return "exited"
        for stream in running:
            if goal is not None and units.steps >= goal:
                return "limit"
            if stream.core.exit_code is None:
                left = _WITHOUT_END if goal is None else goal - units.steps
                progress |= _turn(stream, left if len(running) == 1 else min(left, _turn_of(stream)))
        if not progress:
            return "deadlock"


def _turn_of(stream: Stream) -> int:
    """How many instructions a turn has; one that waited since an earlier turn is not counted."""
    return TURN + (stream.pending is not None)


def _turn(stream: Stream, left: int) -> bool:
    """Lets a processor execute up to ``left`` instructions, until it waits; whether anything happened."""
    goal = stream.steps + left
    progress = False
    while stream.steps < goal and stream.core.exit_code is None:
        moved = stream.advance(goal - stream.steps)
        settled = engines.settle(stream.core)
        progress |= moved or settled
        if stream.blocked and not settled:
            break
    return progress


def one_step(stream: Stream) -> None:
    """Lets a processor execute or issue one instruction, and its engines what they can. Raises Stopped."""
    _turn(stream, 1)


# -- adversarial order -------------------------------------------------------------------------------------------------


def adversarial_order(units: Units, goal: int | None, seed: int) -> str:
    """Every unit has a priority, drawn from ``seed`` and now and then anew; the first that can does one thing.

    A processor executes or issues one instruction, or passes what it waits for; an engine takes its head as far as it
    can. Stops when ``goal`` steps are reached. Raises Stopped.
    """
    draw = SplitMix(seed)
    acts = units.acts()
    priorities = [draw.next() for _ in acts]
    order = _ordered(priorities)
    last: int | None = None
    while True:
        if not units.running and not units.busy:
            return "exited"
        if goal is not None and units.running and units.steps >= goal:
            return "limit"
        if draw.next() & 7 == 0 and last is not None:
            priorities[last] = draw.next()
            order = _ordered(priorities)
        last = next((number for number in order if acts[number]()), None)
        if last is None:
            return "deadlock"


def _ordered(priorities: Sequence[int]) -> list[int]:
    """Units with the highest priority first, of equal ones the first."""
    return sorted(range(len(priorities)), key=lambda number: -priorities[number])


class SplitMix:
    """Steele, Lea and Flood's splitmix64 (Fast splittable pseudorandom number generators, 2014)."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def next(self) -> int:
        """The next 64 bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _MASK
        return mixed ^ mixed >> 31
