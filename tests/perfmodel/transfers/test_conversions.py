"""Conversion plans: what their instructions move is the tensor in the other layout."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from math import prod
from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.generators.layouts import pack
from specgen.model.layouts import Bound
from specgen.perfmodel.transfers import Plan, conversions

LAYOUTS = """
name: several
version: 1.0.0
layouts:
  rows: {dims: {i: any, j: any}, place: {addr: i j}}
  columns: {dims: {i: any, j: any}, place: {addr: j i}}
  pitched: {dims: {i: any, j: any}, arguments: {pitch: {example: 80}}, place: {addr: [[i, pitch], [j, 1]]}, offset: 3}
  tiles: {dims: {i: any, j: any}, split: {i: [any, 8], j: [any, 16]}, place: {addr: i0 j0 i1 j1}, pad: zero}
  narrow: {dims: {i: any, j: any}, split: {i: [any, 4], j: [any, 4]}, place: {addr: j0 i0 j1 i1}, pad: zero}
  swizzled: {dims: {i: any, j: any}, unit: 8, place: {addr: i j}, xor: [{dst: [6, 4], src: [9, 7]}]}
"""
NAMES = ("rows", "columns", "pitched", "tiles", "narrow", "swizzled")
TYPES = ("u8", "bf16", "f32")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> specgen.Accelerator:
    folder = tmp_path_factory.mktemp("several")
    (folder / "spec.yaml").write_text(LAYOUTS, encoding="utf-8")
    return specgen.load(folder)


@pytest.fixture(scope="module")
def large(root: Path) -> specgen.Accelerator:
    return specgen.load(root / "spec")


def _bound(
    several: specgen.Accelerator, large: specgen.Accelerator, name: str, shape: tuple[int, ...], kind: str
) -> Bound:
    from specgen.model.types import IntegerType

    element = IntegerType(8, signed=False) if kind == "u8" else large.architecture.types[kind]
    return several.layouts[name].bind(shape, element=element)


def _executed(plan: Plan, source: bytes, size: int) -> bytes:
    moved = bytearray(size)
    step = plan.copy.source.size
    for use in plan.uses:
        for move in use.moves():
            for at in product(*(range(loop.size) for loop in move.loops)):
                here = move.source + sum(n * loop.source for n, loop in zip(at, move.loops, strict=True))
                there = move.target + sum(n * loop.target for n, loop in zip(at, move.loops, strict=True))
                assert there + step <= size
                moved[there : there + step] = source[here : here + step]
    return bytes(moved)


def _cases(count: int) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    draw = random.Random(20261121)
    for _ in range(count):
        shape = draw.choice((1, 5, 8, 24, 33)), draw.choice((4, 16, 48, 60))
        yield draw.choice(NAMES), draw.choice(NAMES), draw.choice(TYPES), shape


@pytest.mark.parametrize(("source", "target", "kind", "shape"), list(_cases(24)))
def test_plans_move_the_tensor(
    several: specgen.Accelerator,
    large: specgen.Accelerator,
    source: str,
    target: str,
    kind: str,
    shape: tuple[int, int],
) -> None:
    one, other = (_bound(several, large, name, shape, kind) for name in (source, target))
    plans = conversions(large.architecture, large.semantics, one, other, between=("hbm", "sram"))
    assert plans
    tensor = np.random.default_rng(1).integers(1, 256, prod(shape) * one.element.bytes, np.uint8)
    kept = tensor.view({1: np.uint8, 2: np.uint16, 4: np.uint32}[one.element.bytes]).reshape(shape)
    wanted = pack(other, kept).tobytes()
    for plan in plans:
        assert _executed(plan, pack(one, kept).tobytes(), len(wanted)) == wanted
        assert plan.bytes == tensor.size
        assert plan.instructions == sum(1 for use in plan.uses for _ in use.moves())
        assert 0 < min(plan.efficiencies) <= max(plan.efficiencies) <= 1


def test_rows_to_columns_takes_the_transposing_instruction(
    several: specgen.Accelerator, large: specgen.Accelerator
) -> None:
    rows, columns = (_bound(several, large, name, (64, 48), "bf16") for name in ("rows", "columns"))
    best = conversions(large.architecture, large.semantics, rows, columns, between=("hbm", "sram"))[0]
    assert best.copy.instruction.name == "dma_load_transposed"
    assert best.copy.when == {"unit_type": 1}
    assert best.instructions == 1
    assert best.path is not None and best.path.name == "load"


def test_the_same_layout_is_one_run(several: specgen.Accelerator, large: specgen.Accelerator) -> None:
    rows = _bound(several, large, "rows", (64, 48), "f32")
    best = conversions(large.architecture, large.semantics, rows, rows, between=("hbm", "sram"))[0]
    assert (best.instructions, best.bytes, best.efficiencies) == (1, 64 * 48 * 4, (1.0, 1.0))


def test_other_elements_are_refused(several: specgen.Accelerator, large: specgen.Accelerator) -> None:
    one, other = (_bound(several, large, "rows", (8, 8), kind) for kind in ("f32", "bf16"))
    with pytest.raises(ValueError, match="elements differ: f32 and bf16"):
        conversions(large.architecture, large.semantics, one, other)
    with pytest.raises(ValueError, match=r"shapes \(8, 8\) and \(8, 9\) differ"):
        conversions(large.architecture, large.semantics, one, _bound(several, large, "rows", (8, 9), "f32"))
