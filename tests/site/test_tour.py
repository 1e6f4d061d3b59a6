"""The tour is run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_command_shows_what_it_shows(root: Path, tmp_path: Path) -> None:
    shown, made = [], []
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
        "NO_COLOR": "1",
    }
    for block in BLOCK.findall((root / "site" / "pages" / "tour.md").read_text(encoding="utf-8")):
        shown += block.splitlines()
        for line in block.splitlines():
            if line.startswith("$ "):
                command = ["sh", "-c", line.removeprefix("$ ") + " 2>&1"]
                done = subprocess.run(
                    command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True, check=False
                )
                made += [line, *done.stdout.splitlines()]
    assert shown
    assert made == shown
