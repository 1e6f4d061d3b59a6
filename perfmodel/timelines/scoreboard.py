"""Tiles that go through stages, each on an engine, with so many buffers between two stages: when the last one is done.

A stage of tile ``i`` starts when its engine is free, the stage before has finished that tile, and the stage behind has
finished tile ``i - depth``, whose buffer it takes:

    start(i, s) = max(free(engine of s), finish(i, s - 1), finish(i - depth, s + 1))

An engine takes its instructions in the order of a software pipeline: the first stage is ``depth - 1`` tiles ahead of the
second, every other one tile ahead of the next; with one buffer nothing is. Times may be arrays, an element for each design
point, and so may the number of tiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

from specgen.perfmodel.counting import maximum, where

MOST_UNROLLED = 64
_CLOSE = 1e-9  # of a time: two that differ by less are the same


@dataclass(frozen=True, slots=True)
class Stage:
    """What a tile takes of an ``engine``: after ``occupancy`` it takes the next, after ``latency`` this one is finished."""

    engine: str
    occupancy: Any
    latency: Any


def makespan(stages: Sequence[Stage], tiles: Any, depth: int = 2) -> Any:
    """Return the time until the last of ``tiles`` has left the last stage.

    At most `MOST_UNROLLED` tiles are followed. Then the pipeline repeats itself: if everything has come to be later by the
    same time after each period, it will for ever, so the rest is a multiple of that. Where two engines are so nearly
    equal that this takes longer, all tiles are followed. Raises ValueError without a stage, or where ``depth`` is below 1.
    """
    if not stages or depth < 1:
        raise ValueError("a pipeline has a stage at least, and a buffer between two")
    period = lcm(*range(1, min(depth, 4) + 1))
    base = max(MOST_UNROLLED - 2 * period - len(stages) * depth, depth)
    short = tiles <= MOST_UNROLLED
    first = where(short, tiles, base + (tiles - base) % period)
    turns = where(short, 0, (tiles - first) // period)
    time, before = unrolled(stages, first, depth)
    later, after = unrolled(stages, first + period, depth)
    gain = later - time
    apart = [abs(b - a - gain) for a, b in zip(before, after, strict=True)]
    steady = maximum(0, *apart) <= _CLOSE * maximum(1, later)
    return _finished(stages, tiles, depth, time + turns * gain, steady | short)


def _finished(stages: Sequence[Stage], tiles: Any, depth: int, estimate: Any, steady: Any) -> Any:
    """The estimate where it is steady, else what following all tiles gives."""
    if not hasattr(steady, "shape"):
        return estimate if steady else unrolled(stages, tiles, depth)[0]
    if steady.all():
        return estimate
    shape, rest = steady.shape, ~steady
    some = [
        Stage(s.engine, _picked(s.occupancy, rest, shape), _picked(s.latency, rest, shape)) for s in stages
    ]
    made = estimate * 1
    made[rest] = unrolled(some, _picked(tiles, rest, shape), depth)[0]
    return made


def _picked(values: Any, which: Any, shape: tuple[int, ...]) -> Any:
    """The elements of an array of that shape; a number is the same for all."""
    return (values + 0 * which)[which] if hasattr(values, "shape") and values.shape == shape else values


def unrolled(stages: Sequence[Stage], tiles: Any, depth: int) -> tuple[Any, list[Any]]:
    """Follow all tiles: the time of the last, and when engines were free and tiles finished before it."""
    pipeline = _Pipeline(stages, depth, tiles)
    most = int(tiles.max()) if hasattr(tiles, "max") else int(tiles)
    for turn in range(most + pipeline.lags[-1]):
        pipeline.turn(turn)
    return pipeline.finish, [
        *pipeline.free.values(),
        *(time for times in pipeline.finished for time in times),
    ]


class _Pipeline:
    """The state of a pipeline: when engines are free, and when each stage finished its last tiles."""

    def __init__(self, stages: Sequence[Stage], depth: int, tiles: Any) -> None:
        self.free: dict[str, Any] = {stage.engine: 0 * tiles for stage in stages}
        self.finished: list[list[Any]] = [[0 * tiles] * (depth + 1) for _ in stages]
        self.finish: Any = 0 * tiles
        self.lags = [0, *(depth - 1 + (n if depth > 1 else 0) for n in range(len(stages) - 1))]
        self._stages = stages
        self._depth = depth
        self._tiles = tiles

    def turn(self, turn: int) -> None:
        """Let every stage take its tile of a turn, if there is one."""
        for number, stage in enumerate(self._stages):
            tile = turn - self.lags[number]
            if tile >= 0:
                self._take(number, stage, tile < self._tiles)

    def _take(self, number: int, stage: Stage, there: Any) -> None:
        lags, own = self.lags, self.finished[number]
        start = self.free[stage.engine]
        if number:
            ahead = lags[number] - lags[number - 1]
            start = maximum(start, self.finished[number - 1][-1 - ahead])
        if number + 1 < len(self._stages):
            behind = (
                lags[number + 1] - lags[number]
            )  # it has just finished the tile that is so much behind, and one more
            start = maximum(start, self.finished[number + 1][behind - self._depth])
        finish = maximum(start + stage.latency, own[-1])
        self.free[stage.engine] = where(there, start + stage.occupancy, self.free[stage.engine])
        own.append(where(there, finish, own[-1]))
        del own[0]
        self.finish = maximum(self.finish, own[-1])
