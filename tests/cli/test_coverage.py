"""`specgen run --coverage`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import specgen


def _run(slate: Path, *files: Path) -> str:
    options = [text for file in files for text in ("--coverage", str(file))]
    result = specgen("run", slate / "square.s", "--spec", slate, *options)
    assert result.exit_code == 0, result.output
    return result.stderr


def test_json_adds_up_and_a_page_is_written(slate: Path, tmp_path: Path) -> None:
    data, page = tmp_path / "c.json", tmp_path / "c.html"
    assert "instructions: " in _run(slate, data, page)
    once = json.loads(data.read_text())
    _run(slate, data)
    twice = json.loads(data.read_text())
    executed = [[one["bodies"][0]["executed"] for one in report["instructions"]] for report in (once, twice)]
    assert executed[1] == [2 * n for n in executed[0]] and any(executed[0])
    assert "<h2>Instructions</h2>" in page.read_text()


def test_another_file_is_not_overwritten(slate: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.json"
    other.write_text("mine")
    result = specgen("run", slate / "square.s", "--spec", slate, "--coverage", other)
    assert result.exit_code == 2 and "no report of coverage" in result.stderr
    assert other.read_text() == "mine"
