"""Errors of several tables together are those of all their rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.measured import Dataset, gap, pooled


def test_means_are_those_of_all_rows() -> None:
    draw = np.random.default_rng(2)
    gaps = []
    for name, count in (("first", 300), ("second", 120)):
        ranks, sizes = draw.choice((2, 4, 8), count), 2 ** draw.integers(8, 28, count)
        seconds = (5e-6 + sizes / 3e11) * draw.uniform(0.9, 1.1, count)
        columns = {"ranks": ranks, "bytes": sizes}
        data = Dataset(
            name, "h100_sxm", "nccl", "collective", "f16", "", "", columns, seconds, None, "all_reduce"
        )
        found = gap(data, library_chip("h100_sxm"), calibrated=True)
        assert found
        gaps.append(found)
    (pool,) = pooled([*gaps, replace(gaps[0], fitted=0)])
    assert (pool.tables, pool.judged) == (2, gaps[0].judged + gaps[1].judged)
    for n, stage in enumerate(gaps[0].stages):
        each = [one.stages[n].errors for one in gaps]
        mean = sum(one.mape * one.count for one in each) / pool.judged
        assert pool.stages[stage.name][0] == pytest.approx(mean)
    assert pool.stages["calibrated"][0] < 0.1 < pool.stages["roofline"][0]
