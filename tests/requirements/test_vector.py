"""What is said of tiles and lanes: where results are rounded, and the order of sums."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.examples.conftest import Bench
from tests.requirements.exact import BF16, bf16, floats, fractions, rounded, same_bits, spread, summed

A, B, D = 0x10000, 0x20000, 0x30000
ROWS, COLS = 8, 20
PLACES = {"x5": A, "x6": B, "x7": D, "x8": 4 * COLS}
TILE = f"[x5 + 0, x8], {ROWS}, {COLS}"


def lanes(bench: Bench, number: int, rows: int = ROWS) -> Any:
    """A lane register."""
    return np.asarray(bench.machine.state[f"v{number}"], np.float32)[:rows]


def codes(value: float) -> int:
    """The code of an f32, for a register."""
    return int(np.float32(value).view(np.uint32))


@pytest.mark.requirement("R-TILE-1")
@pytest.mark.parametrize(
    ("name", "does"), [("tadd", Fraction.__add__), ("tsub", Fraction.__sub__), ("tmul", Fraction.__mul__)]
)
def test_operands_are_exact_and_results_rounded_twice(bench: Bench, name: str, does: Any) -> None:
    generator = np.random.default_rng(11)
    for kind, store in ((np.float32, rounded), (BF16, lambda one: bf16(rounded(one)))):
        a, b = (spread(generator, ROWS, COLS).astype(kind) for _ in range(2))
        a[0, 0], b[0, 0], a[0, 1], b[0, 1] = 2.0**-133, 2.0**-133, 2.0**-133, 1.0
        size = a.itemsize
        bench.put(A, a.view(f"u{size}"))
        bench.put(B, b.view(f"u{size}"))
        tile = f"{name}.{'f32' if size == 4 else 'bf16'} [x7 + 0, x8], [x5 + 0, x8], [x6 + 0, x8], {ROWS}, {COLS}"
        bench.run(tile, **{**PLACES, "x8": size * COLS})
        got = bench.get(D, f"u{8 * size}", ROWS, COLS).view(kind).astype(np.float32)
        wanted = [store(does(x, y)) for x, y in zip(fractions(a).flat, fractions(b).flat, strict=True)]
        assert [Fraction(float(one)) for one in got.flat] == wanted


@pytest.mark.requirement("R-EXP-1")
def test_the_argument_of_an_exponential_is_one_fused_sum(bench: Bench) -> None:
    """The product and the lane cancel but for what rounding the product would lose."""
    factor, minus = 32 * (1 + 2.0**-12), -1024 * (1 + 2.0**-11)
    fused = rounded(Fraction(factor) ** 2 + Fraction(minus))
    apart = rounded(rounded(Fraction(factor) ** 2) + Fraction(minus))
    assert (fused, apart) == (Fraction(1, 2**14), Fraction(0))
    results = []
    for a, scalar, lane in ((factor, factor, minus), (float(fused), 1.0, 0.0), (float(apart), 1.0, 0.0)):
        bench.put(A, np.full((1, 1), a, np.float32))
        lines = "vsplat v1, x11\ntexp.f32 [x7 + 0, x8], [x5 + 0, x8], x10, v1, 1, 1"
        bench.run(lines, **PLACES, x10=codes(scalar), x11=codes(lane))
        results.append(bench.get(D, "f32", 1)[0])
    assert results[0] == results[1] != results[2]


def drawn(seed: int) -> Any:
    """A tile of many magnitudes, and a row and a column of -0 in it."""
    values = spread(np.random.default_rng(seed), ROWS, COLS).astype(np.float32)
    values[3], values[:, 5] = -0.0, -0.0
    return values


def sums(values: Iterable[Any]) -> Any:
    """Each row summed from +0, in order, as f32."""
    return floats([summed(row) for row in values])


@pytest.mark.requirement("R-SUM-1")
def test_a_row_is_summed_from_zero_in_ascending_columns(bench: Bench) -> None:
    values = drawn(12)
    bench.put(A, values)
    bench.run(f"trsum.f32 v0, {TILE}", **PLACES)
    exact = fractions(values)
    assert same_bits(lanes(bench, 0), sums(exact))
    assert not same_bits(sums(exact), sums(exact[:, ::-1]))


@pytest.mark.requirement("R-COLUMN-SUM-1")
def test_a_column_is_summed_in_ascending_rows(bench: Bench) -> None:
    values = drawn(13)
    bench.put(A, values)
    bench.run(f"tcsum.f32 [x7 + 0, x8], {TILE}", **PLACES)
    exact = fractions(values).T
    assert same_bits(bench.get(D, "f32", COLS), sums(exact))
    assert not same_bits(sums(exact), sums(exact[:, ::-1]))


def statistics(row: Any) -> tuple[Fraction, Fraction]:
    """Mean and variance, as the sentence says."""
    mean = rounded(summed(row) / len(row))
    squares = summed(rounded(one - mean) ** 2 for one in row)
    return mean, rounded(squares / len(row))


@pytest.mark.requirement("R-STAT-1")
def test_statistics_sum_in_order_and_divide_exactly(bench: Bench) -> None:
    values = drawn(14)
    bench.put(A, values)
    bench.run(f"tstat.f32 v2, {TILE}", **PLACES)
    exact = fractions(values)
    wanted, other = ([statistics(row) for row in rows] for rows in (exact, exact[:, ::-1]))
    for number, index in ((2, 0), (3, 1)):
        assert same_bits(lanes(bench, number), floats([one[index] for one in wanted]))
        assert [one[index] for one in wanted] != [one[index] for one in other]


@pytest.mark.requirement("R-TOP-1")
def test_the_greatest_come_in_one_order_whichever_lanes_compare(bench: Bench) -> None:
    """Rows of few values, each many times, in three orders of the rows: a row's result is its own, and stable."""
    generator = np.random.default_rng(15)
    values = generator.choice(np.array([-1.5, -0.0, 0.0, 2.5, np.nan], np.float32), (ROWS, COLS))
    values[6, 2:] = np.nan
    for order in (np.arange(ROWS), np.arange(ROWS)[::-1], generator.permutation(ROWS)):
        bench.put(A, values[order])
        bench.run(f"ttop.f32 [x7 + 0, x10], [x6 + 0, x10], [x5 + 0, x8], 6, {ROWS}, {COLS}", **PLACES, x10=24)
        found, places = bench.get(D, "f32", ROWS, 6), bench.get(B, "u32", ROWS, 6)
        for row, top, at in zip(values[order], found, places, strict=True):
            numbers = [j for j in range(COLS) if not np.isnan(row[j])]
            ranked = sorted(numbers, key=lambda j: (-row[j], j))[:6]
            assert at.tolist() == ranked + [0xFFFFFFFF] * (6 - len(ranked))
            assert np.array_equal(top, [*row[ranked], *[-np.inf] * (6 - len(ranked))])


@pytest.mark.requirement("R-LANE-SUM-1")
def test_lanes_are_summed_as_a_tree(bench: Bench) -> None:
    values = spread(np.random.default_rng(16), 32).astype(np.float32)
    bench.put(A, values)
    bench.run("vload v1, x5\nvsum v2, v1", **PLACES)
    tree = list(fractions(values))
    while len(tree) > 1:
        half = len(tree) // 2
        tree = [rounded(tree[i] + tree[i + half]) for i in range(half)]
    assert same_bits(lanes(bench, 2, 32), floats(tree * 32))
    assert tree[0] != summed(fractions(values))
