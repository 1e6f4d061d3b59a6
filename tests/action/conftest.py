"""The action as users get it: a repository of its own, installed without network."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.action.github import GitHub, serving
from tests.action.wheels import write_wheels

TAKEN = (
    "action.yml", "action", ".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md",
    "specgen", "generators", "perfmodel", "site/theme", "site/vendor",
)  # fmt: skip


@pytest.fixture(scope="session")
def checkout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What of this checkout installs, runs as an action, and is a repository of hooks; without history."""
    folder = tmp_path_factory.mktemp("specgen") / "specgen"
    told = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *TAKEN]
    for name in subprocess.run(told, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name, follow_symlinks=False)
    return folder


@pytest.fixture(scope="session")
def offline(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables by which pip finds all that specgen needs without network."""
    folder = tmp_path_factory.mktemp("wheels") / "all"
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"], "z3-solver"]
    write_wheels(folder, needed)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_NO_COMPILE": "1"}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving() as running:
        yield running
