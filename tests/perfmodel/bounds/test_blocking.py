"""Traffic of blocked products: between the bounds that hold for any order of work, and what small cases come to by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.perfmodel.bounds import gemm_traffic

SIZES = st.integers(1, 20_000)
CAPACITIES = st.integers(1 << 12, 1 << 28)


@settings(max_examples=200, deadline=None)
@given(m=SIZES, n=SIZES, k=SIZES, capacity=CAPACITIES)
def test_never_less_than_any_order_needs(m: int, n: int, k: int, capacity: int) -> None:
    found = gemm_traffic(m, n, k, capacity=capacity)
    assert found.bytes >= 2 * (m * k + k * n + m * n)
    elements = capacity / 2
    assert found.bytes / 2 >= 2 * m * n * k / sqrt(elements) - 2 * elements


@settings(max_examples=100, deadline=None)
@given(m=SIZES, n=SIZES, k=SIZES, capacity=CAPACITIES)
def test_more_memory_is_never_worse_by_more_than_rounding(m: int, n: int, k: int, capacity: int) -> None:
    less, more = (gemm_traffic(m, n, k, capacity=size).bytes for size in (capacity, 4 * capacity))
    assert more <= less * 1.05


def test_what_fits_is_read_once() -> None:
    found = gemm_traffic(256, 256, 256, capacity=4 << 20)
    assert (found.passes_a, found.passes_b) == (1, 1)
    assert found.bytes == 3 * 256 * 256 * 2


def test_a_thin_operand_stays() -> None:
    found = gemm_traffic(16, 4096, 4096, capacity=1 << 20)
    assert (found.passes_a, found.passes_b) == (1, 1)


def test_by_hand() -> None:
    # 4 MiB hold a square block of side s: 4 s^2 + 2 * 128 * 4 s = 2^22, so s = 903; 4096 columns take 5 of them.
    found = gemm_traffic(4096, 4096, 4096, capacity=4 << 20)
    assert found.a + found.b == pytest.approx(2 * 5 * 4096 * 4096 * 2)


def test_arrays_give_what_their_elements_give() -> None:
    m = np.array([1, 100, 4096, 4096])
    capacity = np.array([2.0**20, 2.0**18, 2.0**20, 2.0**24])
    found = gemm_traffic(m, 4096, 2048, capacity=capacity, b=0.53125)
    for index, one in enumerate(found.bytes):
        alone = gemm_traffic(int(m[index]), 4096, 2048, capacity=float(capacity[index]), b=0.53125)
        assert one == alone.bytes
