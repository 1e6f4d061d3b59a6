"""The matrix engine and the DMA engine against NumPy."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from tests.examples.conftest import Bench

A, W, D = 0x10000, 0x20000, 0x40000
ADDRESSES = {"x5": A, "x6": W, "x7": D}


def test_integers(bench: Bench) -> None:
    generator = np.random.default_rng(3)
    a, w = (generator.integers(-128, 128, shape).astype(np.int8) for shape in ((96, 32), (32, 24)))
    bench.put(A, a)
    bench.put(W, w)
    lines = """
        preload.s8 1, [x6 + 0, x9], 32, 24
        matmul.s8 acc2, [x5 + 0, x8], 1, 96, 32, 24, 0
        matmul.s8 acc2, [x5 + 0, x8], 1, 96, 32, 24, 1
        acc.store.i32 [x7 + 0, x10], acc2, 96, 24
        acc.store.i8.relu [x11 + 0, x9], acc2, x12, x13, 96, 24
    """
    scale = np.float32(0.001)
    registers = {"x8": 32, "x9": 24, "x10": 96, "x11": 0x50000, "x12": int(scale.view(np.uint32)), "x13": 3}
    bench.run(lines, **ADDRESSES, **registers)
    total = 2 * (a.astype(np.int32) @ w.astype(np.int32))
    assert np.array_equal(bench.get(D, "s32", 96, 24), total)
    small = np.rint(np.maximum(total.astype(np.float32) * scale, 0)).astype(int) + 3
    assert np.array_equal(bench.get(0x50000, "s8", 96, 24), np.clip(small, -128, 127))


@pytest.mark.parametrize("transposed", [False, True])
def test_formats_mix(bench: Bench, transposed: bool) -> None:
    generator = np.random.default_rng(4)
    a = generator.normal(size=(40, 16)).astype(ml_dtypes.float8_e5m2)
    w = generator.normal(size=(16, 32)).astype(ml_dtypes.bfloat16)
    bench.put(A, a.view(np.uint8))
    bench.put(W, (w.T if transposed else w).copy().view(np.uint16))
    lines = f"""
        preload.{"t." if transposed else ""}bf16 0, [x6 + 0, x9], 16, 32
        matmul.e5m2 acc0, [x5 + 0, x8], 0, 40, 16, 32, 0
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc0, x0, 40, 32
    """
    bench.run(lines, **ADDRESSES, x8=16, x9=32 if transposed else 64, x10=128)
    total = np.zeros((40, 32), np.float32)
    for k in range(16):
        term = a[:, k, None].astype(np.float64) * w[None, k].astype(np.float64)
        total = (term + total).astype(np.float32)
    assert np.array_equal(bench.get(D, "f32", 40, 32), total)


def test_block_scales(bench: Bench) -> None:
    generator = np.random.default_rng(6)
    a = generator.normal(size=(8, 32)).astype(ml_dtypes.float8_e4m3fn)
    w = generator.normal(size=(32, 32)).astype(ml_dtypes.float8_e4m3fn)
    rows, columns = np.arange(120, 128, dtype=np.uint8), np.arange(112, 144, dtype=np.uint8)
    rows[3] = 255
    bench.put(A, a.view(np.uint8))
    bench.put(W, w.view(np.uint8))
    bench.put(0, rows, memory="scales")
    bench.put(64, columns, memory="scales")
    lines = """
        preload.e4m3 0, [x6 + 0, x8], 32, 32
        matmul.mx.e4m3 acc0, [x5 + 0, x8], [x0 + 0, x9], 0, [x0 + 64, x9], 8, 32, 32, 0
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc0, x0, 8, 32
    """
    bench.run(lines, **ADDRESSES, x8=32, x9=1, x10=128)
    got = bench.get(D, "f32", 8, 32)
    part = np.zeros((8, 32), np.float32)
    for k in range(32):
        part = part + a[:, k, None].astype(np.float32) * w[None, k].astype(np.float32)
    rows[3] = 127
    wanted = np.ldexp(part, rows[:, None].astype(int) + columns[None] - 254)
    assert np.isnan(got[3]).all()
    assert np.array_equal(np.delete(got, 3, 0), np.delete(wanted, 3, 0))


def test_a_product_needs_weights_of_its_class(bench: Bench) -> None:
    result = bench.attempt("matmul.bf16 acc0, [x5 + 0, x8], 1, 4, 4, 4, 0", x5=A, x8=8)
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == ("weight_fault", 1)


def test_accumulators(bench: Bench) -> None:
    tile = np.random.default_rng(8).normal(size=(16, 32)).astype(np.float32)
    factor = np.linspace(0, 2, 16, dtype=np.float32)
    bench.put(A, tile)
    bench.put(W, factor)
    lines = """
        acc.load acc1, [x5 + 0, x8], 16, 32
        acc.move acc2, acc1, 16, 32
        acc.scale acc2, [x6 + 0, x9], 16, 32
        acc.add acc2, acc1, 16, 32
        acc.zero acc2, 4, 32
        acc.store.bf16.rtz.inf.relu [x7 + 0, x10], acc2, x11, 16, 32
    """
    bench.run(lines, **ADDRESSES, x8=128, x9=4, x10=64, x11=0x3F000000)
    total = tile * factor[:, None] + tile
    total[:4] = 0
    wanted = (np.maximum(total * np.float32(0.5), 0).view(np.uint32) >> 16).astype(np.uint16)
    assert np.array_equal(bench.get(D, "u16", 16, 32), wanted)


def test_strided_transposing_and_converting_transfers(bench: Bench) -> None:
    table = np.random.default_rng(9).normal(size=(64, 64)).astype(np.float32)
    bench.put(0x1000, table, memory="hbm")
    lines = """
        window.set w1, x0, x8
        dma.load.rows [x5 + 0, x9], [w1 + x0 + 16, x10], 8, 32
        dma.load.t.b32 [x6 + 0, x9], [w1 + x0 + 16, x10], 8, 8
        dma.load.f32.bf16.sat [x7 + 0, x11], [w1 + x0 + 16, x10], 8, 8
        dma.store.add.f32 [w1 + x0 + 0, x10], [x5 + 0, x9], 8, 8
    """
    bench.run(lines, **ADDRESSES, x8=0x1000, x9=32, x10=256, x11=16)
    piece = table[:8, 4:12]
    assert np.array_equal(bench.get(A, "f32", 8, 8), piece)
    assert np.array_equal(bench.get(W, "f32", 8, 8), piece.T)
    assert np.array_equal(bench.get(D, "u16", 8, 8), piece.astype(ml_dtypes.bfloat16).view(np.uint16))
    assert np.array_equal(bench.get(0x1000, "f32", 64, 64, memory="hbm")[:8, :8], table[:8, :8] + piece)


@pytest.mark.parametrize("policy", ["zero", "skip", "fault"])
def test_gather_of_an_index_over_the_limit(bench: Bench, policy: str) -> None:
    table = np.arange(1, 161, dtype=np.uint8).reshape(10, 16)
    bench.put(0x1000, table, memory="hbm")
    bench.put(W, np.array([9, 2, 10, 2], np.uint32))
    bench.put(A, np.full((4, 16), 255, np.uint8))
    line = f"window.set w0, x0, x8\ndma.gather.{policy} [x5 + 0, x9], [w0 + x0 + 0, x9], [x6 + 0], x10, 4, 16"
    result = bench.attempt(line, **ADDRESSES, x8=0x1000, x9=16, x10=10)
    if policy == "fault":
        assert result.fault is not None
        assert (result.fault.name, result.fault.value) == ("index_fault", 10)
        assert (bench.get(A, "u8", 4, 16) == 255).all()
    else:
        wanted = table[[9, 2, 0, 2]]
        wanted[2] = 0 if policy == "zero" else 255
        assert np.array_equal(bench.get(A, "u8", 4, 16), wanted)


def test_scatter_keeps_the_last_of_two_rows(bench: Bench) -> None:
    rows = np.arange(64, dtype=np.uint8).reshape(4, 16)
    bench.put(A, rows)
    bench.put(W, np.array([3, 1, 3, 0], np.uint32))
    line = "dma.scatter.fault [w0 + x0 + 64, x9], [x6 + 0], x10, [x5 + 0, x9], 4, 16"
    bench.run(line, **ADDRESSES, x9=16, x10=4)
    got = bench.get(64, "u8", 4, 16, memory="hbm")
    assert np.array_equal(got, np.stack([rows[3], rows[1], np.zeros(16, np.uint8), rows[2]]))


def test_a_transfer_that_leaves_memory_moves_nothing(bench: Bench) -> None:
    size = bench.accelerator.memories["sram"].size
    bench.put(0, np.full(64, 7, np.uint8), memory="hbm")
    result = bench.attempt("dma.load [x5 + 0], [w0 + x0 + 0], 64", x5=size - 32)
    assert result.fault is not None
    assert result.fault.name == "sram_fault"
    assert not bench.get(size - 32, "u8", 32).any()
