"""The commands of the README of ``examples/programs`` run, and QEMU says what specgen says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.programs.building import EXAMPLES, PROGRAMS, sources

TEXT = (PROGRAMS / "README.md").read_text(encoding="utf-8")


def test_commands_run(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES)
    (block,) = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    outcomes = []
    for line in block.replace("\\\n", " ").splitlines():
        done = subprocess.run(
            line,
            shell=True,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if line:
            outcomes.append((line.split()[0], done.returncode, done.stdout.splitlines()))
    commands = [command for command, _, _ in outcomes]
    gcc = "riscv64-unknown-elf-gcc"
    assert commands == [gcc, "specgen", "qemu-riscv32", gcc, "specgen", "qemu-system-riscv64"]
    assert outcomes[0][1] == outcomes[3][1] == 0
    assert outcomes[1][1:] == outcomes[2][1:]
    assert outcomes[4][1:] == outcomes[5][1:]
    assert outcomes[4][2]


def test_every_program_is_listed() -> None:
    for folder in ("user", "machine"):
        for source in sources(folder):
            assert f"| `{source.stem}` |" in TEXT
