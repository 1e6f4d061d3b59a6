"""What holds of every bound: it is at least each of its parts, more of anything never slows, arrays are many points."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.perfmodel.bounds import Residence, bounds_of, time_of
from specgen.perfmodel.chips import Chip, library_chip, library_chips
from specgen.perfmodel.workloads import Graph
from tests.perfmodel.hand import SMALL, gemm

SIZES = st.integers(1, 5000)
CHIPS = st.sampled_from(library_chips()).map(library_chip)
RESIDENCES = st.sampled_from(list(Residence))
FEW = settings(max_examples=40, deadline=None, derandomize=True)


@FEW
@given(SIZES, SIZES, SIZES, CHIPS, RESIDENCES)
def test_a_bound_is_the_greatest_of_its_parts(m: int, n: int, k: int, chip: Chip, where: Residence) -> None:
    bound = time_of(gemm(m, n, k), chip, where)
    parts = [bound.compute, *bound.levels.values(), bound.network]
    assert bound.time == max(parts)
    assert parts[int(bound.bound_by)] == bound.time


@FEW
@given(SIZES, SIZES, SIZES, CHIPS, st.integers(0, 3), st.floats(1.0, 10.0))
def test_more_bandwidth_never_slows(m: int, n: int, k: int, chip: Chip, place: int, times: float) -> None:
    place %= len(chip.levels)
    levels = list(chip.levels)
    faster: Any = levels[place].bandwidth * times
    levels[place] = replace(levels[place], bandwidth=faster)
    assert (
        time_of(gemm(m, n, k), replace(chip, levels=tuple(levels))).time <= time_of(gemm(m, n, k), chip).time
    )


@FEW
@given(SIZES, SIZES, SIZES, CHIPS, st.floats(1.0, 10.0))
def test_higher_peaks_never_slow(m: int, n: int, k: int, chip: Chip, times: float) -> None:
    peaks: Any = {key: rate * times for key, rate in chip.peaks.items()}
    fast = replace(chip, peaks=peaks)
    assert time_of(gemm(m, n, k), fast).time <= time_of(gemm(m, n, k), chip).time


@FEW
@given(SIZES, SIZES, SIZES, SIZES, CHIPS)
def test_more_work_never_takes_less(m: int, n: int, k: int, more: int, chip: Chip) -> None:
    assert time_of(gemm(m, n, k), chip).time <= time_of(gemm(m + more, n, k), chip).time


@FEW
@given(st.lists(st.tuples(SIZES, SIZES, SIZES), min_size=1, max_size=6), CHIPS, RESIDENCES)
def test_an_array_of_sizes_is_many_points(
    shapes: list[tuple[int, int, int]], chip: Chip, where: Residence
) -> None:
    m, n, k = (np.array(column) for column in zip(*shapes, strict=True))
    together = time_of(gemm(m, n, k), chip, where)
    for place, shape in enumerate(shapes):
        alone = time_of(gemm(*shape), chip, where)
        assert _at(together.time, place) == alone.time
        assert _at(together.bound_by, place) == alone.bound_by
        if alone.energy.total is not None:
            assert _at(together.energy.total, place) == pytest.approx(alone.energy.total, rel=1e-12)


def _at(found: Any, place: int) -> Any:
    """One element, of what may be the same for all."""
    return found[place] if isinstance(found, np.ndarray) else found


def test_an_array_of_chips_is_many_points() -> None:
    rates = np.array([1.0, 10.0, 100.0, 1000.0])
    dram = replace(SMALL.levels[0], bandwidth=rates)
    graph = Graph("one", (gemm(10, 10, 10, times=2), gemm(20, 20, 20)))
    together = bounds_of(graph, replace(SMALL, levels=(dram, *SMALL.levels[1:])))
    for place, rate in enumerate(rates):
        alone = bounds_of(
            graph, replace(SMALL, levels=(replace(dram, bandwidth=float(rate)), *SMALL.levels[1:]))
        )
        assert together.time[place] == alone.time
        assert together.overlapped[place] == alone.overlapped
        assert [one.limits[_at(one.bound_by, place)] for one in together.bounds] == [
            one.limit for one in alone.bounds
        ]


@FEW
@given(st.lists(st.tuples(SIZES, SIZES, SIZES), min_size=1, max_size=5), CHIPS)
def test_overlap_lies_between_the_longest_operator_and_their_sum(
    shapes: list[tuple[int, int, int]], chip: Chip
) -> None:
    whole = bounds_of(Graph("some", tuple(gemm(*shape) for shape in shapes)), chip)
    assert max(one.total for one in whole.bounds) <= whole.overlapped * (1 + 1e-12)
    assert whole.overlapped <= whole.time * (1 + 1e-12)
