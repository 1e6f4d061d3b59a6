"""The spec that benchmarks are run on is as large as it says, and one without findings."""

from __future__ import annotations

from pathlib import Path

from benchmarks import _registers, _synthetic
from specgen import api
from specgen.source import render


def test_it_has_no_findings(tmp_path: Path) -> None:
    _synthetic.write(tmp_path / "spec", instructions=24, files=42)
    assert len(list((tmp_path / "spec").rglob("*.yaml"))) == 43
    findings = api.check(tmp_path / "spec")
    assert not len(findings), render(findings, "text")


def test_a_large_register_map_has_none(tmp_path: Path) -> None:
    findings = api.check(_registers.write(tmp_path / "spec", blocks=3))
    assert not len(findings), render(findings, "text")
