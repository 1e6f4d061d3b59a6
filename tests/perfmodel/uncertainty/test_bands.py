"""Bands beside what they are for figures that can be integrated by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from specgen.perfmodel.counting import maximum
from specgen.perfmodel.uncertainty import Input, propagated

A, B, C = Input("a", 10, 8, 12), Input("b", 5, 4, 9), Input("c", 100, 99, 101)


def variance(one: Input) -> float:
    low, peak, high = one.low, one.value, one.high
    squares = low**2 + peak**2 + high**2
    return (squares - low * peak - low * high - peak * high) / 18


def total(values: Mapping[str, Any]) -> Any:
    return values["a"] + 3 * values["b"] - values["c"]


def test_a_sum_has_the_band_the_shares_and_the_interval_of_a_sum() -> None:
    found = propagated(total, (A, B, C), samples=20_000)
    parts = {"a": variance(A), "b": 9 * variance(B), "c": variance(C)}
    assert found.value == 10 + 15 - 100
    draw = random.Random(5)
    drawn = [
        total({one.name: draw.triangular(one.low, one.high, one.value) for one in (A, B, C)})
        for _ in range(20_000)
    ]
    assert [found.low, found.high] == pytest.approx(np.percentile(drawn, [5, 95]).tolist(), abs=0.15)
    assert found.interval == pytest.approx((8 + 12 - 101, 12 + 27 - 99))
    for driver in found.drivers:
        assert driver.share == pytest.approx(parts[driver.input.name] / sum(parts.values()), abs=0.02)
    assert [one.input.name for one in found.drivers] == ["b", "a", "c"]
    assert [one.swing for one in found.drivers] == [15, 4, 2]
    assert (found.drivers[0].at_low, found.drivers[0].at_high) == (10 + 12 - 100, 10 + 27 - 100)
    assert found.widest == ("b", "a")


def test_what_does_not_bound_drives_nothing() -> None:
    found = propagated(lambda values: maximum(values["a"], values["c"]), (A, B, C))
    assert [one.input.name for one in found.drivers] == ["c"]
    assert found.interval == (99, 101)


def test_what_bounds_only_elsewhere_widens_without_a_swing_the_interval() -> None:
    slow = Input("slow", 9.5, 9, 14)
    found = propagated(lambda values: maximum(values["a"], values["slow"]), (Input("a", 10, 9, 11), slow))
    assert found.interval == (9, 14)


def test_a_figure_that_is_not_monotone_has_no_interval() -> None:
    assert propagated(lambda values: (values["a"] - 10) ** 2, (A,)).interval is None


def test_a_value_at_the_end_of_its_range_lies_in_its_band() -> None:
    found = propagated(lambda values: 2 * values["end"], (Input("end", 5, 5, 9),))
    assert found.low == found.value == 10
    assert 16 < found.high < 18


def test_nothing_uncertain_has_no_band() -> None:
    found = propagated(lambda values: 7, ())
    assert (found.value, found.low, found.high, found.drivers, found.interval) == (7, 7, 7, (), (7, 7))


def test_a_seed_gives_a_band_and_another_seed_nearly_the_same() -> None:
    first, again, other = (propagated(total, (A, B, C), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert other.low == pytest.approx(first.low, abs=0.2)


def test_an_input_more_moves_no_draw_of_another() -> None:
    some = propagated(total, (A, B, C))
    more = propagated(total, (Input("d", 1, 0, 2), A, B, C))
    assert (more.low, more.high) == (some.low, some.high)


def drawn_figure(draw: random.Random) -> tuple[Callable[[Mapping[str, Any]], Any], tuple[Input, ...]]:
    """A figure as bounds are: the greatest of several quotients, summed; and ranges of its numbers."""
    inputs = []
    for place in range(draw.randrange(1, 7)):
        value = 10 ** draw.uniform(-2, 4)
        inputs.append(Input(f"n{place}", value, value * draw.uniform(0.3, 1), value * draw.uniform(1, 2)))
    terms = [
        [(10 ** draw.uniform(-2, 4), draw.choice(inputs).name) for _ in range(draw.randrange(1, 4))]
        for _ in range(draw.randrange(1, 5))
    ]
    return lambda values: sum(maximum(*(w / values[n] for w, n in one)) for one in terms), tuple(inputs)


@pytest.mark.parametrize("seed", range(25))
def test_every_draw_lies_in_the_interval_of_a_monotone_figure(seed: int) -> None:
    figure, inputs = drawn_figure(random.Random(seed))
    found = propagated(figure, inputs, samples=500)
    assert found.interval is not None
    low, high = found.interval
    assert low * (1 - 1e-12) <= found.low <= found.high <= high * (1 + 1e-12)
    draws = np.random.default_rng(seed)
    values = {one.name: draws.uniform(one.low, one.high, 300) for one in inputs}
    anywhere = figure(values)
    assert np.all(anywhere >= low * (1 - 1e-12))
    assert np.all(anywhere <= high * (1 + 1e-12))
    assert sum(one.share for one in found.drivers) < 1.15
