"""Where another repository is built: a fresh copy, no network, no variables of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PATH = "/usr/bin:/bin"


@cache
def offline() -> tuple[str, ...]:
    """The command that cuts the network off; a test fails where there is none."""
    command = ("unshare", "--net") if os.geteuid() == 0 else ("unshare", "--map-root-user", "--net")
    try:
        subprocess.run([*command, "true"], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.fail("there is no `unshare` (util-linux), so a build without network cannot be shown")
    except subprocess.CalledProcessError as error:
        told = f"{' '.join(command)}: {error.stderr.strip()}"
        pytest.fail(f"this kernel or container makes no network namespaces, so nothing is shown ({told})")
    return command


class Repository:
    """A consumer's repository in a folder of its own, with a home of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        self.path = folder / name
        self.home = folder / "home"
        self.home.mkdir()
        shutil.copytree(HERE / name, self.path, ignore=shutil.ignore_patterns("__pycache__", "build", "target"))

    def run(self, *command: str | Path, variables: Mapping[str, str | Path] | None = None) -> str:
        """Run a command there and return what it printed, under ``env -i`` and without network."""
        given = {"PATH": PATH, "HOME": self.home, **(variables or {})}
        clean = [*offline(), "env", "-i", *(f"{name}={value}" for name, value in given.items())]
        tool = shutil.which(str(command[0]), path=f"{PATH}:{self.path}")
        assert tool is not None or Path(command[0]).is_absolute(), f"{command[0]} is missing: run scripts/setup"
        done = subprocess.run(
            [*clean, *command], cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}"
        return done.stdout
