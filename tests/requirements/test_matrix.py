"""What is said of products: the order of sums, where they are rounded, and what is kept."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from specgen.api import load
from specgen.machine import Result
from tests.examples.conftest import Bench
from tests.requirements.exact import (
    BF16,
    F32_MAX,
    bf16,
    floats,
    fractions,
    rounded,
    same_bits,
    spread,
    summed,
)

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


HOLDS = {"bf16": BF16, "e4m3": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2}


@pytest.mark.requirement("R-PRELOAD-1")
@pytest.mark.parametrize("name", HOLDS)
def test_weights_of_every_format_are_held_exactly(bench: Bench, name: str) -> None:
    """All codes of the eight-bit formats and many of bf16: the cell has the value, a NaN is one still."""
    kind = HOLDS[name]
    size = np.dtype(kind).itemsize
    codes = np.arange(0, 1 << 8 * size, 1 if size == 1 else 257, dtype=np.uint32)[:256].astype(f"u{size}")
    bench.put(W, codes.reshape(16, 16))
    bench.run(f"preload.{name} 1, [x6 + 0, x9], 16, 16", x6=W, x9=16 * size)
    cells = np.asarray(bench.machine.state["weights"])[1, :16, :16]
    held = cells.astype(np.uint16).view(BF16).astype(np.float32).ravel()
    wanted = codes.view(kind).astype(np.float32)
    numbers = ~np.isnan(wanted)
    assert same_bits(held[numbers], wanted[numbers])
    assert np.isnan(held[~numbers]).all()


@pytest.mark.requirement("R-PRELOAD-1")
def test_integers_are_held_as_themselves(bench: Bench) -> None:
    values = np.arange(-128, 128).astype(np.int8)
    bench.put(W, values.reshape(16, 16))
    bench.run("preload.s8 1, [x6 + 0, x9], 16, 16", x6=W, x9=16)
    held = np.asarray(bench.machine.state["weight_codes"])[1, :16, :16].ravel()
    assert np.array_equal(held.astype(np.uint8).view(np.int8), values)


P = 0x50000


def sparse(bench: Bench, a: Any, w: Any, places: Any, start: Any) -> Any:
    """Rows (bf16) times compressed weights, on top of accumulators."""
    (m, wide), (k, n) = np.shape(a), np.shape(w)
    bench.put(A, np.asarray(a, BF16).view(np.uint16))
    bench.put(W, np.asarray(w, BF16).view(np.uint16))
    bench.put(C, np.asarray(start, np.float32))
    quarters = np.asarray(places, np.uint8).T.reshape(n, k // 4, 4)
    bench.put(P, (quarters << np.array([0, 2, 4, 6], np.uint8)).sum(axis=2).astype(np.uint8))
    lines = f"""
        preload.sp.bf16 0, [x6 + 0, x9], [x11 + 0, x12], {k}, {n}
        acc.load acc1, [x4 + 0, x10], {m}, {n}
        matmul.sp.bf16 acc1, [x5 + 0, x8], 0, {m}, {k}, {n}, 1
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc1, x0, {m}, {n}
    """
    bench.run(lines, x4=C, x5=A, x6=W, x7=D, x8=2 * wide, x9=2 * n, x10=4 * n, x11=P, x12=k // 4)
    return bench.get(D, "f32", m, n)


@pytest.mark.requirement("R-SPARSE-1", "R-MATMUL-SPARSE-1")
def test_compressed_weights_are_those_of_their_places(bench: Bench) -> None:
    """The sum runs over what is there, in ascending compressed rows, and is not what another order gives."""
    generator = np.random.default_rng(6)
    a, w = spread(generator, 3, 24).astype(BF16), spread(generator, 12, 4).astype(BF16)
    start = spread(generator, 3, 4).astype(np.float32)
    pairs = np.sort(generator.random((6, 4, 4)).argsort(axis=1)[:, :2], axis=1)
    places = pairs.reshape(12, 4)
    rows, columns, begin = fractions(a), fractions(w), fractions(start)
    wanted, other = [], []
    for i, j in np.ndindex(3, 4):
        terms = [rows[i, 4 * (q // 2) + places[q, j]] * columns[q, j] for q in range(12)]
        wanted.append(summed(terms, begin[i, j]))
        other.append(summed(reversed(terms), begin[i, j]))
    assert same_bits(sparse(bench, a, w, places, start), floats(wanted).reshape(3, 4))
    assert wanted != other


@pytest.mark.requirement("R-MATMUL-SPARSE-1")
def test_weights_that_are_not_there_meet_nothing(bench: Bench) -> None:
    """Infinities and NaN stand in the row wherever no weight is: the sum does not know of them."""
    a = np.array([[1, np.inf, 2, np.nan, -np.inf, 3, 4, np.nan]])
    places = np.array([[0, 2, 1, 2]]).T
    assert same_bits(sparse(bench, a, np.ones((4, 1)), places, [[0.5]]), [[10.5]])


@pytest.mark.requirement("R-MATMUL-SPARSE-1")
def test_sparse_products_have_all_their_bits_and_keep_subnormals(bench: Bench) -> None:
    places = np.array([[0, 1, 0, 1]]).T
    row = [[2.0**64, 0, 0, 0, 0, 0, 0, 0]]
    assert same_bits(
        sparse(bench, row, [[2.0**64], [0], [0], [0]], places, [[-float(F32_MAX)]]), [[2.0**104]]
    )
    row = [[2.0**-70, 0, 0, 0, 0, 0, 0, 0]]
    assert same_bits(sparse(bench, row, [[2.0**-70], [0], [0], [0]], places, [[0.0]]), [[2.0**-140]])


def scaled(bench: Bench, a: Any, w: Any, sa: Any, sw: Any, four: bool) -> Any:
    """Rows (bf16 or four bits, with their scales) times weights with theirs."""
    (m, k), n = np.shape(a), np.shape(w)[1]
    blocks = (k + 31) // 32
    bench.put(W, np.asarray(w, BF16).view(np.uint16))
    bench.put(0, np.asarray(sa, np.uint8), memory="scales")
    bench.put(512, np.asarray(sw, np.uint8), memory="scales")
    if four:
        codes = np.searchsorted(FOUR, np.abs(a)).astype(np.uint8) | np.where(np.signbit(a), 8, 0).astype(
            np.uint8
        )
        bench.put(A, codes[:, ::2] | codes[:, 1::2] << 4)
        name, pitch = "e2m1", k // 2
    else:
        bench.put(A, np.asarray(a, HOLDS["e5m2"]).view(np.uint8))
        name, pitch = "e5m2", k
    lines = f"""
        preload.bf16 0, [x6 + 0, x9], {k}, {n}
        matmul.mx.{name} acc1, [x5 + 0, x8], [x0 + 0, x12], 0, [x0 + 512, x12], {m}, {k}, {n}, 0
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc1, x0, {m}, {n}
    """
    bench.run(lines, x5=A, x6=W, x7=D, x8=pitch, x9=2 * n, x10=4 * n, x12=blocks)
    return bench.get(D, "f32", m, n)


FOUR = [0, 0.5, 1, 1.5, 2, 3, 4, 6]


def rows_of(four: bool, generator: np.random.Generator, *shape: int) -> Any:
    """Rows of numbers that the format of the rows has."""
    signs = generator.choice([-1.0, 1.0], shape)
    return signs * generator.choice(FOUR if four else np.exp2(np.arange(-12.0, 12)) * 1.25, shape)


@pytest.mark.requirement("R-MATMUL-MX-1", "R-MATMUL-MX4-1")
@pytest.mark.parametrize("four", [False, True])
def test_a_block_is_summed_then_scaled_then_added(bench: Bench, four: bool) -> None:
    """Some scales make subnormals of the sums of blocks, where scaling each term would round otherwise."""
    generator = np.random.default_rng(7)
    a, w = rows_of(four, generator, 3, 32), spread(generator, 32, 4).astype(BF16)
    sa, sw = np.array([[127], [60], [3]]), np.array([[120], [60], [127], [106]])
    rows, columns = fractions(a), fractions(w)
    wanted, each = [], []
    for i, j in np.ndindex(3, 4):
        power = Fraction(2) ** (int(sa[i, 0]) + int(sw[j, 0]) - 254)
        terms = [rows[i, q] * columns[q, j] for q in range(32)]
        wanted.append(rounded(summed(terms) * power))
        each.append(summed(rounded(one * power) for one in terms))
    assert same_bits(scaled(bench, a, w, sa, sw, four), floats(wanted).reshape(3, 4))
    assert wanted != each


@pytest.mark.requirement("R-MATMUL-MX-2", "R-MATMUL-MX4-1")
@pytest.mark.parametrize("four", [False, True])
def test_a_scale_of_255_on_either_side_makes_nan(bench: Bench, four: bool) -> None:
    sa, sw = np.array([[127], [255]]), np.array([[255], [127], [127]])
    got = scaled(bench, np.zeros((2, 32)), np.zeros((32, 3)), sa, sw, four)
    assert np.isnan(got).tolist() == [[True, False, False], [True, True, True]]


def read_out(bench: Bench, values: Any, how: str, scale: float | None = None) -> Any:
    """Store accumulators: the codes of the format that ``how`` begins with."""
    row = np.asarray(values, np.float32).reshape(1, -1)
    bench.put(C, row)
    register = "x0" if scale is None else "x11"
    size = {"f32": 4, "bf16": 2}.get(how.partition(".")[0], 1)
    lines = f"""
        acc.load acc1, [x4 + 0, x10], 1, {row.size}
        acc.store.{how} [x7 + 0, x10], acc1, {register}, 1, {row.size}
    """
    bits = int(np.float32(scale or 0).view(np.uint32))
    bench.run(lines, x4=C, x7=D, x10=4 * row.size, x11=bits)
    return bench.get(D, f"u{8 * size}", row.size)


@pytest.mark.requirement("R-READOUT-1")
def test_scaling_rounds_then_conversion_rounds_once_more(bench: Bench) -> None:
    """Products that lie so close to a tie of bf16 that f32 rounds them onto it: the two roundings show."""
    scale = np.float32(1 + 2.0**-23)
    values = np.array([1 + 2.0**-8 - 2.0**-23, 1.3, -2.7, 5.1, 0.1], np.float32)
    exact = [one * Fraction(float(scale)) for one in fractions(values)]
    twice = [bf16(rounded(one)) for one in exact]
    got = read_out(bench, values, "bf16.rne.inf.none", float(scale)).view(BF16)
    assert [Fraction(float(one)) for one in got] == twice
    assert twice != [bf16(one) for one in exact]


@pytest.mark.requirement("R-READOUT-1")
def test_activation_follows_scaling_and_precedes_conversion(bench: Bench) -> None:
    """A negative scale turns the signs that the activation sees; what it makes zero is no NaN of a conversion."""
    got = read_out(bench, [2.0, -2.0, -1e30, 1e30], "e4m3.rne.inf.relu", -1.0).view(HOLDS["e4m3"])
    assert got.astype(np.float32)[[0, 1, 3]].tolist() == [0, 2, 0]
    assert np.isnan(got.astype(np.float32)[2])


@pytest.mark.requirement("R-READOUT-2")
def test_what_is_read_out_beyond_e4m3_follows_its_policy(bench: Bench) -> None:
    values = [448.0, 480.0, -1e30, np.inf, -np.inf]
    unlimited = read_out(bench, values, "e4m3.rne.inf.none").view(HOLDS["e4m3"]).astype(np.float32)
    assert unlimited[0] == 448
    assert np.isnan(unlimited[1:]).all()
    clamped = read_out(bench, values, "e4m3.rne.sat.none").view(HOLDS["e4m3"]).astype(np.float32)
    assert clamped.tolist() == [448, 448, -448, 448, -448]


@pytest.mark.requirement("R-READOUT-I8-1")
def test_integers_are_requantised_in_four_steps(bench: Bench) -> None:
    """Sums beyond 24 bits, ties of the result, and values that only the zero point brings back into range."""
    sums = np.array([[2**24 + 1, 2**24 + 3, 2**30 + 63, -3, -5, 5, 1, 3, 160, -160, 400, -400]], np.int32)
    for scale, zero in ((0.5, 0), (2.0**-23 * 1.5, 3), (0.5, -60), (1.0, 100)):
        bench.put(C, sums)
        lines = f"""
            acc.load acc1, [x4 + 0, x10], 1, {sums.size}
            acc.store.i8.none [x7 + 0, x10], acc1, x11, x12, 1, {sums.size}
        """
        bits = int(np.float32(scale).view(np.uint32))
        bench.run(lines, x4=C, x7=D, x10=4 * sums.size, x11=bits, x12=zero & 0xFFFFFFFF)
        products = [rounded(rounded(Fraction(int(one))) * Fraction(scale)) for one in sums[0]]
        wanted = [max(-128, min(127, round(one) + zero)) for one in products]
        assert bench.get(D, "s8", sums.size).tolist() == wanted


class _OneOfMany(Bench):
    """The first tile of several; the others have nothing to do."""

    def attempt(self, text: str, **registers: int) -> Result:
        """Run lines on the first tile."""
        for name, value in registers.items():
            self.machine.state[name] = value
        self.machine.load(self.accelerator.assemble("halt x0\n"))
        self.machine.load(self.accelerator.assemble(text + "\nhalt x0\n"), instance=0)
        return self.machine.run(max_steps=1000)


@pytest.mark.requirement("R-MATMUL-MX-1", "R-MATMUL-MX4-1")
@pytest.mark.parametrize("four", [False, True])
def test_blocks_are_added_in_ascending_order(root: Path, four: bool) -> None:
    """The part whose array holds several blocks; the last one is short."""
    accelerator = load(root / "spec", "large")
    bench = _OneOfMany(accelerator, accelerator.simulator())
    generator = np.random.default_rng(8)
    k = 100
    a, w = rows_of(four, generator, 2, k), spread(generator, k, 2, bits=3).astype(BF16)
    sa, sw = generator.integers(118, 136, (2, 4)), generator.integers(118, 136, (2, 4))
    rows, columns = fractions(a), fractions(w)
    wanted, other = [], []
    for i, j in np.ndindex(2, 2):
        parts = []
        for block in range(4):
            terms = (rows[i, q] * columns[q, j] for q in range(32 * block, min(32 * block + 32, k)))
            power = Fraction(2) ** (int(sa[i, block]) + int(sw[j, block]) - 254)
            parts.append(rounded(summed(terms) * power))
        wanted.append(summed(parts))
        other.append(summed(reversed(parts)))
    assert same_bits(scaled(bench, a, w, sa, sw, four), floats(wanted).reshape(2, 2))
    assert wanted != other
