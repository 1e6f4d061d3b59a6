"""The kernels of operators, on both variants and both engines, compared with NumPy bit by bit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from examples.kernels import inputs
from examples.kernels.operators import oracle
from specgen.api import Accelerator
from specgen.machine import Simulator
from tests.examples.conftest import Bench

MAILBOX = 0x4000_0000
PLACES = (0x10_0000, 0x2000_0000, 0x3000_0000, 0x4000_0000)  # three operands, and the result
RESULT = PLACES[3]
F32 = np.float32


@dataclass
class Part:
    """A variant with a machine to run kernels on."""

    root: Path
    accelerator: Accelerator
    machine: Simulator
    tiles: int
    dim: int

    def run(
        self,
        name: str,
        given: list[Any],
        scalars: tuple[Any, ...] = (),
        table: Any = None,
        change: tuple[str, str] = ("", ""),
    ) -> None:
        """Run a kernel on all tiles; ``scalars`` are the words at 32, ``table`` what lies where the result goes."""
        self.machine.reset()
        for place, array in zip(PLACES, given, strict=False):
            self.machine.memory["hbm"].write(place, np.ascontiguousarray(array))
        if table is not None:
            self.machine.memory["hbm"].write(RESULT, table)
        words = [word for place in PLACES for word in (0, place)]
        words += [int(np.asarray(one).view(np.uint32)) for one in scalars]
        self.machine.memory["mmio"].write(MAILBOX, np.array(words, np.uint32))
        text = (self.root / "examples/kernels/operators" / f"{name}.s").read_text(encoding="utf-8")
        text = text.replace("DIM,   128", f"DIM, {self.dim}").replace("ROWS,  128\n", f"ROWS, {self.dim}\n")
        text = text.replace("COLS,  256\n", f"COLS, {2 * self.dim}\n")
        text = text.replace("DIM,    128\n", f"DIM, {self.dim}\n").replace(
            "KEYS,   128\n", f"KEYS, {self.dim}\n"
        )
        text = text.replace("HEAD,   64\n", f"HEAD, {min(self.dim, 64)}\n").replace(*change)
        self.machine.load(self.accelerator.assemble(text))
        result = self.machine.run(max_steps=20_000, order="adversarial", seed=1)
        assert (result.reason, result.exit_code) == ("exited", 0), str(result)

    def result(self, dtype: str, *shape: int) -> Any:
        """The results of all tiles."""
        return self.machine.memory["hbm"].read(RESULT, dtype, (self.tiles, *shape))

    def values(self, seed: int, *shape: int) -> Any:
        """bf16 patterns of normal numbers for all tiles."""
        return inputs.bf16_codes(np.random.default_rng(seed).normal(size=(self.tiles, *shape)))


@pytest.fixture(params=["large", "edge"])
def part(request: pytest.FixtureRequest, root: Path) -> Part:
    """The large part in the engine that is fastest, the edge part in Python's."""
    if request.param == "large":
        return Part(root, request.getfixturevalue("large"), request.getfixturevalue("large_machine"), 8, 128)
    edge: Bench = request.getfixturevalue("_edge")
    return Part(root, edge.accelerator, edge.accelerator.simulator(engine="python"), 1, 32)


def same(found: Any, wanted: list[Any]) -> bool:
    """Whether all bits of all tiles are alike."""
    return all(np.array_equal(one, other) for one, other in zip(found, wanted, strict=True))


def test_products_of_eight_bits(part: Part) -> None:
    tiles, dim = part.tiles, part.dim
    generator = np.random.default_rng(1)
    x = oracle.cast_fp8(inputs.bf16_codes(generator.normal(size=(tiles * dim, 2 * dim))))
    w = oracle.cast_fp8(inputs.bf16_codes(generator.normal(size=(2 * dim, dim))))
    rows = x.reshape(tiles, dim, 2 * dim)
    part.run("linear_fp8", [rows, w])
    assert same(part.result("u16", dim, dim), [oracle.linear(one, w) for one in rows])

    rows = part.values(2, dim, dim)
    part.run("linear_fp8_weights", [rows, w[:dim]])
    assert same(part.result("u16", dim, dim), [oracle.linear(one, w[:dim]) for one in rows])


def test_products_of_integers(part: Part) -> None:
    tiles, dim = part.tiles, part.dim
    generator = np.random.default_rng(3)
    x = generator.integers(-128, 128, (tiles, dim, dim)).astype(np.int8)
    w = generator.integers(-128, 128, (dim, dim)).astype(np.int8)
    scale = F32(1 / 397)
    part.run("linear_int8", [x, w], (scale, np.int32(-7)))
    wanted = [oracle.linear_int8(one, w, scale, -7) for one in x]
    assert same(part.result("s8", dim, dim), wanted)
    assert min(one.min() for one in wanted) == -128 and any((one == 127).any() for one in wanted)


def test_convolution(part: Part) -> None:
    dim, high = part.dim, 4
    x = part.values(4, 2 * high + 1, 2 * dim + 1, dim)
    w = inputs.bf16_codes(np.random.default_rng(5).normal(size=(9, dim, dim)))
    part.run("convolution", [x, w])
    found = part.result("u16", high, dim, dim)
    assert np.array_equal(found[0], oracle.convolution(x[0], w, high))
    image, weights = oracle.wide(x[-1]).astype(np.float64), oracle.wide(w).astype(np.float64)
    exact = sum(
        image[down : down + 2 * high : 2, right : right + 2 * dim : 2] @ weights[3 * down + right]
        for down in range(3)
        for right in range(3)
    )
    assert np.allclose(oracle.wide(found[-1]), exact, rtol=2**-8, atol=1e-3)


def test_attention_over_blocks_of_keys(part: Part) -> None:
    """The first block holds the greatest scores of some rows and the last those of others."""
    dim, head, scale = part.dim, 64 if part.dim == 128 else 32, F32(0.125)
    q, k, v = part.values(17, dim, head), part.values(18, 4 * dim, head), part.values(19, 4 * dim, head)
    part.run("attention_long", [q, k, v], (scale, -scale))
    found = part.result("u16", dim, head)
    wanted = oracle.attention_long(q[0], k[0], v[0], scale, dim)
    assert np.array_equal(found[0], wanted)
    for tile in range(part.tiles):
        scores = oracle.wide(q[tile]).astype(np.float64) @ oracle.wide(k[tile]).T * scale
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        exact = p @ oracle.wide(v[tile]) / p.sum(axis=1, keepdims=True)
        assert np.abs(oracle.wide(found[tile]) - exact).max() < 2**-8


def test_softmax_and_norms(part: Part) -> None:
    dim, columns = part.dim, 2 * part.dim
    x = part.values(6, dim, columns)
    part.run("softmax", [x])
    assert same(part.result("u16", dim, columns), [oracle.softmax(one) for one in x])

    gain, shift = part.values(7, 2, columns)[0]
    addend, share = F32(1e-5), F32(1 / columns)
    part.run("rms_norm", [x, gain], (share, addend))
    assert same(part.result("u16", dim, columns), [oracle.rms_norm(one, gain, share, addend) for one in x])

    part.run("scale_shift", [x, gain, shift])
    assert same(part.result("u16", dim, columns), [oracle.scale_shift(one, gain, shift) for one in x])

    part.run("layer_norm", [x, gain, shift], (share, addend))
    wanted = [oracle.layer_norm(one, gain, shift, addend) for one in x]
    assert same(part.result("u16", dim, columns), wanted)
    rows = oracle.wide(x[0]).astype(np.float64)
    exact = (rows - rows.mean(axis=1, keepdims=True)) / np.sqrt(rows.var(axis=1, keepdims=True) + 1e-5)
    exact = exact * oracle.wide(gain) + oracle.wide(shift)
    assert np.allclose(oracle.wide(wanted[0]), exact, rtol=2**-7, atol=2**-7)


def test_elementwise(part: Part) -> None:
    dim, columns = part.dim, 2 * part.dim
    x, z = part.values(8, dim, columns), part.values(9, dim, columns)
    part.run("add", [x, z])
    assert same(part.result("u16", dim, columns), list(oracle.narrow(oracle.wide(x) + oracle.wide(z))))
    part.run("multiply", [x, z])
    assert same(part.result("u16", dim, columns), list(oracle.narrow(oracle.wide(x) * oracle.wide(z))))
    part.run("swiglu", [x, z])
    assert same(part.result("u16", dim, columns), [oracle.swiglu(a, b) for a, b in zip(x, z, strict=True)])
    for curve in ("relu", "sigmoid", "tanh", "silu", "gelu"):
        part.run("gelu", [x], change=("tact.bf16.gelu", f"tact.bf16.{curve}"))
        assert same(part.result("u16", dim, columns), [oracle.activation(one, curve) for one in x]), curve
    angle = np.random.default_rng(15).uniform(0, 6, (part.tiles, dim, dim))
    turns = np.cos(angle).astype(F32), np.sin(angle).astype(F32)
    part.run("rope", [x, *turns])
    assert same(part.result("u16", dim, columns), [oracle.rope(*one) for one in zip(x, *turns, strict=True)])


def test_conversions_and_sums(part: Part) -> None:
    dim, columns = part.dim, 2 * part.dim
    x = inputs.bf16_codes(np.random.default_rng(10).normal(0, 200, (part.tiles, dim, columns)))
    part.run("cast_fp8", [x])
    assert same(part.result("u8", dim, columns), [oracle.cast_fp8(one) for one in x])
    part.run("quantise_int8", [x], (F32(0.3),))
    assert same(part.result("s8", dim, columns), [oracle.quantise_int8(one, F32(0.3)) for one in x])
    part.run("row_sum", [x])
    assert same(part.result("f32", dim), [oracle.summed(oracle.wide(one)) for one in x])


def test_moves(part: Part) -> None:
    dim, columns, tiles = part.dim, 2 * part.dim, part.tiles
    squares = part.values(11, dim, dim)
    part.run("transpose", [squares])
    assert same(part.result("u16", dim, dim), [one.T for one in squares])

    other = part.values(16, dim, dim)
    pairs = np.concatenate([squares, squares], axis=2), np.concatenate([other, squares], axis=2)
    part.run("concat", list(pairs))
    assert np.array_equal(part.result("u16", dim, 2 * columns), np.concatenate(pairs, axis=2))

    generator = np.random.default_rng(12)
    table = inputs.bf16_codes(generator.normal(size=(3000, columns)))
    index = generator.integers(0, 3000, (tiles, dim)).astype(np.uint32)
    part.run("embedding", [table, index], (np.uint32(3000),))
    assert same(part.result("u16", dim, columns), [table[one] for one in index])

    fresh = part.values(13, dim, columns)
    own = generator.permutation(3000)[: tiles * dim].astype(np.uint32).reshape(tiles, dim)
    part.run("cache_append", [fresh, own], (np.uint32(3000),), table)
    table[own] = fresh
    assert np.array_equal(part.machine.memory["hbm"].read(RESULT, "u16", table.shape), table)


def test_the_greatest_of_a_window(part: Part) -> None:
    dim = part.dim
    x = part.values(20, 5, 2 * dim + 1, 64)
    part.run("pool_max", [x])
    assert same(part.result("u16", 2, dim, 64), [oracle.pool_max(one, 2) for one in x])


def test_a_sum_over_all_tiles(part: Part) -> None:
    tiles, dim = part.tiles, part.dim
    shape = (tiles, tiles, 32, dim)
    x = np.random.default_rng(14).normal(size=shape).astype(F32)
    part.run("all_reduce", [x])
    total = np.zeros(shape[1:], F32)
    for one in x:
        total = total + one
    assert same(part.result("f32", *shape[1:]), [total] * tiles)
