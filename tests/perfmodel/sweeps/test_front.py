"""Fronts, the best and histograms, beside their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.perfmodel.sweeps import Front, bin_edges, front_of
from specgen.perfmodel.sweeps.front import empty_front
from specgen.perfmodel.sweeps.summary import _counted, _keep_best


def by_definition(costs: np.ndarray) -> list[int]:
    """The points that no other beats, of equal ones the first."""
    found = []
    for n, one in enumerate(costs):
        beaten = np.any(np.all(costs <= one, axis=1) & np.any(costs < one, axis=1))
        if not beaten and not np.any(np.all(costs[:n] == one, axis=1)):
            found.append(n)
    return found


def drawn(seed: int, objectives: int, points: int = 400) -> np.ndarray:
    """Costs with many ties."""
    draw = np.random.default_rng(seed)
    return draw.integers(0, draw.integers(2, 40), (points, objectives)).astype(np.float64)


@pytest.mark.parametrize("objectives", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(6))
def test_a_front_is_what_none_beats(seed: int, objectives: int) -> None:
    costs = drawn(seed, objectives)
    shuffled = np.random.default_rng(seed).permutation(len(costs))
    front = front_of(shuffled.astype(np.int64), costs[shuffled])
    assert front.numbers.tolist() == by_definition(costs)
    assert np.array_equal(front.costs, costs[front.numbers])


@pytest.mark.parametrize("seed", range(12))
def test_fronts_join_in_any_order(seed: int) -> None:
    costs = drawn(seed, 2 + seed % 3)
    draw = np.random.default_rng(seed)
    cuts = np.array_split(np.arange(len(costs)), np.sort(draw.integers(0, len(costs), 5)))
    fronts = [front_of(numbers, costs[numbers]) for numbers in cuts]
    joined = empty_front(costs.shape[1])
    for place in draw.permutation(len(fronts)):
        joined = joined.joined(fronts[place])
    assert joined.numbers.tolist() == by_definition(costs)


@pytest.mark.parametrize("seed", range(12))
def test_points_added_in_turn_give_the_same_front(seed: int) -> None:
    costs = drawn(seed, 1 + seed % 4)
    kept = np.random.default_rng(seed).random(len(costs)) < 0.8
    front: Front = empty_front(costs.shape[1])
    for start in range(0, len(costs), 37):
        some = slice(start, start + 37)
        front = front.with_later(start, list(costs[some].T), kept[some])
    places = np.flatnonzero(kept)
    assert front.numbers.tolist() == [int(places[n]) for n in by_definition(costs[kept])]


@pytest.mark.parametrize("top", [0, 1, 5, 1000])
def test_the_best_are_the_first_of_the_sorted(top: int) -> None:
    costs = drawn(3, 1)[:, 0]
    found: list[tuple[float, int]] = []
    for start in range(0, len(costs), 50):
        part = costs[start : start + 50]
        _keep_best(found, top, start, part, part > 3)
    ranked = sorted((cost, n) for n, cost in enumerate(costs.tolist()) if cost > 3)
    assert found == ranked[:top]


def test_bins_are_quarters_of_octaves() -> None:
    draw = np.random.default_rng(5)
    values = 10.0 ** draw.uniform(-9, 15, 3000)
    for number, count in _counted(values).items():
        low, high = bin_edges(number)
        assert count == np.count_nonzero((values >= low) & (values < high))
        assert 1.1 < high / low <= 1.25


def test_bins_far_apart_take_no_memory() -> None:
    counted = _counted(np.array([5e-324, 1.0, 1e308]))
    assert sorted(counted.values()) == [1, 1, 1]
