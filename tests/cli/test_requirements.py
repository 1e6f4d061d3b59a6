"""`specgen requirements`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import specgen
from tests.machine.requirements.test_coverage import SPEC, report


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC)
    return tmp_path


def test_uncovered_ones_are_listed(spec: Path) -> None:
    told = specgen("requirements", "--spec", spec, "--uncovered")
    assert told.exit_code == 0
    assert told.stdout.splitlines()[-1] == "4 requirements: 4 no test names it"
    assert "R-ADD-1    add  no test names it" in told.stdout
    assert specgen("requirements", "--spec", spec, "--require").exit_code == 1


def test_results_are_shown_and_recorded(spec: Path) -> None:
    path = report(spec, ("all", "", "R-X-1 R-FIELD-1 R-ADD-1 R-ADD-2"))
    told = specgen("requirements", "--spec", spec, "--results", path, "--record", "--require")
    assert told.exit_code == 0
    assert told.stderr == f"recorded in {spec / 'evidence' / 'requirements.yaml'}\n"
    told = specgen("requirements", "--spec", spec, "--format", "json", "R-ADD-1", "--require")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {
        "R-ADD-1": {
            "text": "It wraps.",
            "section": "instructions",
            "of": "add",
            "state": "passed",
            "version": "1.0.0",
            "tests": {"t::all": {"passed": 1, "failed": 0, "skipped": 0}},
        }
    }
    (spec / "spec.yaml").write_text(SPEC.replace("+ x[b]", "- x[b]"))
    told = specgen("requirements", "--spec", spec, "--require")
    assert told.exit_code == 1
    assert "R-ADD-1    add  passed before a change  t::all" in told.stdout


def test_wrong_use(spec: Path) -> None:
    told = specgen("requirements", "--spec", spec, "R-AD-1")
    assert told.exit_code == 2
    assert "did you mean 'R-ADD-1'?" in told.stderr
    assert specgen("requirements", "--spec", spec, "--record").exit_code == 2
    (spec / "bad.xml").write_text("<html/>")
    told = specgen("requirements", "--spec", spec, "--results", spec / "bad.xml")
    assert told.exit_code == 1
    assert f"{spec / 'bad.xml'}:1:1: error[result-syntax]" in told.stderr


def test_a_record_of_checks_that_is_none_is_told_by_whatever_reads_it(spec: Path) -> None:
    (spec / "evidence").mkdir()
    (spec / "evidence" / "lab.json").write_text("{")
    told = specgen("generate", "docs", "--spec", spec, "-o", spec / "out")
    assert told.exit_code == 2
    assert f"{spec / 'evidence' / 'lab.json'}: no JSON" in told.stderr
