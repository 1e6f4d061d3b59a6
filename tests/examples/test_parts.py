"""Tensors in several parts of the spec, from an array to the machine and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from examples.kernels import inputs, oracle
from specgen.api import Accelerator
from specgen.generators.layouts import Stored
from specgen.generators.numerics import quantise
from specgen.machine import Simulator
from tests.examples.conftest import Bench
from tests.examples.test_linear import ADDRESSES, A, D, P, kernel, pruned, run

TILES, DIM = 1, 32


@pytest.fixture
def edge(request: pytest.FixtureRequest) -> tuple[Accelerator, Simulator]:
    accelerator: Accelerator = request.getfixturevalue("_edge").accelerator
    return accelerator, accelerator.simulator(engine="python")


def test_a_kernel_multiplies_by_weights_in_mxfp4(root: Path, edge: tuple[Accelerator, Simulator]) -> None:
    accelerator, machine = edge
    generator = np.random.default_rng(51)
    x = inputs.bf16_codes(inputs.normal(generator, (TILES, DIM, DIM), 1.0))
    w = generator.normal(size=(DIM, DIM)).astype(np.float32)
    pitch = {"elements": {"pitch": DIM}}
    stored = accelerator.pack_parts("mxfp4_columns", w, pitch)
    given = {"x": x, "w": stored.parts["elements"], "more": stored.parts["scales"]}
    y = run(machine, accelerator, kernel(root, "linear_mxfp4", DIM), given, TILES, DIM, DIM)
    codes = quantise(accelerator.architecture.block_types["mxfp4"], w, axis=0)
    assert np.array_equal(y[0], oracle.linear_mxfp4(x[0], codes.elements.T, codes.scales.T))
    wide = accelerator.unpack_parts("mxfp4_columns", stored, (DIM, DIM), pitch)
    exact = x[0].view(ml_dtypes.bfloat16).astype(np.float64) @ wide
    error = y[0].view(ml_dtypes.bfloat16).astype(np.float64) - exact
    assert np.sqrt((error**2).mean() / (exact**2).mean()) < 0.2


def test_a_kernel_multiplies_by_pruned_weights(root: Path, edge: tuple[Accelerator, Simulator]) -> None:
    accelerator, machine = edge
    generator = np.random.default_rng(52)
    x = inputs.bf16_codes(generator.normal(size=(TILES, 2 * DIM, 2 * DIM)))
    w = inputs.bf16_codes(pruned(generator, 2 * DIM, DIM))
    pitch = {"index": {"pitch": DIM}}
    stored = accelerator.pack_parts("pruned_bf16", w, pitch)
    given = {"x": x, "w": stored.parts["values"], "more": stored.parts["index"]}
    y = run(machine, accelerator, kernel(root, "linear_sparse", DIM), given, TILES, 2 * DIM, DIM)
    assert np.array_equal(y[0], oracle.linear_bf16(x[0], w))
    assert np.array_equal(accelerator.unpack_parts("pruned_bf16", stored, w.shape, pitch), w)


@pytest.mark.parametrize(
    ("name", "line", "back", "arguments"),
    [
        ("mxfp4_rows", "tquant.mx.f32.e2m1", "tunpack.fp4.f32", {"elements": {"pitch": 64}}),
        ("mxfp8_rows", "tquant.mx.f32.e4m3", "tdequant.mx.f32.e4m3", {}),
    ],
)
def test_what_the_engine_quantised_is_unpacked(
    bench: Bench, name: str, line: str, back: str, arguments: dict[str, Any]
) -> None:
    values = np.random.default_rng(53).normal(size=(24, 64)).astype(np.float32)
    bench.put(A, values)
    size = 32 if name == "mxfp4_rows" else 64
    lines = f"""
        {line} [x7 + 0, x8], [x0 + 0, x9], [x5 + 0, x10], 24, 2
        {back} [x11 + 0, x10], [x7 + 0, x8], [x0 + 0, x9], 24, 2
    """
    bench.run(lines, **ADDRESSES, x8=size, x9=2, x10=256)
    stored = Stored(
        {"elements": bench.get(D, "u8", 24 * size), "scales": bench.get(0, "u8", 48, memory="scales")}
    )
    found = bench.accelerator.unpack_parts(name, stored, (24, 64), arguments)
    assert np.array_equal(found, bench.get(P, "f32", 24, 64))
    made = bench.accelerator.pack_parts(name, values, arguments)
    assert np.array_equal(bench.accelerator.unpack_parts(name, made, (24, 64), arguments), found)
    assert np.array_equal(made.parts["scales"], stored.parts["scales"])
