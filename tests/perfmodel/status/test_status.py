"""Where a spec stands, against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model.performance import PHASES
from specgen.perfmodel.chips import derived_chip
from specgen.perfmodel.claims import cache as kept
from specgen.perfmodel.status import Status, status_of
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.perfmodel.claims.machine import machine

MORE = """
targets:
  easy: {summary: A peak that is there., perf: chip.peak(bf16), at_least: 1 GFLOPS}
  bold: {summary: One that is not., perf: chip.peak(bf16), at_least: 900 POPS}
  later: {summary: For hardware., phase: silicon, perf: chip.peak(bf16), at_least: 1 GFLOPS}
  seen: {summary: Measured., phase: rtl, perf: chip.peak(bf16), at_least: 1 GFLOPS, measured: {rtl: 2 GFLOPS}}
"""


@pytest.fixture
def status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Status:
    monkeypatch.setattr(kept, "_code", list)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    spec = machine(tmp_path / "machine", MORE)
    chips = {}
    for name in spec.variants:
        architecture = spec.architecture(name)
        chips[name] = derived_chip(architecture, analyse(architecture, Diagnostics()))
    found = status_of(spec, chips)
    assert found is not None
    return found


def test_each_target_is_judged_in_its_own_phase(status: Status) -> None:
    judged = {
        one.name: {cell.phase: cell.status for cell in one.cells if cell.status} for one in status.goals
    }
    assert judged == {
        "easy": {"architecture": "met"},
        "bold": {"architecture": "missed"},
        "later": {"silicon": "not measured"},
        "seen": {"rtl": "met"},
    }
    assert all(tuple(cell.phase for cell in one.cells) == PHASES for one in status.goals)
    assert status.counts == {"met": 2, "missed": 1, "not measured": 1}
    by_name = {one.name: one for one in status.goals}
    assert next(c.value for c in by_name["seen"].cells if c.phase == "rtl") == "2 GOPS"
    later = {cell.phase: cell.value for cell in by_name["later"].cells}
    assert later["silicon"] == ""
    assert later["architecture"].endswith("OPS"), "what the model says of it, until it is measured"


def test_risks_are_the_least_believed_numbers_that_targets_rest_on(status: Status) -> None:
    weights = [one.weight for one in status.risks]
    assert status.risks
    assert weights == sorted(weights)
    concerned = {name for one in status.risks for name in one.targets}
    assert concerned == {"easy", "bold"}, (
        "what is measured or not judged yet does not rest on the model's numbers"
    )
    bold = next(one.standing for one in status.targets if one.name == "bold")
    assert bold.reach is not None
    assert bold.margin is not None
    assert bold.reach[0] <= bold.margin <= bold.reach[1] < 0
    assert min(one.worst for one in status.risks) == bold.reach[0]


def test_charts_count_what_there_is(status: Status) -> None:
    margins, phases, basis = status.charts
    assert [row[0] for row in margins.rows] == ["easy", "bold", "seen"]
    assert [(row[0], sum(map(int, row[1:]))) for row in phases.rows] == [
        ("architecture", 2),
        ("rtl", 1),
        ("silicon", 1),
    ]
    assert all(sum(map(int, row[1:])) for row in basis.rows)


def test_a_spec_without_targets_and_decisions_has_no_status(tmp_path: Path) -> None:
    assert status_of(machine(tmp_path / "plain"), {}) is None
