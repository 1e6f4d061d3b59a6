"""Which lowering does an operator, what its tiles take, and why there is none."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from specgen.model import Architecture, load_architecture
from specgen.model.performance.tiling import SIZES
from specgen.perfmodel.coverage import COLUMNS, Fit, coverage, fit, why_not
from specgen.perfmodel.workloads import Graph, Kind, Operator, Role, Tensor, bits
from tests.pages import page_of


@pytest.fixture(scope="module")
def large(root: Path) -> Architecture:
    return load_architecture(root / "spec", "large")


@pytest.fixture(scope="module")
def edge(root: Path) -> Architecture:
    return load_architecture(root / "spec", "edge")


def tensor(shape: tuple[int, ...], form: str, role: Role = Role.ACTIVATION) -> Tensor:
    return Tensor("t", shape, form, bits(form), role)


def gemm(m: int, n: int, k: int, rows: str, weights: str, density: float = 1.0) -> Operator:
    return Operator(
        "p", Kind.GEMM, (tensor((m, k), rows), tensor((k, n), weights, Role.WEIGHT)), (tensor((m, n), "bf16"),),
        {"groups": 1, "m": m, "n": n, "k": k}, 2 * m * n * k, rows, density=density,
    )  # fmt: skip


def found(operator: Operator, spec: Architecture) -> Fit:
    one = fit(operator, spec)
    assert isinstance(one, Fit), one
    return one


@pytest.mark.parametrize(
    ("rows", "weights", "density", "name"),
    [
        ("bf16", "bf16", 1.0, "gemm_bf16"),
        ("e4m3", "e4m3", 1.0, "gemm_fp8"),
        ("bf16", "e4m3", 1.0, "gemm_fp8_weights"),
        ("bf16", "mxfp4", 1.0, "gemm_mxfp4"),
        ("s8", "s8", 1.0, "gemm_int8"),
        ("bf16", "bf16", 0.5, "gemm_sparse_bf16"),
    ],
)
def test_formats_and_density_choose_the_product(
    large: Architecture, rows: str, weights: str, density: float, name: str
) -> None:
    assert found(gemm(300, 300, 300, rows, weights, density), large).lowering.name == name


def test_what_the_tiles_of_a_product_take(large: Architecture, edge: Architecture) -> None:
    """1000 x 300 x 200 on the array of 128: 2 x 3 x 2 tiles, of which each six have two sums to finish."""
    cut = found(gemm(1000, 300, 200, "bf16", "bf16"), large).tiling
    assert (cut.sizes, cut.tiles) == ({"groups": 1, "m": 512, "n": 128, "k": 128}, 12)
    moved = {(one.path, int(one.bytes)) for one in cut.shares if one.path}
    assert moved == {
        ("load", 12 * 512 * 128 * 2), ("load", 12 * 128 * 128 * 2), ("store", 6 * 512 * 128 * 2),
    }  # fmt: skip
    done = {one.instruction: (int(one.times), one.operands) for one in cut.shares if one.instruction}
    assert done["matmul"] == (12, {"dtype": 2, "m": 512, "k": 128, "n": 128})
    assert done["acc_store"] == (6, {"dtype": 1, "m": 512, "n": 128})
    assert found(gemm(1000, 300, 200, "bf16", "bf16"), edge).tiling.tiles == 8 * 10 * 7
    one_row = found(gemm(1, 300, 200, "bf16", "bf16"), large).tiling
    assert one_row.sizes["m"] == 1 and one_row.tiles == 6


def test_rows_are_cut_so_that_they_fit_the_memory(large: Architecture) -> None:
    def norm(columns: int) -> Operator:
        x = tensor((4096, columns), "bf16")
        return Operator(
            "layer.norm", Kind.NORMALISATION, (x,), (x,), {"rows": 4096, "columns": columns},
            4 * 4096 * columns, "f32", "vector",
        )  # fmt: skip

    assert found(norm(2048), large).tiling.sizes == {"rows": 128}
    assert found(norm(8192), large).tiling.sizes == {"rows": (4 << 20) // (8192 * 12)}
    assert "rms_norm_bf16: operator.columns <= 65536 does not hold" in str(fit(norm(1 << 17), large))


def test_why_there_is_none(large: Architecture) -> None:
    assert fit(gemm(4, 4, 4, "f32", "f32"), large) == "no lowering of p takes f32"
    x = tensor((4, 4), "bf16")
    hard = Operator(
        "h", Kind.SOFTMAX, (x,), (x,), {"rows": 4, "columns": 4}, 32, "f32", "vector", algorithm="hardmax"
    )
    assert fit(hard, large) == "no lowering of softmax does hardmax"
    pad = Operator("p", Kind.MOVE, (x,), (x,), {"elements": 16}, 0, "f32", "vector", algorithm="reverse")
    assert fit(pad, large) == "no lowering of move does reverse"
    lowering = large.lowerings["softmax_bf16"]
    assert why_not(lowering, hard, large) == "it does softmax and choose and sample, not hardmax"
    wide = Operator(
        "c", Kind.CONVERT, (x,), (tensor((4, 4), "f32"),), {"elements": 16}, 16, "f32", algorithm="cast"
    )
    assert fit(wide, large) == "cast_fp8: it gives e4m3, not f32"
    lowering = large.lowerings["cast_fp8"]
    assert why_not(lowering, gemm(4, 4, 4, "bf16", "bf16"), large) == "it does convert"
    empty = load_architecture_without(large)
    assert fit(pad, empty) == "no lowering does move"


def load_architecture_without(spec: Architecture) -> Architecture:
    from copy import copy

    other = copy(spec)
    object.__setattr__(other, "lowerings", {})
    return other


def test_a_table_of_a_workload(large: Architecture) -> None:
    operators = (gemm(8, 8, 8, "bf16", "bf16"), gemm(8, 8, 24, "f32", "f32"))
    table = coverage(Graph("two", operators, ("x (Y): no",)), large)
    assert (table.done, table.share, table.unsupported) == (1, 0.25, ("x (Y): no",))
    first, second = table.rows
    cells = dict(zip(COLUMNS, first.cells, strict=True))
    assert (cells["lowering"], cells["kernel"]) == ("gemm_bf16", "linear_multicast.s")
    assert first.instructions == ("preload", "matmul", "acc_store", "dma_multicast", "drain_dma", "barrier")
    assert second.reason == "no lowering of p takes f32" and second.instructions == ()
    assert coverage(Graph("none", ()), large).share == 1.0


def test_bytes_of_packed_formats_stay_exact(large: Architecture) -> None:
    cut = found(gemm(64, 128, 96, "bf16", "mxfp4"), large).tiling
    loads = [one for one in cut.shares if one.path == "load"]
    assert loads[1].bytes == Fraction(96 * 128, 2)
    assert next(one for one in cut.shares if one.path == "load_scales").bytes == 3 * 128


def test_the_page_has_the_sizes_of_every_kind(root: Path) -> None:
    page = page_of(root, "language-performance")
    lines = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| `")]
    told = {
        kind: tuple(re.findall(r"`(\w+)`", sizes))
        for kinds, sizes in lines
        for kind in re.findall(r"`(\w+)`", kinds)
    }
    assert {kind: told[kind] for kind in SIZES} == SIZES
    assert set(SIZES) == {kind.value for kind in Kind}
