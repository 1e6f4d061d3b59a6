"""perf timeline: the summary, its other forms, and what has no timeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import specgen

SPEC = Path(__file__).parents[1] / "machine" / "timing" / "spec"

#: Two transfers into buffers that are summed while the other one comes.
KERNEL = """
    give 0
    give 1
    li x1, 7
    fetch 0, x1, x0, 8
    sum 0, y0, x0, 6
    li x2, 64
    fetch 1, x1, x2, 8
    sum 1, y0, x2, 6
    tell 0, y0, x0, 1
    await 0, 1
    halt x0
"""


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    path = tmp_path / "sums.s"
    path.write_text(KERNEL, encoding="utf-8")
    return path


def test_a_summary(kernel: Path) -> None:
    result = specgen("perf", "timeline", kernel, "--spec", SPEC, "--top", "2")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "sums.s on metronome even: exited after 45 cycles"
    cells = [line.split() for line in lines]
    assert ["the", "busiest", "unit", "14", "31.1", "%"] in cells
    assert "0-1/adder  31.1 %     4.4 %     26.7 %  semaphore of mover 44.4 %, register 8.9 %" in lines
    assert "critical path  instruction           times  cycles  of the run" in lines, lines
    assert len(lines) - lines.index(next(line for line in lines if line.startswith("critical"))) == 3


def test_data_are_those_of_the_device(kernel: Path, tmp_path: Path) -> None:
    assert specgen("run", kernel, "--spec", SPEC, "--timeline", tmp_path / "device.json").exit_code == 0
    result = specgen("perf", "timeline", kernel, "--spec", SPEC, "--format", "perfetto")
    assert result.stdout == (tmp_path / "device.json").read_text(encoding="utf-8")
    told = json.loads(specgen("perf", "timeline", kernel, "--spec", SPEC, "--format", "json").stdout)
    assert (told["cycles"], told["ended"], told["ticks_in_a_cycle"]["mover"]) == (45, "exited", 1)
    assert told["events"][0]["cause"]["kind"] == "start"
    assert told["path"][0]["begin"] == 0 and told["path"][-1]["end"] == told["ticks"]
    assert {one["unit"] for one in told["intervals"]} == {"core", "mover", "adder"}


def test_a_drawing_says_what_it_shows(kernel: Path, tmp_path: Path) -> None:
    file = tmp_path / "sums.svg"
    words = ("perf", "timeline", kernel, "--spec", SPEC, "--format", "svg", "-o", file)
    assert specgen(*words).exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert "<title" in text and "waits for a semaphore" in text
    specgen(*words)
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("again: bnz x0, again\n li x1, 1\n bnz x1, again\n", "does not come to its end"),
        ("li x1, 1\n fill x1, x0, 4\n load x2, x0\n halt x0\n", "may depend on time, as it has a race"),
        ("await 0, 1\n halt x0\n", "deadlock after 0 cycles"),
    ],
)
def test_what_has_no_timeline(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "wrong.s"
    path.write_text(text, encoding="utf-8")
    result = specgen("perf", "timeline", path, "--spec", SPEC, "--max-steps", "100")
    assert told in result.output
    assert result.exit_code == (0 if "deadlock" in told else 2)


def test_a_spec_without_time(duo: Path) -> None:
    result = specgen("perf", "timeline", duo / "core.s", "--spec", duo)
    assert result.exit_code == 2
    assert "has no timing" in result.stderr
