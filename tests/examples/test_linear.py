"""Block-scaled and sparse products: single instructions, and linear layers on all tiles of both parts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from gfloat import decode_ndarray, quantize_block
from gfloat.block import compute_scale_amax
from gfloat.formats import format_info_mxfp4_e2m1

from examples.kernels import inputs, oracle
from specgen.api import Accelerator
from specgen.machine import Simulator
from specgen.model.numerics import quantise_block
from specgen.model.types import BlockType
from tests.examples.conftest import Bench

A, W, D, P = 0x10000, 0x20000, 0x30000, 0x40000
ADDRESSES = {"x5": A, "x6": W, "x7": D, "x11": P}
MAILBOX = 0x4000_0000


def rows_of_all_sizes(seed: int, rows: int) -> Any:
    """Numbers from the least to the greatest exponents, zeros among them."""
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(rows, 64)) * np.exp2(np.linspace(-140, 120, rows))[:, None]
    values[:, ::7] *= np.exp2(generator.integers(-6, 1, values[:, ::7].shape))
    values[1, :32] = 0.0
    return values.astype(np.float32)


def test_quantise_is_the_rule(bench: Bench) -> None:
    values = rows_of_all_sizes(1, 32)
    bench.put(A, values)
    line = "tquant.mx.f32.e2m1 [x7 + 0, x8], [x0 + 0, x9], [x5 + 0, x10], 32, 2"
    bench.run(line, **ADDRESSES, x8=32, x9=2, x10=256)
    packed, scales = bench.get(D, "u8", 32, 32), bench.get(0, "u8", 32, 2, memory="scales")
    codes = np.stack([packed & 15, packed >> 4], axis=2).reshape(32, 64)
    wanted, wanted_scales = oracle.mxfp4(values)
    assert np.array_equal(scales, wanted_scales)
    assert np.array_equal(codes, wanted)
    kind = bench.accelerator.architecture.block_types["mxfp4"]
    assert isinstance(kind, BlockType)
    for i, block in np.ndindex(32, 2):
        part = [Fraction(float(v)) for v in values[i, 32 * block : 32 * block + 32]]
        scale, elements = quantise_block(kind, part)
        assert scale == scales[i, block]
        # An exact zero has no sign, and what rounds to it keeps the one that it had.
        mine = codes[i, 32 * block : 32 * block + 32]
        assert [e & 7 for e in elements] == [int(c) & 7 for c in mine]


def test_quantise_is_gfloats(bench: Bench) -> None:
    values = rows_of_all_sizes(2, 32)[8:24]
    bench.put(A, values)
    line = "tquant.mx.f32.e2m1 [x7 + 0, x8], [x0 + 0, x9], [x5 + 0, x10], 16, 2"
    back = "tunpack.fp4.f32 [x11 + 0, x10], [x7 + 0, x8], [x0 + 0, x9], 16, 2"
    bench.run(f"{line}\n{back}", **ADDRESSES, x8=32, x9=2, x10=256)
    again = bench.get(P, "f32", 16, 64)
    for i, block in np.ndindex(16, 2):
        part = slice(32 * block, 32 * block + 32)
        wanted = quantize_block(
            format_info_mxfp4_e2m1, values[i, part].astype(np.float64), compute_scale_amax
        )
        assert np.array_equal(again[i, part], wanted.astype(np.float32))


def test_what_is_no_number_marks_its_block(bench: Bench) -> None:
    values = rows_of_all_sizes(3, 32)
    values[4, 3], values[5, 40] = np.nan, np.inf
    bench.put(A, values)
    line = "tquant.mx.f32.e2m1 [x7 + 0, x8], [x0 + 0, x9], [x5 + 0, x10], 32, 2"
    bench.run(line, **ADDRESSES, x8=32, x9=2, x10=256)
    scales = bench.get(0, "u8", 32, 2, memory="scales")
    assert (scales == 255).sum() == 2
    assert scales[4, 0] == scales[5, 1] == 255


def test_four_bit_rows_and_weights(bench: Bench) -> None:
    generator = np.random.default_rng(4)
    a, w = (generator.integers(0, 16, shape).astype(np.uint8) for shape in ((40, 32), (24, 32)))
    sa, sw = (generator.integers(120, 134, (n, 1)).astype(np.uint8) for n in (40, 24))
    marked = np.where(np.arange(40)[:, None] == 7, np.uint8(255), sa)
    bench.put(A, oracle.nibbles(a))
    bench.put(W, oracle.nibbles(w))
    bench.put(0, marked, memory="scales")
    bench.put(64, sw, memory="scales")
    lines = """
        preload.t.e2m1 0, [x6 + 0, x8], 32, 24
        matmul.mx.e2m1 acc0, [x5 + 0, x8], [x0 + 0, x9], 0, [x0 + 64, x9], 40, 32, 24, 0
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc0, x0, 40, 24
    """
    bench.run(lines, **ADDRESSES, x8=16, x9=1, x10=96)
    wanted = oracle.product_mx(a, sa, w, sw)
    wanted[7] = np.nan
    assert np.array_equal(bench.get(D, "f32", 40, 24), wanted, equal_nan=True)


def pruned(generator: np.random.Generator, rows: int, columns: int) -> Any:
    """A matrix of normal numbers of which every four rows of a column hold two at most."""
    values = generator.normal(size=(rows // 4, 4, columns))
    order = np.argsort(np.abs(values), axis=1)[:, :2]
    np.put_along_axis(values, order, 0.0, axis=1)
    values[0, :, 0] = 0.0
    return values.reshape(rows, columns)


def test_sparse_floats(bench: Bench) -> None:
    generator = np.random.default_rng(5)
    a = generator.normal(size=(24, 64)).astype(ml_dtypes.float8_e4m3fn)
    w = inputs.bf16_codes(pruned(generator, 64, 32))
    kept, places = oracle.compressed(w)
    bench.put(A, a.view(np.uint8))
    bench.put(W, kept)
    bench.put(P, oracle.quarters(places))
    lines = """
        preload.sp.bf16 1, [x6 + 0, x8], [x11 + 0, x9], 32, 32
        matmul.sp.e4m3 acc1, [x5 + 0, x8], 1, 24, 32, 32, 0
        acc.store.f32.rne.inf.none [x7 + 0, x10], acc1, x0, 24, 32
    """
    bench.run(lines, **ADDRESSES, x8=64, x9=8, x10=128)
    wanted = oracle.product(a.astype(np.float32), w.view(ml_dtypes.bfloat16).astype(np.float32))
    assert np.array_equal(bench.get(D, "f32", 24, 32), wanted)
    assert bench.attempt("matmul.bf16 acc1, [x5 + 0, x8], 1, 4, 4, 4, 0").fault is not None


def test_sparse_integers(bench: Bench) -> None:
    generator = np.random.default_rng(6)
    a = generator.integers(-128, 128, (8, 16)).astype(np.int8)
    w = np.sign(pruned(generator, 16, 12)).astype(np.int8) * generator.integers(1, 128, (16, 12)).astype(
        np.int8
    )
    kept, places = oracle.compressed(w.astype(np.int16).view(np.uint16))
    bench.put(A, a)
    bench.put(W, kept.astype(np.int16).astype(np.int8))
    bench.put(P, oracle.quarters(places))
    lines = """
        preload.sp.s8 0, [x6 + 0, x8], [x11 + 0, x9], 8, 12
        matmul.sp.s8 acc0, [x5 + 0, x12], 0, 8, 8, 12, 0
        acc.store.i32 [x7 + 0, x10], acc0, 8, 12
    """
    bench.run(lines, **ADDRESSES, x8=12, x9=2, x10=48, x12=16)
    assert np.array_equal(bench.get(D, "s32", 8, 12), a.astype(np.int32) @ w.astype(np.int32))


# -- linear layers -----------------------------------------------------------------------------------------------------

SIZES = {"large": (8, 128), "edge": (1, 32)}
PLACES = {"x": 0x10_0000, "w": 0x2000_0000, "more": 0x3000_0000, "y": 0x4000_0000}


def kernel(root: Path, name: str, dim: int) -> str:
    """A kernel, for an array of this size."""
    text = (root / "examples" / "kernels" / f"{name}.s").read_text(encoding="utf-8")
    made = text.replace("DIM,   128\n", f"DIM,   {dim}\n")
    return made.replace("ROWS,  128\n", f"ROWS,  {dim}\n").replace("ROWS,  256\n", f"ROWS,  {2 * dim}\n")


def run(machine: Simulator, accelerator: Accelerator, text: str, given: dict[str, Any], *shape: int) -> Any:
    """The results of all tiles, bf16 codes."""
    machine.reset()
    for name, array in given.items():
        machine.memory["hbm"].write(PLACES[name], np.ascontiguousarray(array))
    words = [word for place in PLACES.values() for word in (place >> 32, place & 0xFFFFFFFF)]
    machine.memory["mmio"].write(MAILBOX, np.array(words, np.uint32))
    machine.load(accelerator.assemble(text))
    result = machine.run(max_steps=10_000, order="adversarial", seed=1)
    assert (result.reason, result.exit_code) == ("exited", 0), str(result)
    return machine.memory["hbm"].read(PLACES["y"], "u16", shape)


@pytest.fixture(params=SIZES)
def part(request: pytest.FixtureRequest) -> tuple[Accelerator, Simulator, int, int]:
    """The large part in the engine that is fastest, the edge part in Python's."""
    if request.param == "large":
        return request.getfixturevalue("large"), request.getfixturevalue("large_machine"), *SIZES["large"]
    edge: Accelerator = request.getfixturevalue("_edge").accelerator
    return edge, edge.simulator(engine="python"), *SIZES["edge"]


def test_a_layer_in_four_bits(root: Path, part: tuple[Accelerator, Simulator, int, int]) -> None:
    accelerator, machine, tiles, dim = part
    generator = np.random.default_rng(41)
    x = inputs.bf16_codes(inputs.normal(generator, (tiles, dim, dim), 1.0))
    w, scales = oracle.mxfp4(generator.normal(size=(dim, dim)).astype(np.float32))
    given = {"x": x, "w": oracle.nibbles(w), "more": scales}
    y = run(machine, accelerator, kernel(root, "linear_mxfp4", dim), given, tiles, dim, dim)
    for tile in range(tiles):
        assert np.array_equal(y[tile], oracle.linear_mxfp4(x[tile], w, scales))
    wide = decode_ndarray(format_info_mxfp4_e2m1.etype, w.astype(np.int64)).reshape(dim, -1, 32)
    exact = wide * np.exp2(scales.astype(np.float64) - 127)[..., None]
    rows = x.view(ml_dtypes.bfloat16).astype(np.float64)
    error = y.view(ml_dtypes.bfloat16).astype(np.float64) - rows @ exact.reshape(dim, dim).T
    assert np.sqrt((error**2).mean() / (rows**2).mean() / dim) < 0.2


def test_a_layer_of_pruned_weights(root: Path, part: tuple[Accelerator, Simulator, int, int]) -> None:
    accelerator, machine, tiles, dim = part
    generator = np.random.default_rng(42)
    x = inputs.bf16_codes(generator.normal(size=(tiles, 2 * dim, 2 * dim)))
    w = inputs.bf16_codes(pruned(generator, 2 * dim, dim))
    kept, places = oracle.compressed(w)
    given = {"x": x, "w": kept, "more": oracle.quarters(places)}
    y = run(machine, accelerator, kernel(root, "linear_sparse", dim), given, tiles, 2 * dim, dim)
    for tile in range(tiles):
        assert np.array_equal(y[tile], oracle.linear_bf16(x[tile], w))
