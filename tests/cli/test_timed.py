"""run --cycles and --timeline: what is printed, what is written, and what has no time."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import specgen


def test_cycles_are_printed_for_each_unit_that_did_something(slate: Path) -> None:
    result = specgen("run", slate / "square.s", "--spec", slate, "--cycles")
    assert result.exit_code == 0, result.output
    first, head, *units = result.stdout.splitlines()
    assert first.startswith("cycles: ")
    assert head.split() == ["instance", "unit", "instructions", "busy", "of", "the", "time"]
    assert units
    for line in units:
        instance, _, instructions, busy, share, percent = line.split()
        assert (instance, percent) == ("0", "%")
        assert int(instructions) > 0
        assert 0 < float(share) <= 100
        assert abs(100 * int(busy) / int(first.split()[1]) - float(share)) < 0.1


def test_a_timeline_is_written_whole(slate: Path, tmp_path: Path) -> None:
    file = tmp_path / "square.json"
    result = specgen("run", slate / "square.s", "--spec", slate, "--timeline", file, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    events = json.loads(file.read_text())["traceEvents"]
    assert {e["ph"] for e in events} == {"M", "X"}
    again = tmp_path / "again.json"
    specgen("run", slate / "square.s", "--spec", slate, "--timeline", again, "--quiet")
    assert again.read_bytes() == file.read_bytes()


def test_what_has_no_time_says_so(slate: Path, duo: Path) -> None:
    python = specgen("run", slate / "square.s", "--spec", slate, "--cycles", "--engine", "python")
    assert python.exit_code == 2
    assert "only the native engine counts cycles" in python.stderr
    adversarial = specgen("run", slate / "square.s", "--spec", slate, "--cycles", "--order", "adversarial")
    assert "time decides who goes on" in adversarial.stderr
    untimed = specgen("run", duo / "core.s", "--spec", duo, "--cycles")
    assert untimed.exit_code == 2
    assert "duo has no time: await has no timing" in untimed.stderr
