"""`specgen decisions` and `specgen perf targets`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import specgen
from tests.perfmodel.claims.machine import machine

MORE = """
decisions:
  memory:
    summary: The memory is what it is.
    date: "2026-01-01"
    description: |
      One paragraph.

      Another one.
    claims: [{perf: "memories.sram.size >= 256 KiB", because: it matters}]
    alternatives:
      half:
        summary: Half of it.
        parameters: {SRAM: 128 KiB}
        claims: [{perf: "memories.sram.size == 0.5 * chosen.memories.sram.size"}]
  clock:
    summary: The clock is fast.
    claims: [{perf: CLOCK >= LEAST, variant: tiny}]
targets:
  busy: {summary: Much is done., perf: "chip.peak(bf16)", at_least: 400 GFLOPS}
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    machine(tmp_path / "spec", MORE.replace("LEAST", "1 GHz"))
    return tmp_path / "spec"


def broken(spec: Path) -> Path:
    machine(spec, MORE.replace("LEAST", "2 GHz").replace("400 GFLOPS", "600 GFLOPS"))
    return spec


def test_a_line_for_each_decision(spec: Path) -> None:
    shown = specgen("decisions", "--spec", spec)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "decision  status  claims  summary",
        "memory    holds   2/2     The memory is what it is.",
        "clock     holds   1/1     The clock is fast.",
    ]


def test_one_decision_wholly(spec: Path) -> None:
    shown = specgen("decisions", "memory", "--spec", spec).stdout
    assert shown.startswith("memory (accepted, 2026-01-01): holds\n")
    assert "256 KiB against 256 KiB, exactly in big; it matters" in shown
    assert "rejected: half (SRAM = 128 KiB). Half of it." in shown
    assert "  One paragraph.\n\n  Another one.\n" in shown


def test_a_broken_one_is_code_1(spec: Path) -> None:
    shown = specgen("decisions", "--spec", broken(spec))
    assert shown.exit_code == 1
    assert "clock     broken  0/1" in shown.stdout
    assert specgen("decisions", "memory", "--spec", spec).exit_code == 0


def test_decisions_as_data_and_as_a_page(spec: Path) -> None:
    data = json.loads(specgen("decisions", "--spec", spec, "--format", "json").stdout)
    assert [one["status"] for one in data["decisions"]] == ["holds", "holds"]
    assert data["decisions"][1]["claims"][0]["variant"] == "tiny"
    page = specgen("decisions", "--spec", spec, "--format", "markdown").stdout
    assert "## memory\n" in page and "### Rejected: half\n" in page
    assert "| `CLOCK >= 1 GHz` | tiny | 1 GHz against 1 GHz, exactly | holds |  |" in page


def test_an_unknown_decision_is_wrong_use(spec: Path) -> None:
    shown = specgen("decisions", "memoy", "--spec", spec)
    assert shown.exit_code == 2
    assert "did you mean 'memory'?" in shown.stderr


def test_targets_as_a_table_and_as_data(spec: Path) -> None:
    shown = specgen("perf", "targets", "--spec", spec)
    assert shown.exit_code == 0
    heads, row = shown.stdout.splitlines()
    assert heads.split()[:5] == ["target", "phase", "variant", "status", "value"]
    assert row.split()[:4] == ["busy", "architecture", "big", "met"]
    assert "496.6 GOPS to 527.4 GOPS" in row
    (one,) = json.loads(specgen("perf", "targets", "--spec", spec, "--format", "json").stdout)["targets"]
    assert one["standing"]["status"] == "met"


def test_a_missed_target_is_code_1(spec: Path) -> None:
    shown = specgen("perf", "targets", "--spec", broken(spec))
    assert shown.exit_code == 1
    assert "missed" in shown.stdout


def test_check_names_what_no_longer_holds(spec: Path) -> None:
    shown = specgen("check", "--spec", broken(spec))
    assert shown.exit_code == 1
    assert (
        "error[decision-claim]: decision clock no longer holds in tiny: 1 GHz against 2 GHz, off by 50.0%"
        in shown.stdout
    )
    assert "warning[target-missed]: target busy is missed in big:" in shown.stdout
    assert specgen("check", "--spec", spec, "--no-claims").exit_code == 0
