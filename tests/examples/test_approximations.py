"""What the specification says of its approximations and conversions, measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.examples.conftest import Bench

A, D = 0x10000, 0x40000
ROWS, COLS = 32, 512
PITCH = COLS * 4
INF, NAN = float("inf"), float("nan")


def _ulps(got: NDArray[np.float32], exact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Error in units in the last place of the exact result, 2^-149 at least."""
    _, exponent = np.frexp(exact)
    error: NDArray[np.float64] = np.abs(got - exact) / np.ldexp(1.0, np.maximum(exponent - 24, -149))
    return error


def _apply(bench: Bench, line: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
    bench.put(A, values)
    bench.run(line, x5=A, x6=D, x7=PITCH, x8=0x3F800000)
    result: NDArray[np.float32] = bench.get(D, "f32", ROWS, COLS)
    return result


FUNCTIONS: dict[str, tuple[str, Callable[[Any], Any], float]] = {
    "exp": (f"texp.f32 [x6 + 0, x7], [x5 + 0, x7], x8, v0, {ROWS}, {COLS}", np.exp, 1.01),
    "reciprocal": (f"trecip.f32 [x6 + 0, x7], [x5 + 0, x7], {ROWS}, {COLS}", lambda v: 1 / v, 0.61),
    "rsqrt": (f"trsqrt.f32 [x6 + 0, x7], [x5 + 0, x7], {ROWS}, {COLS}", lambda v: 1 / np.sqrt(v), 1.31),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_error_is_within_what_the_specification_says(bench: Bench, name: str) -> None:
    line, exact, most = FUNCTIONS[name]
    generator = np.random.default_rng(11)
    values = generator.integers(0x00000001, 0x7F800000, (ROWS, COLS)).astype(np.uint32).view(np.float32)
    if name == "exp":
        values = generator.uniform(-104.0, 88.7, (ROWS, COLS)).astype(np.float32)
    got = _apply(bench, line, values)
    with np.errstate(over="ignore"):
        wanted = exact(values.astype(np.float64))
        finite = wanted.astype(np.float32) < INF
    normal = finite & (wanted >= 2.0**-126)
    assert 0.4 < _ulps(got[normal], wanted[normal]).max() <= most
    assert _ulps(got[finite], wanted[finite]).max() <= max(most, 0.81)
    assert (got[~finite] == INF).all()


@pytest.mark.parametrize(
    ("name", "values", "wanted"),
    [
        ("exp", [0.0, -0.0, INF, -INF, NAN, 89.0, -104.0], [1.0, 1.0, INF, 0.0, NAN, INF, 0.0]),
        ("reciprocal", [0.0, -0.0, INF, -INF, NAN, 1.0, -4.0], [INF, -INF, 0.0, -0.0, NAN, 1.0, -0.25]),
        ("rsqrt", [0.0, -0.0, INF, -INF, NAN, 1.0, 0.25], [INF, -INF, 0.0, NAN, NAN, 1.0, 2.0]),
    ],
)
def test_special_values(bench: Bench, name: str, values: list[float], wanted: list[float]) -> None:
    tile = np.zeros((ROWS, COLS), np.float32)
    tile[0, : len(values)] = values
    got = _apply(bench, FUNCTIONS[name][0], tile)[0, : len(values)]
    expected = np.array(wanted, np.float32)
    expected[np.isnan(expected)] = np.uint32(0x7FC00000).view(np.float32)
    assert np.array_equal(got.view(np.uint32), expected.view(np.uint32))


@pytest.mark.parametrize(
    ("curve", "most"), [("relu", 0.0), ("sigmoid", 3e-7), ("tanh", 4e-7), ("silu", 4e-6), ("gelu", 4e-6)]
)
def test_activations_are_near_the_functions_they_are_named_for(bench: Bench, curve: str, most: float) -> None:
    values = np.linspace(-9.0, 9.0, ROWS * COLS, dtype=np.float32).reshape(ROWS, COLS)
    got = _apply(bench, f"tact.f32.{curve} [x6 + 0, x7], [x5 + 0, x7], x8, v0, {ROWS}, {COLS}", values)
    x = values.astype(np.float64)
    inner = {"silu": x, "gelu": 2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)}.get(curve, x)
    gate = 1 / (1 + np.exp(-inner))
    wanted = {"relu": np.maximum(x, 0), "sigmoid": gate, "tanh": np.tanh(x)}.get(curve, x * gate)
    assert np.abs(got - wanted).max() <= most


@pytest.mark.parametrize("name", ["e4m3", "e5m2"])
@pytest.mark.parametrize("policy", ["sat", "inf"])
def test_casts_of_every_bf16(bench: Bench, name: str, policy: str) -> None:
    codes = np.arange(65536, dtype=np.uint16).reshape(32, 2048)
    bench.put(A, codes)
    bench.run(
        f"tcast.bf16.{name}.rne.{policy} [x6 + 0, x7], [x5 + 0, x8], 32, 2048", x5=A, x6=D, x7=2048, x8=4096
    )
    kind = {"e4m3": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2}[name]
    values = codes.view(ml_dtypes.bfloat16).astype(np.float32)
    if policy == "sat":
        most = np.float32({"e4m3": 448, "e5m2": 57344}[name])
        values = np.clip(values, -most, most)
    with np.errstate(invalid="ignore"):
        wanted = values.astype(kind)
    got = bench.get(D, "u8", 32, 2048).view(kind)
    missing = np.isnan(wanted.astype(np.float32))
    assert np.array_equal(np.isnan(got.astype(np.float32)), missing)
    assert np.array_equal(got.view(np.uint8)[~missing], wanted.view(np.uint8)[~missing])


def test_stochastic_rounding_is_unbiased_and_reproducible(bench: Bench) -> None:
    cast = f"rseed x9, x10\ntcast.sr.f32.bf16.inf [x6 + 0, x8], [x5 + 0, x7], {ROWS}, {COLS}"
    value = np.float32(1.0 + 2.0**-7 * 0.3)
    bench.put(A, np.full((ROWS, COLS), value))
    bench.run(cast, x5=A, x6=D, x7=PITCH, x8=COLS * 2, x9=1, x10=2)
    first = bench.get(D, "u16", ROWS, COLS)
    assert set(first.ravel()) == {0x3F80, 0x3F81}
    assert abs((first == 0x3F81).mean() - 0.3) < 0.015
    bench.run(cast, x5=A, x6=D, x7=PITCH, x8=COLS * 2, x9=1, x10=2)
    assert np.array_equal(bench.get(D, "u16", ROWS, COLS), first)


@pytest.mark.parametrize(
    ("key", "high", "low", "word"),
    [
        (0, 0, 0, 0xFF1DAE59),
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0x2C3F628B),
        (0x13198A2E, 0x85A308D3, 0x243F6A88, 0xDD7CE038),
    ],
)
def test_generator_gives_its_authors_known_answers(
    bench: Bench, key: int, high: int, low: int, word: int
) -> None:
    bench.run("rseed x5, x6\nrskip x7\ntrand [x8 + 0, x9], 1, 1", x5=key, x6=high, x7=low, x8=D, x9=4)
    assert bench.get(D, "u32", 1)[0] == word
