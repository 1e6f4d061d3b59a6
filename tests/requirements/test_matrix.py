"""What is said of products: the order of sums, where they are rounded, and what is kept."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.examples.conftest import Bench
from tests.requirements.exact import BF16, F32_MAX, floats, fractions, same_bits, spread, summed

A, W, C, D = 0x10000, 0x20000, 0x30000, 0x40000


def product(bench: Bench, a: Any, w: Any, start: Any = None) -> Any:
    """Rows times weights, both bf16, on top of accumulators where ``start`` gives these."""
    m, k = np.shape(a)
    n = np.shape(w)[1]
    bench.put(A, np.asarray(a, BF16).view(np.uint16))
    bench.put(W, np.asarray(w, BF16).view(np.uint16))
    begin = ""
    if start is not None:
        bench.put(C, np.asarray(start, np.float32))
        begin = f"acc.load acc1, [x4 + 0, x10], {m}, {n}\n"
    lines = f"""
        preload.bf16 0, [x6 + 0, x9], {k}, {n}
        {begin}
        matmul.bf16 acc1, [x5 + 0, x8], 0, {m}, {k}, {n}, {int(start is not None)}
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc1, x0, {m}, {n}
    """
    bench.run(lines, x4=C, x5=A, x6=W, x7=D, x8=2 * k, x9=2 * n, x10=4 * n)
    return bench.get(D, "f32", m, n)


def _terms(a: Any, w: Any, i: int, j: int) -> list[Fraction]:
    rows, columns = fractions(a), fractions(w)
    return [rows[i, q] * columns[q, j] for q in range(len(columns))]


@pytest.mark.requirement("R-MATMUL-1")
def test_a_sum_runs_in_ascending_k_on_top_of_the_accumulator(bench: Bench) -> None:
    generator = np.random.default_rng(1)
    a, w = spread(generator, 3, 24).astype(BF16), spread(generator, 24, 4).astype(BF16)
    start = spread(generator, 3, 4).astype(np.float32)
    places = [(i, j) for i in range(3) for j in range(4)]
    begins = {True: fractions(start), False: fractions(np.zeros((3, 4)))}
    for accumulate, begin in begins.items():
        wanted = [summed(_terms(a, w, i, j), begin[i, j]) for i, j in places]
        got = product(bench, a, w, start if accumulate else None)
        assert same_bits(got, floats(wanted).reshape(3, 4))
        assert wanted != [summed(reversed(_terms(a, w, i, j)), begin[i, j]) for i, j in places]


@pytest.mark.requirement("R-MATMUL-1")
def test_a_sum_starts_from_positive_zero(bench: Bench) -> None:
    assert same_bits(product(bench, [[-1.0]], [[0.0]]), [[0.0]])
    assert same_bits(product(bench, [[-1.0]], [[0.0]], [[-0.0]]), [[-0.0]])


@pytest.mark.requirement("R-MATMUL-1")
def test_a_term_that_lies_between_two_floats_goes_to_the_even_one(bench: Bench) -> None:
    above = np.float32(1 + 2**-23)
    got = product(bench, [[1.0]], [[2.0**-24] * 2], [[1.0, above]])
    assert same_bits(got, [[1.0, 1 + 2**-22]])


@pytest.mark.requirement("R-MATMUL-2")
def test_products_have_all_their_bits_when_they_are_added(bench: Bench) -> None:
    """One product is beyond f32, the other below it; their sums are neither."""
    assert same_bits(product(bench, [[2.0**64]], [[2.0**64]], [[-float(F32_MAX)]]), [[2.0**104]])
    assert same_bits(product(bench, [[2.0**-75]], [[2.0**-75]], [[2.0**-149]]), [[2.0**-148]])


@pytest.mark.requirement("R-MATMUL-3")
def test_subnormal_operands_and_results_are_kept(bench: Bench) -> None:
    assert same_bits(product(bench, [[2.0**-133]], [[2.0**60]]), [[2.0**-73]])
    assert same_bits(product(bench, [[2.0**60]], [[2.0**-133]]), [[2.0**-73]])
    assert same_bits(product(bench, [[2.0**-70]], [[2.0**-70]]), [[2.0**-140]])
    assert same_bits(product(bench, [[0.0]], [[1.0]], [[2.0**-149]]), [[2.0**-149]])
