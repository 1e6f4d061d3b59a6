"""Fitting finds what made the data, the same every time; gaps add up; the committed sample is explained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from specgen.api import measured_gaps
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.measured import (
    Dataset,
    MissingExtraError,
    calibrate_power,
    fit,
    gap,
    library_calibrations,
    library_values,
    model_of,
    tabulated,
)
from specgen.perfmodel.physical import GEMM, GEMM_BLOCKS, GEMM_CONVERTED, GEMM_DISPATCHED, POWER, watts

TRUTH = {
    "launch": 2e-6,
    "matrix_efficiency": 0.7,
    "memory_efficiency": 0.9,
    "unit_bandwidth": 1.5e11,
    "tile_latency": 8e-7,
    "step_latency": 1e-10,
    "split_latency": 2.5e-6,
    "overlap": 4.0,
}
CHIP = library_chip("h100_sxm")


def made(rows: int = 250, noise: float = 0.0) -> Dataset:
    """Products whose times the model gives, with known parameters."""
    draw = np.random.default_rng(5)
    sizes = {axis: 2 ** draw.integers(5, 14, rows) for axis in ("n", "k")}
    dims = {"m": 2 ** draw.integers(0, 13, rows), **sizes}
    seconds = np.asarray(GEMM.seconds(dims, "bf16", CHIP, TRUTH)) * np.exp(noise * draw.standard_normal(rows))
    return Dataset("made", "h100_sxm", "b", "gemm", "bf16", "graph_replay", "here", dims, seconds)


def test_a_fit_finds_what_made_the_data() -> None:
    found = fit(GEMM, made(), CHIP, starts=1)
    assert found.errors.mape < 0.02
    assert found.values["launch"] == pytest.approx(TRUTH["launch"], rel=0.1)
    assert found.values["matrix_efficiency"] == pytest.approx(TRUTH["matrix_efficiency"], rel=0.05)
    assert found.values["memory_efficiency"] == pytest.approx(TRUTH["memory_efficiency"], rel=0.05)


def test_a_fit_is_the_same_every_time() -> None:
    data = made(80, noise=0.05)
    assert fit(GEMM, data, CHIP, 3, starts=1, rows=40) == fit(GEMM, data, CHIP, 3, starts=1, rows=40)


def test_a_table_that_predicts_nothing_is_left_out() -> None:
    data = made(200)
    assert tabulated(data, np.exp(0.3 * np.random.default_rng(1).standard_normal(200))) is None


def test_a_table_learns_what_the_model_leaves() -> None:
    data = made()
    ratios = np.where(data.columns["m"] < 64, 1.3, 0.9)
    table = tabulated(data, ratios)
    assert table is not None
    assert np.abs(table.factor(data.columns) / ratios - 1).mean() < 0.02


def test_a_gap_tells_every_stage_and_where_the_time_went() -> None:
    found = gap(made(), CHIP, calibrated=True)
    assert found is not None
    assert [stage.name for stage in found.stages] == ["roofline", "before", "calibrated", "utilisation"]
    assert found.fitted + found.judged == 250
    assert sum(found.causes.values()) == pytest.approx(1)
    assert abs(found.causes["unexplained"]) < 0.02
    before, after = found.stages[1].errors, found.stages[2].errors
    assert after.mape < before.mape
    assert sum(part.count for _, part in found.stages[0].by_size) == found.judged


def test_too_few_rows_are_not_fitted() -> None:
    found = gap(made(20), CHIP, calibrated=True)
    assert found is not None
    assert found.fitted == 0
    assert [stage.name for stage in found.stages] == ["roofline", "before"]


def test_power_is_fitted_on_the_rows_that_carry_it() -> None:
    data = made()
    operations = 2.0 * data.columns["m"] * data.columns["n"] * data.columns["k"]
    moved = 2.0 * sum(data.columns[a] * data.columns[b] for a, b in ("mk", "nk", "mn"))
    truth = {"floor": 120.0, "operation": 4e-13, "byte": 6e-11}
    drawn = np.asarray(watts(operations, moved, data.seconds, CHIP.power, truth))
    found = calibrate_power(replace(data, watts=drawn), CHIP)
    assert found.values == pytest.approx(truth, rel=0.02)
    assert set(found.values) == {one.name for one in POWER}
    some = gap(replace(data, watts=np.where(data.columns["m"] > 8, drawn, np.nan)), CHIP, calibrated=True)
    assert some is not None
    assert [stage.name for stage in some.energy] == ["energy", "energy_utilisation"]
    assert some.energy[0].errors.count < some.judged
    assert some.energy[0].errors.mape < 0.05


@pytest.mark.parametrize(
    ("form", "scheme", "protocol", "model"),
    [
        ("bf16", "", "graph_replay", GEMM),
        ("f32", "", "kernel", GEMM),
        ("e4m3", "", "graph_replay", GEMM_CONVERTED),
        ("e4m3", "block", "graph_replay", GEMM_BLOCKS),
        ("e4m3", "block", "host_bound", GEMM_DISPATCHED),
        ("bf16", "int4_weights", "graph_replay", None),
        ("nvfp4", "", "graph_replay", None),
    ],
)
def test_which_model_a_table_has(form: str, scheme: str, protocol: str, model: object) -> None:
    assert model_of(replace(made(5), format=form, scheme=scheme, protocol=protocol)) is model


def test_without_the_library_nothing_is_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "scipy.optimize", None)
    with pytest.raises(MissingExtraError, match=r"specgen\[performance\]"):
        fit(GEMM, made(50), CHIP)


def test_a_calibration_is_of_one_protocol() -> None:
    data = replace(made(5), backend="trtllm 9.9")
    assert set(library_values(data)) == {one.name for one in GEMM.parameters}
    assert library_values(replace(data, protocol="launches")) == {}
    assert library_values(replace(data, chip="a100_sxm", backend="nobody")) == {}


def test_calibrations_of_the_library_have_plausible_values() -> None:
    ranges = {
        one.name: one
        for model in (GEMM, GEMM_CONVERTED, GEMM_BLOCKS, GEMM_DISPATCHED)
        for one in model.parameters
    }
    checked = 0
    for found in library_calibrations().values():
        if (
            found.operator == "gemm"
            and "launch" in found.parameters
            and "matrix_efficiency" in found.parameters
        ):
            assert len(found.parameters) <= 8
            for name, value in found.parameters.items():
                assert ranges[name].low * 0.999 <= float(value) <= ranges[name].high * 1.001, found.name
            checked += 1
    assert checked >= 10


def test_the_committed_sample_is_explained(root: Path) -> None:
    """By the library's calibrations, none of whose parameters was fitted on the held-out rows."""
    gaps, findings = measured_gaps(spec=root / "spec", labels={"operator": "gemm"})
    assert not len(findings)
    found = {one.name: {stage.name: stage.errors.mape for stage in one.stages} for one in gaps}
    for name, bound in (
        ("h100_sxm_gemm_bf16_trtllm", 0.10),
        ("h100_sxm_gemm_e4m3_trtllm", 0.10),
        ("h200_sxm_gemm_bf16_vllm", 0.10),
        ("a100_sxm_gemm_bf16_vllm", 0.12),
    ):
        assert found[name]["library"] < bound < found[name]["roofline"] / 3
