"""Clocks in common ticks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from specgen.model.architecture import Architecture
from specgen.model.clocks import cycles_in_ticks, ticks_per_second
from specgen.model.execution import Engine
from specgen.model.quantity import Dimension, Quantity
from tests.hand import ORIGIN, architecture, processor


def with_clocks(core: Fraction | int | None, **engines: Fraction | int | None) -> Architecture:
    """A processor and engines with these clocks in Hz."""

    def clock(value: Fraction | int | None) -> Quantity | None:
        return None if value is None else Quantity(Fraction(value), Dimension.FREQUENCY, f"{value} Hz")

    control = replace(processor(), clock=clock(core))
    made = architecture(control, [])
    return replace(
        made, engines={n: Engine(name=n, queue=1, clock=clock(v), origin=ORIGIN) for n, v in engines.items()}
    )


@pytest.mark.parametrize(
    ("core", "engine", "rate", "cycles"),
    [
        (None, None, None, (1, 1)),
        (10**9, 10**9, 10**9, (1, 1)),
        (10**9, 4 * 10**8, 2 * 10**9, (2, 5)),
        (Fraction(10**9, 3), 10**9, 10**9, (3, 1)),
        (Fraction(1, 2), Fraction(1, 3), 1, (2, 3)),
        (10**9, None, 10**9, (1, 1)),
        (None, 5, 5, (1, 1)),
        (1, 10**18, 10**18, (10**18, 1)),
        (1, 10**30, 10**30, (1 << 60, 1)),
    ],
)
def test_a_tick_is_the_longest_time_that_divides_all(
    core: Fraction | int | None,
    engine: Fraction | int | None,
    rate: Fraction | int | None,
    cycles: tuple[int, int],
) -> None:
    made = with_clocks(core, engine=engine)
    assert ticks_per_second(made) == rate
    assert tuple(cycles_in_ticks(made).values()) == cycles


def test_clocks_that_hardly_ever_meet_are_rounded_to_a_millionth_of_a_cycle() -> None:
    made = with_clocks(1_000_000_007, engine=999_000_007)
    assert ticks_per_second(made) == 1_000_000_007 * 10**6
    assert cycles_in_ticks(made) == {"control": 10**6, "engine": 1_001_001}
