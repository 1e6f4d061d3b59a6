"""Sweeps and bands from the command line."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from specgen.perfmodel.sweeps import store
from tests.cli.running import files_of, process, specgen

SWEEP = ("perf", "sweep", "--chip", "h100_sxm", "--workload", "llama_3_1_8b:decode", "--axis", "batch=1:64:double",
         "--axis", "hbm.bandwidth=1 TB/s:8 TB/s:log:7", "--maximise", "tokens_per_s", "--minimise", "hbm.bandwidth")  # fmt: skip
BAND = ("perf", "uncertainty", "llama_3_1_8b:decode", "--chip", "h100_sxm", "--set", "batch=16")


def test_a_sweep_shows_the_front_and_what_bounds(tmp_path: Path) -> None:
    result = specgen(*SWEEP, "--spec", tmp_path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("49 points in ")
    assert "The front of max:tokens_per_s, min:hbm.bandwidth: 6 points" in lines
    rows = [line.split() for line in lines if " TB/s" in line]
    assert [row[0] for row in rows] == ["64"] * 6
    assert [row[1] for row in rows] == ["5.657", "4", "2.828", "2", "1.414", "1"]
    (attention,) = (line for line in lines if line.split()[:1] == ["attention"])
    assert attention.split()[1] == "hbm"


def test_a_sweep_as_json_is_what_its_folder_holds(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = specgen(*SWEEP, "--spec", tmp_path, "--format", "json", "-o", out, "--points", "--table", "csv")
    told = json.loads(result.stdout)
    assert told == json.loads((out / "summary.json").read_text())
    assert set(files_of(out)) == {
        "front.csv", "summary.json", "sweep.json", "parts/000000.json", "parts/000000.csv",
    }  # fmt: skip
    before = files_of(out)
    again = specgen(*SWEEP, "--spec", tmp_path, "--format", "json", "-o", out, "--points", "--table", "csv")
    assert (again.stdout, files_of(out)) == (result.stdout, before)


def test_a_variant_is_swept_over_parameters_of_its_spec(root: Path) -> None:
    words = (
        "perf",
        "sweep",
        "--spec",
        root / "spec",
        "--chip",
        "large",
        "--workload",
        "llama_3_2_1b:prefill",
    )
    axes = ("--axis", "parameters.CLOCK=1.5 GHz,2 GHz", "--axis", "batch=1,2")
    told = json.loads(specgen(*words, *axes, "--format", "json").stdout)
    times = {(one["parameters.CLOCK"], one["batch"]): one["time"] for one in told["best"]["max:tokens_per_s"]}
    assert len(times) == told["points"] == 4
    assert times[1.5e9, 2] > times[2e9, 2] > times[2e9, 1]
    for axis, message in (
        ("TILES=3", "there is no design of large with TILES=3"),
        ("TILS=4", "did you mean 'TILES'"),
    ):
        result = specgen(*words, "--axis", f"parameters.{axis}")
        assert result.exit_code == 2
        assert message in result.stderr


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--axis", "hbm.bandwith=1 TB/s"], "did you mean 'hbm.bandwidth'"),
        (["--axis", "context=1:2"], "the scales are lin, log, double"),
        (["--axis", "context=8:1:lin:3"], "the range is empty"),
        (["--axis", "nvlink.latency=1 GB"], "a time is needed, not bytes"),
        (["--most", "48"], "49 points are more than 48"),
        (["--workload", "llama"], "no model 'llama'"),
        (["--workload", "llama_3_1_8b:"], "[NAME=]MODEL:PHASE"),
        (["--maximise", "tokens"], "no metric or axis of numbers 'tokens'"),
        (["--executor", "ray"], "there are local, dask"),
        (["--points"], "-o DIR"),
        (["--chip", "h100"], "no chip 'h100'"),
        (["--table", "excel"], "excel"),
        (["-o", "taken"], "holds no sweep"),
        (["-o", "taken/file"], "taken/file"),
        (["--space", "missing.yaml"], "missing.yaml"),
        (["--space", "taken/file"], "taken/file:1:1: "),
    ],
)
def test_wrong_sweeps_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/file").write_text("[1]")
    result = specgen(*SWEEP, *more)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert files_of(tmp_path) == {"taken/file": b"[1]"}


def test_nothing_to_vary_is_told(tmp_path: Path) -> None:
    result = specgen(*SWEEP[:6], "--spec", tmp_path)
    assert result.exit_code == 2
    assert "there is no axis" in result.stderr


def test_a_full_disk_is_told_and_what_is_done_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        if path.name == "summary.json":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        path.write_bytes(data)

    monkeypatch.setattr(store, "write_whole", full)
    result = specgen(*SWEEP, "--spec", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "make room and run it again" in result.stderr
    assert (tmp_path / "out/parts/000000.json").exists()


def test_two_jobs_write_the_same_bytes(tmp_path: Path) -> None:
    """As users call it: a process that starts others."""
    words = (*SWEEP, "--axis", "formats.weights=bf16,e4m3,mxfp4", "--axis", "formats.cache=bf16,f16,e4m3", "--points",
             "--spec", tmp_path, "--format", "json")  # fmt: skip
    alone = specgen(*words, "-o", tmp_path / "one")
    two = process(*words, "-o", "two", "--jobs", "2", cwd=tmp_path)
    assert (two.returncode, two.stderr) == (0, "")
    assert two.stdout == alone.stdout
    assert len(list((tmp_path / "one/parts").iterdir())) == 4
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_bands_are_shown_with_what_widens_them(tmp_path: Path) -> None:
    result = specgen(*BAND, "--spec", tmp_path, "--metric", "time", "--metric", "memory")
    lines = [line.split() for line in result.stdout.splitlines()]
    (time,) = (line for line in lines if line[:1] == ["time"])
    assert time[:3] == ["time", "5.782", "ms"]
    assert time[-2:] == ["levels.hbm.bandwidth,", "levels.l2.bandwidth"]
    (memory,) = (line for line in lines if line[:1] == ["memory"])
    assert memory == ["memory", "20.36", "GB", "exact"]
    assert ["What", "widens", "time"] in lines
    assert ["What", "widens", "memory"] not in lines


def test_bands_as_json_make_a_tornado(tmp_path: Path) -> None:
    result = specgen(*BAND, "--spec", tmp_path, "--metric", "time", "--format", "json", "--samples", "500")
    found = json.loads(result.stdout)["figures"]["time"]
    least, most = found["limits"]
    assert least < found["low"] < found["value"] < found["high"] < most
    swings = [abs(one["at_high"] - one["at_low"]) for one in found["drivers"]]
    assert swings == sorted(swings, reverse=True)
    again = specgen(*BAND, "--spec", tmp_path, "--metric", "time", "--format", "json", "--samples", "500")
    assert again.stdout == result.stdout


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "batch=1,2"], "batch has 2 values: one is needed; `specgen perf sweep` varies it"),
        (["--metric", "tim"], "did you mean 'time'"),
        (["--set", "batsh=1"], "did you mean 'batch'"),
        (["--chip", "h100"], "no chip 'h100'"),
    ],
)
def test_wrong_questions_are_told(tmp_path: Path, more: list[str], message: str) -> None:
    result = specgen(*BAND[:-2], "--spec", tmp_path, *more)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_bound_has_a_band_on_request(tmp_path: Path) -> None:
    words = (
        "perf",
        "roofline",
        "--chip",
        "h100_sxm,tpu_v6e",
        "--workload",
        "llama_3_1_8b",
        "--phase",
        "decode",
    )
    plain, banded = specgen(*words), specgen(*words, "--band")
    assert banded.stdout.startswith(plain.stdout)
    lines = [line.split() for line in banded.stdout.removeprefix(plain.stdout).splitlines()]
    assert [line[0] for line in lines if line] == ["time", "h100_sxm", "tpu_v6e"]
    assert all("levels.hbm.bandwidth" in line[-1] + line[-2] for line in lines[2:])


def test_fronts_and_bands_are_drawn(tmp_path: Path) -> None:
    front = specgen(*SWEEP, "--spec", tmp_path, "--format", "svg")
    assert front.stdout.startswith("<svg")
    assert "tokens_per_s against hbm.bandwidth" in front.stdout
    assert "batch 64: 4 TB/s, " in front.stdout
    band = specgen(*BAND, "--spec", tmp_path, "--format", "svg")
    assert band.stdout.startswith("<svg")
    assert "levels.hbm.bandwidth high" in band.stdout
    one = specgen(*SWEEP[:-2], "--spec", tmp_path, "--format", "svg")
    assert (one.exit_code, one.stdout) == (2, "")
    assert "a front is drawn in two objectives" in one.stderr
