"""The spec that benchmarks are run on is one without findings."""

from __future__ import annotations

from pathlib import Path

from benchmarks import _synthetic


def test_it_has_as_many_files_as_it_says(tmp_path: Path) -> None:
    _synthetic.write(tmp_path / "spec", instructions=40, files=61)
    assert len(list((tmp_path / "spec").rglob("*.yaml"))) == 62
