"""The example packages, installed beside specgen as anyone would, and a spec that they have something to say of."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., "subprocess.CompletedProcess[str]"]

SPEC = """\
name: chip
version: 1.0.0
summary: A small chip.
parameters: {LANES: {type: integer, default: 4, summary: How many lanes there are.}}
variants: {large: {parameters: {LANES: 8}}, small: {}}
registers:
  dma:
    base: 0x1000
    size: 0x100
    registers:
      status:
        offset: 0
        summary: What it does.
        fields: {busy: {bits: "0", access: ro, summary: It works.}, level: {bits: "7:4", reset: 3, summary: How full.}}
      source_address_low_word: {offset: 4, summary: Where from.}
      tmp_count: {offset: 8, summary: How much.}
"""


def packages(root: Path) -> list[Path]:
    """The folders of the example packages."""
    return sorted(path.parent for path in (root / "examples/plugins").glob("*/pyproject.toml"))


@pytest.fixture(scope="session")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example packages, each built into a wheel from a copy of what git has of it."""
    target, source = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("source")
    subprocess.run(
        ["cp", "-r", *map(str, packages(root)), str(source)], check=True
    )  # building leaves nothing behind in the checkout
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "-q",
        "install",
        "--no-index",
        "--no-deps",
    ]
    folders = [str(source / one.name) for one in packages(root)]
    done = subprocess.run(
        [*command, "--no-build-isolation", "--no-compile", "--target", str(target), *folders],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(name="spec")
def _spec(tmp_path: Path) -> Path:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path / "spec"


def calling(packages: Path, cwd: Path) -> Call:
    """The command as a process that finds packages in a folder."""

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["specgen", *map(str, words)],
            cwd=cwd,
            env=os.environ | {"PATH": path, "NO_COLOR": "1", "PYTHONPATH": str(packages)},
            capture_output=True,
            text=True,
            check=False,
        )

    return call


@pytest.fixture
def specgen(installed: Path, spec: Path) -> Call:
    """The command beside the example packages, in the folder that the spec is in."""
    return calling(installed, spec.parent)
