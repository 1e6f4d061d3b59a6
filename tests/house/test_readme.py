"""The README's tour is run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"in `([\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)\)")
COMMAND = re.compile(r"`specgen ([a-z]+)")


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def tour(readme: str, tmp_path: Path) -> Path:
    """A folder with the files that the README shows."""
    for name, text in FILE.findall(readme):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _blocks(readme: str, language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(readme) if found == language]


def _run(*command: str, cwd: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"PATH": path, "COLUMNS": "120", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def test_its_length_is_one_read(readme: str) -> None:
    assert 80 <= len(readme.splitlines()) <= 120


def test_every_link_leads_somewhere(readme: str, root: Path) -> None:
    assert not [link for link in LINK.findall(readme) if not (root / link).exists()]


def test_the_console_shows_what_happens(readme: str, tour: Path) -> None:
    """``...`` in what is shown stands for anything within a line."""
    for console in _blocks(readme, "console"):
        happened: list[str] = []
        for line in console.splitlines():
            if line.startswith("$ "):
                happened += [line, *_run("sh", "-c", line.removeprefix("$ "), cwd=tour).splitlines()]
        shown = re.escape(console.rstrip("\n")).replace(re.escape("..."), ".*")
        assert re.fullmatch(shown, "\n".join(happened)), "\n".join(happened)


def test_python_shows_what_happens(readme: str, tour: Path) -> None:
    """The comment behind an expression is what it prints as."""
    (code,) = _blocks(readme, "python")
    lines = [line.partition("#") for line in code.splitlines()]
    program = "\n".join(f"print({text.strip()})" if mark else text for text, mark, _ in lines)
    expected = "".join(f"{comment.strip()}\n" for _, mark, comment in lines if mark)
    assert _run(sys.executable, "-c", program, cwd=tour) == expected


def test_every_command_it_names_exists(readme: str, tour: Path) -> None:
    listed = _run("specgen", "--help", cwd=tour)
    assert not [
        name for name in set(COMMAND.findall(readme)) if not re.search(rf"^  {name}\b", listed, re.MULTILINE)
    ]
