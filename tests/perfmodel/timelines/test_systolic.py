"""Closed forms of systolic arrays against counts of a simulator, and against an array that is stepped cell by cell."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import numpy as np
import pytest

from specgen.perfmodel.timelines import systolic

SAMPLE = Path(__file__).parent / "data" / "scale_sim.csv"


def sample() -> list[dict[str, int]]:
    lines = [line for line in SAMPLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [{name: int(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def test_output_stationary_counts_are_those_of_scale_sim() -> None:
    rows = sample()
    assert len(rows) == 150
    for row in rows:
        expected = row.pop("cycles")
        assert systolic.output_stationary(**row) == expected


def test_arrays_give_what_numbers_give() -> None:
    rows = sample()
    columns = {name: np.array([row[name] for row in rows]) for name in ("m", "n", "k", "rows", "columns")}
    for dataflow in systolic.DATAFLOWS:
        together = systolic.cycles(dataflow, **columns)
        alone = [
            systolic.cycles(dataflow, *(row[name] for name in ("m", "n", "k", "rows", "columns")))
            for row in rows
        ]
        assert together.tolist() == alone


def _stepped(m: int, n: int, k: int, rows: int, columns: int) -> int:
    """The number of the last cycle of an output-stationary array: operands move on by a cell in every cycle."""
    clock = 0
    for top in range(0, m, rows):
        for left in range(0, n, columns):
            done = np.zeros((rows, columns), np.int64)
            cycle = 0
            while (done < k).any():
                for i, j in np.ndindex(rows, columns):
                    done[i, j] += i + j <= cycle and done[i, j] < k
                cycle += 1
            assert top < m and left < n
            clock += cycle
    return clock - 1


def test_output_stationary_counts_are_those_of_an_array_in_steps() -> None:
    draw = Random(5)
    for _ in range(20):
        rows, columns = draw.randint(1, 4), draw.randint(1, 4)
        m, n, k = (draw.randint(1, 9) for _ in range(3))
        assert systolic.output_stationary(m, n, k, rows, columns) == _stepped(m, n, k, rows, columns)


@pytest.mark.parametrize(
    ("dataflow", "expected"),
    # 32 x 32 cells, 40 x 70 x 100: 2 * 3, 4 * 3 and 4 * 2 folds of 162, 134 and 164 cycles
    [
        ("output", 2 * 3 * 162 - 1),
        ("weight", 4 * 3 * (64 + 40 + 32 - 2) - 1),
        ("input", 4 * 2 * (64 + 70 + 32 - 2) - 1),
    ],
)
def test_dataflows(dataflow: str, expected: int) -> None:
    assert systolic.cycles(dataflow, 40, 70, 100, 32, 32) == expected
    share = systolic.utilisation(dataflow, 40, 70, 100, 32, 32)
    assert share == 40 * 70 * 100 / (1024 * (expected + 1))


def test_there_is_no_other_dataflow() -> None:
    with pytest.raises(ValueError, match="no dataflow 'row'"):
        systolic.cycles("row", 1, 1, 1, 1, 1)
