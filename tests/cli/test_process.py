"""The command as a process: its codes, pipes, signals, and what it imports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import process, started

FOREVER = "loop: blt x0, x1, loop\n  halt x0\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["check", "--spec", "."], 0),
        (["check", "--spec", "nowhere"], 2),
        (["nothing"], 2),
        (["decode", "0xffffffff", "--spec", "."], 1),
        (["run", "seven.s", "--spec", ".", "--set", "x1=7"], 7),
        (["run", "seven.s", "--spec", ".", "--set", "x1=256"], 0),
        (["docs"], 2),
    ],
)
def test_codes(slate: Path, tmp_path: Path, words: list[str], code: int) -> None:
    (tmp_path / "seven.s").write_text("  halt x1\n", encoding="utf-8")
    words = [str(tmp_path / word) if word.endswith(".s") else word for word in words]
    done = process(*words, cwd=slate)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_is_no_failure(slate: Path) -> None:
    for line in ("specgen explain | head -1", "specgen run square.s --spec . --trace --quiet | head -1"):
        done = process(cwd=slate, shell=line)
        assert (done.returncode, done.stderr) == (0, ""), line


def test_a_full_disk_under_the_output_is_told(slate: Path) -> None:
    done = process(cwd=slate, shell="specgen schema > /dev/full")
    assert (done.returncode, done.stderr) == (1, "specgen: No space left on device\n")


def test_an_interrupted_run_says_so(slate: Path, tmp_path: Path) -> None:
    (tmp_path / "forever.s").write_text(FOREVER, encoding="utf-8")
    program = Path(sys.executable).parent / "specgen"
    command: list[str | Path] = [
        program,
        "run",
        tmp_path / "forever.s",
        "--spec",
        ".",
        "--trace",
        "--set",
        "x1=1",
    ]
    with started(*command, cwd=slate) as running:
        assert running.stdout is not None
        assert running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate()
    assert running.returncode == 130
    assert said.strip() == "specgen: interrupted"


@pytest.mark.parametrize(
    "words", [["--help"], ["check", "--spec", "."], ["explain"], ["docs", "build", "--help"]]
)
def test_what_is_slow_to_import_is_left_out(slate: Path, words: list[str]) -> None:
    heavy = {"numpy", "plotly", "jinja2", "rich", "mkdocs"}
    code = (
        "import sys; from specgen.cli.main import cli\n"
        f"try: cli.main({words!r})\nexcept SystemExit: pass\n"
        f"print(sorted({heavy!r} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=slate, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_help_needs_no_part_of_specgen_but_the_command_itself(slate: Path) -> None:
    code = (
        "import sys; from specgen.cli.main import cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.startswith('specgen')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "['specgen', 'specgen.cli', 'specgen.cli.main']\n"


def test_long_work_says_what_it_does_on_a_terminal_alone(slate: Path, tmp_path: Path) -> None:
    command: list[str | Path] = ["generate", "c", "--spec", ".", "-o", tmp_path / "out"]
    ours, theirs = os.openpty()
    program = Path(sys.executable).parent / "specgen"
    done = subprocess.run([program, *command], cwd=slate, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 4096)
    os.close(ours)
    assert b"generating" in shown
    assert b"generating" not in done.stdout
    assert process(*command, cwd=slate).stderr == ""
