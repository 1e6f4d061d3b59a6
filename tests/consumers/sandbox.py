"""Where another repository is built: a fresh copy, no network, no variables of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
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
        shutil.copytree(
            HERE / name, self.path, ignore=shutil.ignore_patterns("__pycache__", "build", "target")
        )

    def cmake(self, *options: str, tests: bool = True) -> None:
        """Configure and build into ``build/``; then run its tests."""
        self.run("cmake", "-S", ".", "-B", "build", *options)
        self.run("cmake", "--build", "build", "-j2")
        if tests:
            self.run("ctest", "--test-dir", "build", "--output-on-failure", "--no-tests=error")

    def run(self, *command: str | Path, variables: Mapping[str, str | Path] | None = None) -> str:
        """Run a command there, under ``env -i`` and without network; return what it printed."""
        done = self._done(command, variables or {})
        assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}"
        return done.stdout

    def refused(self, *command: str | Path) -> str:
        """Run a command that fails; return what it printed."""
        done = self._done(command, {})
        assert done.returncode, f"{' '.join(map(str, command))} succeeds\n{done.stdout[-6000:]}"
        return done.stdout

    def _done(
        self, command: Sequence[str | Path], variables: Mapping[str, str | Path]
    ) -> subprocess.CompletedProcess[str]:
        given = {"PATH": PATH, "HOME": self.home, **variables}
        clean = [*offline(), "env", "-i", *(f"{name}={value}" for name, value in given.items())]
        there = shutil.which(command[0], path=PATH) or (self.path / command[0]).exists()
        assert there, f"{command[0]} is missing: run scripts/setup"
        return subprocess.run(
            [*clean, *command],
            cwd=self.path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
