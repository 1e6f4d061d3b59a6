"""`specgen perf gap`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import specgen

ROWS = """chip,operator,format,protocol,m,n,k,latency_us
h100_sxm,gemm,bf16,graph_replay,4096,4096,4096,174.3
h100_sxm,gemm,bf16,graph_replay,16,4096,4096,16.6
"""


@pytest.fixture
def latencies(tmp_path: Path) -> Path:
    path = tmp_path / "latencies.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_table_of_ones_own(latencies: Path) -> None:
    result = specgen("perf", "gap", "--data", latencies)
    assert result.exit_code == 0
    assert result.stdout.startswith("h100_sxm_gemm_bf16: model gemm, 2 rows\n")
    for told in ("plain roofline", "launch overhead", "unexplained", "matrix_efficiency"):
        assert told in result.stdout
    assert not result.stderr


def test_as_json_and_csv(latencies: Path, tmp_path: Path) -> None:
    output = tmp_path / "gap.json"
    assert specgen("perf", "gap", "--data", latencies, "--format", "json", "-o", output).exit_code == 0
    (found,) = json.loads(output.read_text(encoding="utf-8"))["gaps"]
    assert sum(found["causes"].values()) == pytest.approx(1)
    assert found["stages"]["roofline"]["all"]["bias"] < -0.2
    assert {"name", "unit", "meaning", "value"} <= found["parameters"][0].keys()
    lines = specgen("perf", "gap", "--data", latencies, "--format", "csv").stdout.splitlines()
    assert lines[0].split(",")[-4:] == ["mape", "median", "p90", "bias"]
    assert len({line.count(",") for line in lines}) == 1


def test_labels_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("m,n,k,latency_ms\n4096,4096,4096,0.1743\n", encoding="utf-8")
    given = ("--chip", "h100_sxm", "--operator", "gemm", "--operands", "bf16", "--protocol", "launches")
    result = specgen("perf", "gap", "--data", path, *given)
    assert result.exit_code == 0
    assert "h100_sxm_gemm_bf16" in result.stdout
    assert not result.stderr


def test_faults_are_findings_at_their_place(latencies: Path) -> None:
    latencies.write_text(ROWS.replace("16.6", "fast"), encoding="utf-8")
    result = specgen("perf", "gap", "--data", latencies)
    assert result.exit_code == 1
    assert "latencies.csv:3:46: error[data-number]" in result.stderr


def test_protocols_are_told_of(latencies: Path) -> None:
    latencies.write_text(ROWS + ROWS.splitlines()[2].replace("graph_replay", "launches") + "\n", "utf-8")
    result = specgen("perf", "gap", "--data", latencies)
    assert result.exit_code == 0
    assert "warning[data-protocol]" in result.stderr


def test_what_has_no_model_is_wrong_use(latencies: Path) -> None:
    latencies.write_text(ROWS.replace("bf16", "nvfp4"), encoding="utf-8")
    result = specgen("perf", "gap", "--data", latencies)
    assert result.exit_code == 2
    assert "left out: h100_sxm_gemm_nvfp4 (no model of these operators)" in result.stderr
    assert "no measurements" in result.stderr


def test_too_large_a_file_is_refused(latencies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specgen.perfmodel.measured.MOST_BYTES", 10)
    result = specgen("perf", "gap", "--data", latencies)
    assert result.exit_code == 1
    assert "data-size" in result.stderr


def test_an_empty_folder_holds_no_measurements(tmp_path: Path) -> None:
    assert specgen("perf", "gap", "--data", tmp_path).exit_code == 2


def test_binary_data_is_refused(latencies: Path) -> None:
    latencies.write_bytes(b"\x00\xff\xfe" * 100)
    result = specgen("perf", "gap", "--data", latencies)
    assert result.exit_code == 1
    assert "error[" in result.stderr


def test_chips_and_measurements_of_a_spec(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "rows.csv").write_text("m,n,k,latency_us\n512,512,512,9\n1024,1024,1024,30\n", "utf-8")
    result = specgen("perf", "gap", "--spec", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("rival_gemm_bf16_ours: model gemm, 2 rows\n  ours 3, launches, A run.\n")
    assert specgen("perf", "gap", "--spec", tmp_path, "--chip", "h100_sxm").exit_code == 2


SPEC = """
name: own
version: 0.1.0
chips:
  rival:
    units: 64
    clock: 1 GHz
    peaks: [{format: bf16, rate: 100 TFLOPS}]
    levels: {hbm: {size: 16 GB, bandwidth: 1 TB/s}}
measurements:
  products:
    {chip: rival, operator: gemm, format: bf16, backend: ours 3, protocol: launches, source: A run., file: rows.csv}
"""


@pytest.mark.parametrize(
    ("right", "wrong"), [("chip: rival", "chip: rivals"), ("format: bf16, backend", "format: bf17, backend")]
)
def test_names_that_a_table_is_declared_with_are_told_of_where_they_stand(
    tmp_path: Path, right: str, wrong: str
) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC.replace(right, wrong), encoding="utf-8")
    (tmp_path / "rows.csv").write_text("m,n,k,latency_us\n512,512,512,9\n1024,1024,1024,30\n", "utf-8")
    result = specgen("perf", "gap", "--spec", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.count("error[data-name]") == 1
    assert "spec.yaml:12:" in result.stderr


def test_a_chip_of_a_spec_has_a_roof_too(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "rows.csv").write_text("m,n,k,latency_us\n512,512,512,9\n4096,4096,4096,1000\n", "utf-8")
    result = specgen("perf", "gap", "--spec", tmp_path)
    assert (
        "rows.csv:3:16: warning[data-above-roof]: 1 of 2 rows are faster than rival can be" in result.stderr
    )


OWN = """name: own
version: 1.0.0
summary: A spec that calibrated a model itself.
calibrations:
  products:
    chip: h100_sxm
    operator: gemm
    format: bf16
    protocol: graph_replay
    source: A laboratory.
    parameters: {launch: LAUNCH}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(OWN.replace("LAUNCH", "9 us"), encoding="utf-8")
    return tmp_path


def test_a_calibration_of_the_spec_is_taken_before_the_library(latencies: Path, own: Path) -> None:
    result = specgen("perf", "gap", "--data", latencies, "--spec", own, "--format", "json")
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)["gaps"]
    assert {one["name"]: one["value"] for one in found["parameters"]}["launch"] == 9e-6
    assert "spec" in found["stages"]
    assert "library" not in found["stages"]


@pytest.mark.parametrize(
    ("launch", "says"),
    [("2 GB", "launch is in s, not in B"), ("9 us, lunch: 1 us", "did you mean 'launch'?")],
)
def test_a_calibration_that_fits_no_model_is_told_at_its_line(
    latencies: Path, own: Path, launch: str, says: str
) -> None:
    (own / "spec.yaml").write_text(OWN.replace("LAUNCH", launch), encoding="utf-8")
    result = specgen("perf", "gap", "--data", latencies, "--spec", own)
    assert result.exit_code == 1
    assert says in result.stderr
    assert "spec.yaml:11:" in result.stderr
