"""Tile instructions against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.examples.conftest import Bench

A, B, C, D = 0x10000, 0x20000, 0x30000, 0x40000
ROWS, COLS = 32, 48
PITCH = COLS * 4
ADDRESSES = {"x5": A, "x6": B, "x7": D, "x8": PITCH, "x9": C}
T = "[x7 + 0, x8], [x5 + 0, x8]"
SIZE = f"{ROWS}, {COLS}"

F32 = NDArray[np.float32]


def _tile(seed: int) -> F32:
    return np.random.default_rng(seed).normal(size=(ROWS, COLS)).astype(np.float32)


def _lanes(bench: Bench, number: int) -> Any:
    return bench.machine.state[f"v{number}"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("tadd.f32", lambda a, b: a + b),
        ("tsub.f32", lambda a, b: a - b),
        ("tmul.f32", lambda a, b: a * b),
        ("tmin.f32", np.minimum),
        ("tmax.f32", np.maximum),
    ],
)
def test_elementwise(bench: Bench, line: str, wanted: Any) -> None:
    a, b = _tile(1), _tile(2)
    bench.put(A, a)
    bench.put(B, b)
    bench.run(f"{line} {T}, [x6 + 0, x8], {SIZE}", **ADDRESSES)
    assert np.array_equal(bench.get(D, "f32", ROWS, COLS), wanted(a, b))


def test_two_operations_at_once(bench: Bench) -> None:
    a, b = _tile(1), _tile(2)
    bench.put(A, a)
    bench.put(B, b)
    bench.machine.state["v3"] = np.arange(32, dtype=np.float32)
    bench.run(f"tsl.f32.mul.rsub {T}, x10, v3, {SIZE}", x10=0x40400000, **ADDRESSES)
    assert np.array_equal(
        bench.get(D, "f32", ROWS, COLS), np.arange(32, dtype=np.float32)[:, None] - a * np.float32(3)
    )
    bench.run(f"tst.f32.add.max {T}, x10, [x6 + 0, x8], {SIZE}", x10=0x40400000, **ADDRESSES)
    assert np.array_equal(bench.get(D, "f32", ROWS, COLS), np.maximum(a + np.float32(3), b))


def test_select_by_comparison(bench: Bench) -> None:
    a, b = _tile(1), _tile(2)
    for place, tile in ((A, a), (B, b), (D, b)):
        bench.put(place, tile)
    mask = f"[x9 + 0, x10], [x5 + 0, x8], [x6 + 0, x8], {SIZE}"
    bench.run(f"tcmp.f32.lt {mask}\ntsel.f32 {T}, [x9 + 0, x10], {SIZE}", x10=COLS, **ADDRESSES)
    assert np.array_equal(bench.get(D, "f32", ROWS, COLS), np.where(a < b, a, b))


def test_reductions_run_in_written_order(bench: Bench) -> None:
    a = _tile(1)
    bench.put(A, a)
    lines = (
        f"trsum.f32 v0, [x5 + 0, x8], {SIZE}",
        f"trmax.f32 v1, [x5 + 0, x8], {SIZE}",
        f"tcsum.f32 {T}, {SIZE}",
    )
    bench.run("\n".join(lines), **ADDRESSES)
    assert np.array_equal(_lanes(bench, 0), np.add.accumulate(a, axis=1)[:, -1])
    assert np.array_equal(_lanes(bench, 1), a.max(axis=1))
    assert np.array_equal(bench.get(D, "f32", COLS), np.add.accumulate(a, axis=0)[-1])


def test_scan_in_place_carries_its_total(bench: Bench) -> None:
    a = _tile(1)
    bench.put(A, a)
    bench.run(f"tscan.f32.add [x5 + 0, x8], [x5 + 0, x8], v2, {SIZE}", **ADDRESSES)
    sums = np.add.accumulate(a, axis=1)
    assert np.array_equal(bench.get(A, "f32", ROWS, COLS), sums)
    assert np.array_equal(_lanes(bench, 2), sums[:, -1])


def test_statistics(bench: Bench) -> None:
    a = _tile(1)
    bench.put(A, a)
    bench.run(f"tstat.f32 v4, [x5 + 0, x8], {SIZE}", **ADDRESSES)
    assert np.allclose(_lanes(bench, 4), a.mean(axis=1, dtype=np.float64), atol=1e-6)
    assert np.allclose(_lanes(bench, 5), a.var(axis=1, dtype=np.float64), rtol=1e-5)


def test_pooling(bench: Bench) -> None:
    a = _tile(1)
    bench.put(A, a)
    bench.run(f"tpool.max.f32 [x7 + 0, x10], [x5 + 0, x8], 3, 2, {ROWS}, 20", x10=80, **ADDRESSES)
    windows = np.lib.stride_tricks.sliding_window_view(a, 3, axis=1)[:, :40:2]
    assert np.array_equal(bench.get(D, "f32", ROWS, 20), windows.max(axis=2))
    bench.run(f"tpool.mean.f32 [x7 + 0, x10], [x5 + 0, x8], 3, 2, {ROWS}, 20", x10=80, **ADDRESSES)
    assert np.allclose(bench.get(D, "f32", ROWS, 20), windows.mean(axis=2), atol=1e-6)


def test_top_k_is_stable_and_ignores_nan(bench: Bench) -> None:
    a = np.round(_tile(1) * 2) / 2
    a[3, 5] = np.nan
    a[4, :46] = np.nan
    bench.put(A, a)
    bench.run(f"ttop.f32 [x7 + 0, x10], [x6 + 0, x10], [x5 + 0, x8], 4, {SIZE}", x10=16, **ADDRESSES)
    values, places = bench.get(D, "f32", ROWS, 4), bench.get(B, "u32", ROWS, 4)
    order = np.argsort(np.where(np.isnan(a), np.inf, -a), axis=1, kind="stable")[:, :4]
    for row in set(range(ROWS)) - {4}:
        assert np.array_equal(places[row], order[row])
        assert np.array_equal(values[row], a[row, order[row]])
    assert list(places[4, 2:]) == [0xFFFFFFFF] * 2
    assert (values[4, 2:] == -np.inf).all()


def test_transpose_and_positions(bench: Bench) -> None:
    a = np.arange(32 * 24, dtype=np.uint16).reshape(32, 24)
    bench.put(A, a)
    bench.run("ttrans.b16 [x7 + 0, x11], [x5 + 0, x10], 32, 24", x10=48, x11=64, **ADDRESSES)
    assert np.array_equal(bench.get(D, "u16", 24, 32), a.T)
    bench.run("tiota [x7 + 0, x8], x10, 3, -2, 32, 48", x10=100, **ADDRESSES)
    i, j = np.indices((32, 48))
    assert np.array_equal(bench.get(D, "u32", 32, 48).view(np.int32), 100 + 3 * i - 2 * j)


def test_causal_mask(bench: Bench) -> None:
    a = _tile(1)
    bench.put(D, a)
    bench.run(f"tfill.f32 [x7 + 0, x8], x0, 1, -1, x10, {SIZE}", x10=0xFF800000, **ADDRESSES)
    assert np.array_equal(
        bench.get(D, "f32", ROWS, COLS), np.where(np.tri(ROWS, COLS, dtype=bool), a, -np.inf)
    )


def test_lanes(bench: Bench) -> None:
    state = bench.machine.state
    values = _tile(1)[:, 0]
    state["v0"] = values
    state["lane_bits[1]"] = (np.arange(32) * 7 % 32).astype(np.uint32)
    bench.run(
        "vperm v2, v0, v1\nvsum v3, v0\nvgreat v4, v0\nvstore v2, x7\nvload v5, x7\nvsplat v6, x10",
        x10=1,
        **ADDRESSES,
    )
    assert np.array_equal(_lanes(bench, 5), values[np.arange(32) * 7 % 32])
    tree = values
    while len(tree) > 1:
        tree = tree[: len(tree) // 2] + tree[len(tree) // 2 :]
    assert (_lanes(bench, 3) == tree[0]).all()
    assert (_lanes(bench, 4) == values.max()).all()
    assert (state["lane_bits[6]"] == 1).all()


def test_block_scaled_round_trip(bench: Bench) -> None:
    a = (np.random.default_rng(5).normal(size=(32, 64)) * np.exp2(np.arange(32) - 16)[:, None]).astype(
        np.float32
    )
    a[7, 40] = np.nan
    bench.put(A, a)
    pitches = {"x8": 256, "x10": 64, "x11": 2}
    quantise = "tquant.mx.f32.e4m3 [x7 + 0, x10], [x0 + 0, x11], [x5 + 0, x8], 32, 2"
    back = "tdequant.mx.f32.e4m3 [x6 + 0, x8], [x7 + 0, x10], [x0 + 0, x11], 32, 2"
    bench.run(f"{quantise}\n{back}", **{**ADDRESSES, **pitches})
    scales = bench.get(0, "u8", 32, 2, memory="scales").astype(int)
    largest = np.abs(a.reshape(32, 2, 32)).max(axis=2)
    wanted = np.floor(np.log2(np.where(np.isnan(largest), 1, largest))).astype(int) - 8 + 127
    wanted[7, 1] = 255
    assert np.array_equal(scales, wanted)
    again = bench.get(B, "f32", 32, 64)
    assert np.isnan(again[7, 32:]).all()
    again[7, 32:] = a[7, 32:] = 0
    step = np.repeat(np.exp2(wanted - 127.0), 32, axis=1)
    assert (np.abs(again - a) <= np.maximum(np.abs(a) / 16, step * 64)).all()


def test_four_bit_floats(bench: Bench) -> None:
    bench.put(A, np.tile(np.arange(16, dtype=np.uint8) * 16 + np.arange(16, dtype=np.uint8)[::-1], (1, 1)))
    bench.put(0, np.array([128], np.uint8), memory="scales")
    bench.run("tunpack.fp4.f32 [x7 + 0, x8], [x5 + 0, x10], [x0 + 0, x10], 1, 1", x10=16, **ADDRESSES)
    positive = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    values = np.array(positive + [-v for v in positive]) * 2
    got = bench.get(D, "f32", 32)
    assert np.array_equal(got[1::2], values)
    assert np.array_equal(got[::2], values[::-1])
