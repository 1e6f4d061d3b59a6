"""`specgen device`: what it runs, what it says where something goes wrong, what it lists and writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import files_of, specgen
from tests.machine.device.programs import DOUBLE, FOREVER, GIVES_UP


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As in the tests of the device, so that it is compiled once."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen") else base) / "compiled"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("CFLAGS", "-O0")
        yield


@pytest.fixture
def spec(root: Path) -> Path:
    return root / "tests/machine/device/spec"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("double", DOUBLE), ("forever", FOREVER), ("gives_up", GIVES_UP)):
        (tmp_path / f"{name}.s").write_text(text)
    return tmp_path


def test_a_program_runs_to_its_end_from_every_queue(spec: Path, folder: Path) -> None:
    trace = folder / "trace.json"
    result = specgen("device", "run", folder / "double.s", "--spec", spec, "--queues", "2", "--trace", trace)
    assert result.exit_code == 0, result.output
    assert "done at tick" in result.stderr
    named = {e["name"] for e in json.loads(trace.read_text())["traceEvents"]}
    assert "run" in named
    assert any(name.startswith("sw x2") for name in named)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["gives_up.s"], "gave_up at tick"),
        (
            ["forever.s", "--watchdog", "5000"],
            "stuck at tick 5000 in queue 0, packet 0: the watchdog saw no end of it",
        ),
        (["double.s", "--inject", "corrupt_packet", "--seed", "4"], "garbled at tick 0"),
        (["double.s", "--inject", "hang", "--watchdog", "100"], "(to blame: program)"),
    ],
)
def test_what_goes_wrong_is_told_with_its_blame(
    spec: Path, folder: Path, words: list[str], says: str
) -> None:
    result = specgen("device", "run", folder / words[0], *words[1:], "--spec", spec, "--quiet")
    assert result.exit_code == 1, result.output
    assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["double.s", "--queues", "3"], 2, "there are 2 queues"),
        (["double.s", "--inject", "fire"], 2, "fire"),
        (["double.s", "--arg", "x=1"], 2, "only executables say what their arguments are"),
        (["double.s", "--entry", "nowhere"], 2, "nowhere"),
        (["none.yaml"], 2, "none.yaml"),
    ],
)
def test_what_cannot_be_is_refused(spec: Path, folder: Path, words: list[str], code: int, says: str) -> None:
    result = specgen("device", "run", folder / words[0], *words[1:], "--spec", spec)
    assert result.exit_code == code, result.output
    assert says in result.stderr


def test_a_trace_that_nobody_describes_is_refused(spec: Path, folder: Path) -> None:
    text = (spec / "spec.yaml").read_text()
    (folder / "spec.yaml").write_text(text[: text.index("\ntraces:")])
    trace = folder / "trace.json"
    result = specgen("device", "run", folder / "double.s", "--spec", folder, "--trace", trace)
    assert (result.exit_code, trace.exists()) == (2, False)
    assert "pebble describes no trace" in result.stderr


def test_registers_are_listed(spec: Path) -> None:
    lines = specgen("device", "registers", "--spec", spec).stdout.splitlines()
    assert "0x1000  lanes.ring x2        64 bits    0x0000000000000000" in lines
    assert any(line.split() == [".answer", "[1:0]", "ro", "0"] for line in lines)


def test_the_library_is_written(spec: Path, folder: Path) -> None:
    result = specgen("device", "build", "--spec", spec, "-o", folder / "out")
    assert result.exit_code == 0, result.output
    assert {"pebble_device.h", "pebble_engine.h", "device.c", "machine.c", "Makefile"} <= files_of(
        folder / "out"
    ).keys()
