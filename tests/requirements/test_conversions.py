"""What is said of conversions: one rounding, what an overflow gives, random words, and blocks under one scale."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from tests.examples.conftest import Bench
from tests.requirements.exact import BF16, fractions, rounded

A, D = 0x10000, 0x20000
E4M3, E5M2 = ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2
NARROW = {"bf16": (BF16, 7, -126), "e4m3": (E4M3, 3, -6), "e5m2": (E5M2, 2, -14)}


def cast(bench: Bench, values: Any, narrow: str, policy: str = "rne.inf", wide: str = "f32") -> Any:
    """Convert a row of f32 or bf16; return what is there, as f32."""
    kind = NARROW[narrow][0]
    row = np.asarray(values, np.float32 if wide == "f32" else BF16).reshape(1, -1)
    bench.put(A, row.view(f"u{row.itemsize}"))
    bench.run(
        f"tcast.{wide}.{narrow}.{policy} [x7 + 0, x8], [x5 + 0, x8], 1, {row.size}", x5=A, x7=D, x8=4096
    )
    size = np.dtype(kind).itemsize
    return bench.get(D, f"u{8 * size}", row.size).view(kind).astype(np.float32)


@pytest.mark.requirement("R-CAST-1")
@pytest.mark.parametrize("narrow", NARROW)
def test_a_cast_rounds_once(bench: Bench, narrow: str) -> None:
    """Values just beside a tie, where rounding through a format in between would fall on the tie and then wrong."""
    _, mantissa, lowest = NARROW[narrow]
    ties = [(1 + (2 * k + 1) * 2.0 ** -(mantissa + 1)) * 2.0**e for k in range(4) for e in (-3, 0, 2)]
    subnormal = [(2 * k + 1) * 2.0 ** (lowest - mantissa - 1) for k in range(3)]
    values = np.array(ties + subnormal, np.float32)
    beside = np.concatenate(
        [values, np.nextafter(values, np.float32(0)), np.nextafter(values, np.float32(9))]
    )
    wanted = [rounded(one, mantissa, lowest) for one in fractions(beside)]
    assert [Fraction(float(one)) for one in cast(bench, beside, narrow)] == wanted
    assert any(0 < one < Fraction(2) ** lowest for one in wanted)


@pytest.mark.requirement("R-CAST-1")
def test_what_is_cast_is_the_exact_value_of_the_source(bench: Bench) -> None:
    values = np.random.default_rng(2).normal(size=64).astype(BF16)
    wanted = [rounded(one, 3, -6) for one in fractions(values)]
    assert [Fraction(float(one)) for one in cast(bench, values, "e4m3", wide="bf16")] == wanted


@pytest.mark.requirement("R-CAST-2")
def test_what_is_beyond_e4m3_follows_its_policy(bench: Bench) -> None:
    values = [448.0, -464.5, 1e30, -1e30, np.inf, -np.inf, np.nan]
    unlimited = cast(bench, values, "e4m3", "rne.inf")
    assert unlimited[0] == 448
    assert np.isnan(unlimited[1:]).all()
    clamped = cast(bench, values, "e4m3", "rne.sat")
    assert list(clamped[:6]) == [448, -448, 448, -448, 448, -448]
    assert np.isnan(clamped[6])


def stochastic(bench: Bench, values: Any, start: int) -> Any:
    """Cast a tile to bf16 with random words from a counter."""
    rows, cols = values.shape
    bench.put(A, values)
    bench.machine.state["rng_key"], bench.machine.state["rng_counter"] = 77, start
    bench.run(
        f"tcast.sr.f32.bf16.inf [x7 + 0, x8], [x5 + 0, x9], {rows}, {cols}",
        x5=A,
        x7=D,
        x8=2 * cols,
        x9=4 * cols,
    )
    return bench.get(D, "u16", rows, cols)


@pytest.mark.requirement("R-SR-1")
def test_an_element_draws_the_word_of_its_place(bench: Bench) -> None:
    values = np.random.default_rng(3).normal(size=(4, 12)).astype(np.float32)
    whole = stochastic(bench, values, 1000)
    assert bench.machine.state["rng_counter"] == 1000 + 48
    for i in range(4):
        row = stochastic(bench, np.ascontiguousarray(values[i : i + 1]), 1000 + 12 * i)
        assert np.array_equal(row[0], whole[i])
    for j in range(12):
        one = stochastic(bench, np.ascontiguousarray(values[1:2, j : j + 1]), 1000 + 12 + j)
        assert one[0, 0] == whole[1, j]
    assert not np.array_equal(stochastic(bench, values, 1001), whole)


BLOCKS = {"e4m3": (3, -6, 8, 448), "e5m2": (2, -14, 15, 57344), "e2m1": (1, 0, 2, 6)}
FOUR = [0, 0.5, 1, 1.5, 2, 3, 4, 6]


def quantised(bench: Bench, values: Any, element: str) -> tuple[Any, Any]:
    """Quantise rows of 32 to blocks; return their elements, as f32, and their scale codes."""
    rows = len(values)
    bench.put(A, np.asarray(values, np.float32))
    pitch = 16 if element == "e2m1" else 32
    bench.run(
        f"tquant.mx.f32.{element} [x7 + 0, x8], [x0 + 0, x9], [x5 + 0, x10], {rows}, 1",
        x5=A,
        x7=D,
        x8=pitch,
        x9=1,
        x10=128,
    )
    raw = bench.get(D, "u8", rows, pitch)
    if element == "e2m1":
        codes = np.stack([raw & 15, raw >> 4], axis=2).reshape(rows, 32)
        elements = np.array(FOUR + [-value for value in FOUR], np.float32)[codes]
    else:
        elements = raw.view(NARROW[element][0]).astype(np.float32)
    return elements, bench.get(0, "u8", rows, memory="scales")


def blocks(seed: int) -> Any:
    """Rows of 32 of many magnitudes, the least and the greatest floats among them."""
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(8, 32)) * np.exp2(generator.uniform(-9, 0, (8, 32)))
    return (values * np.exp2([[-140], [-126], [-60], [-3], [0], [7], [60], [125]])).astype(np.float32)


@pytest.mark.requirement("R-MX-1", "R-MX4-1")
@pytest.mark.parametrize("element", BLOCKS)
def test_elements_are_scaled_then_rounded_and_saturated(bench: Bench, element: str) -> None:
    mantissa, lowest, largest_exponent, most = BLOCKS[element]
    values = blocks(4)
    elements, scales = quantised(bench, values, element)
    saturated = 0
    for i, row in enumerate(fractions(values)):
        largest = np.float32(max(abs(one) for one in row))
        exponent = int(largest.view(np.uint32)) >> 23
        assert scales[i] == max(exponent - largest_exponent, 0)
        for j, one in enumerate(row):
            scaled = rounded(one * Fraction(2) ** (127 - int(scales[i])))
            wanted = rounded(scaled, mantissa, lowest)
            saturated += abs(wanted) > most
            assert Fraction(float(elements[i, j])) == max(min(wanted, most), -most)
    assert saturated or element == "e5m2"


@pytest.mark.requirement("R-MX-2", "R-MX4-1")
@pytest.mark.parametrize("element", BLOCKS)
def test_what_is_no_number_makes_a_block_one(bench: Bench, element: str) -> None:
    values = blocks(5)
    values[2, 7], values[5, 0], values[6, 31] = np.nan, np.inf, -np.inf
    assert list(np.flatnonzero(quantised(bench, values, element)[1] == 255)) == [2, 5, 6]
    back = "tunpack.fp4.f32" if element == "e2m1" else f"tdequant.mx.f32.{element}"
    bench.run(f"{back} [x6 + 0, x10], [x7 + 0, x8], [x0 + 0, x9], 8, 1", x6=0x30000)
    again = bench.get(0x30000, "f32", 8, 32)
    assert list(np.isnan(again).all(axis=1)) == [i in (2, 5, 6) for i in range(8)]
    assert np.isnan(again).sum() == 96
