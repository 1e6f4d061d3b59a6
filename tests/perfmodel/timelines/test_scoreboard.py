"""Tiles in a pipeline: by hand, against following them all, and as arrays."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from specgen.perfmodel.timelines.scoreboard import Stage, makespan, unrolled

LOAD, WORK, STORE = Stage("dma", 10, 30), Stage("array", 4, 6), Stage("dma", 5, 12)


def test_one_tile_goes_through_all_stages() -> None:
    assert makespan([LOAD, WORK, STORE], 1) == 30 + 6 + 12


def test_two_buffers_by_hand() -> None:
    """Loads begin at 0, 10 and 36, when the first buffer is free; work at 30, 40 and 66; nothing else is on the engine."""
    assert makespan([LOAD, WORK], 3, depth=2) == 66 + 6
    assert makespan([LOAD, WORK], 3, depth=1) == 36 * 3
    assert makespan([LOAD, WORK], 3, depth=4) == 20 + 30 + 6


def test_the_slowest_engine_is_the_pace() -> None:
    """Loads and stores share an engine: 15 a tile."""
    stages = [LOAD, WORK, STORE]
    assert makespan(stages, 1001, depth=8) - makespan(stages, 1000, depth=8) == 15
    alone = [LOAD, WORK, Stage("out", 5, 12)]
    assert makespan(alone, 1001, depth=8) - makespan(alone, 1000, depth=8) == 10


def drawn(draw: Random) -> tuple[list[Stage], int]:
    engines = draw.choice([("a", "b"), ("a", "b", "a"), ("a", "b", "c"), ("a", "b", "c", "b", "a")])
    stages = []
    for engine in engines:
        occupancy = draw.randint(1, 40)
        stages.append(Stage(engine, occupancy, occupancy + draw.choice([0, 1, 7, 100])))
    return stages, draw.randint(1, 4)


def test_the_rest_is_what_following_all_tiles_gives() -> None:
    draw = Random(3)
    for _ in range(150):
        stages, depth = drawn(draw)
        tiles = draw.choice([1, 2, 3, 40, 64, 65, 66, 67, 131, 500])
        assert makespan(stages, tiles, depth) == unrolled(stages, tiles, depth)[0], (stages, tiles, depth)


def test_engines_that_are_nearly_equal() -> None:
    """The second is slower by a thousandth, but the first has a start of 60: it is the pace only from tile 600 on."""
    stages = [Stage("a", 100.0, 160.0), Stage("b", 100.1, 100.1)]
    for tiles in (100, 1000):
        assert makespan(stages, tiles, 3) == pytest.approx(unrolled(stages, tiles, 3)[0], rel=1e-12)


def test_arrays_give_what_numbers_give() -> None:
    draw = Random(4)
    for engines in [("a", "b"), ("a", "b", "a"), ("a", "b", "c")]:
        occupied = np.array([[draw.randint(1, 40) for _ in range(50)] for _ in engines])
        late = occupied + np.array([[draw.choice([0, 5, 90]) for _ in range(50)] for _ in engines])
        tiles = np.array([draw.choice([1, 5, 64, 65, 200]) for _ in range(50)])
        together = makespan([Stage(*one) for one in zip(engines, occupied, late, strict=True)], tiles, 2)
        for n in range(50):
            stages = [
                Stage(engine, int(o[n]), int(b[n]))
                for engine, o, b in zip(engines, occupied, late, strict=True)
            ]
            assert together[n] == makespan(stages, int(tiles[n]), 2)


def test_time_is_between_the_busiest_engine_and_all_in_turn() -> None:
    draw = Random(5)
    for _ in range(50):
        stages, depth = drawn(draw)
        tiles = draw.randint(1, 90)
        busy = {e: sum(s.occupancy for s in stages if s.engine == e) for e in {s.engine for s in stages}}
        assert (
            tiles * max(busy.values())
            <= makespan(stages, tiles, depth)
            <= tiles * sum(s.latency for s in stages)
        )


def test_no_pipeline() -> None:
    with pytest.raises(ValueError, match="a stage at least"):
        makespan([], 3)
    with pytest.raises(ValueError, match="a stage at least"):
        makespan([LOAD], 3, depth=0)
