"""The pages that show commands are run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shell(line: str, folder: Path) -> list[str]:
    """Run a line of a page; the lines it prints."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()


def shows_what_it_shows(text: str, folder: Path) -> None:
    """Run every command of a page, in the order of the page, and compare."""
    shown, made = [], []
    for block in BLOCK.findall(text):
        shown += block.splitlines()
        for line in block.splitlines():
            if line.startswith("$ "):
                made += [line, *shell(line.removeprefix("$ "), folder)]
    assert shown
    assert made == shown


@pytest.mark.parametrize("page", ["tour", "running", "hardware", "packing", "timelines", "bounds"])
def test_every_command_shows_what_it_shows(page: str, root: Path, tmp_path: Path) -> None:
    text = (root / "site" / "pages" / f"{page}.md").read_text(encoding="utf-8")
    (tmp_path / "examples").symlink_to(root / "examples")
    if page in ("packing", "timelines"):
        (tmp_path / "spec").symlink_to(root / "spec")
    shows_what_it_shows(text, tmp_path)
    for code, output in PYTHON.findall(text):
        (tmp_path / "shown.py").write_text(code, encoding="utf-8")
        assert shell("python shown.py", tmp_path) == output.splitlines()
