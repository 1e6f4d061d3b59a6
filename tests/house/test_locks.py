"""The lock files: complete, hashed, without addresses, for Python 3.11.0 and up."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("run", "dev")


def _locked(path: Path) -> dict[str, Requirement]:
    """The requirements of a lock by name, those for other machines left out."""
    text = path.read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line.partition(" --hash=")[0] for line in text.splitlines() if not line.startswith("#")]
    oldest = default_environment() | {"python_version": "3.11", "python_full_version": "3.11.0"}
    wanted = [Requirement(line) for line in lines]
    return {
        canonicalize_name(each.name): each
        for each in wanted
        if each.marker is None or each.marker.evaluate({name: str(value) for name, value in oldest.items()})
    }


def _declared(root: Path, lock: str) -> list[Requirement]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    declared = list(project["project"]["dependencies"])
    if lock == "dev":
        declared += [each for extra in project["project"]["optional-dependencies"].values() for each in extra]
        groups = project["dependency-groups"].values()
        declared += [each for group in groups for each in group if isinstance(each, str)]
    return [Requirement(each) for each in declared]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_pinned_and_hashed(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    for line in text.replace("\\\n", "").splitlines():
        assert line.startswith("#") or re.fullmatch(
            r"\S+==\S+( ; .*?)?(\s+--hash=sha256:[0-9a-f]{64})+", line
        ), line
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_declared_is_locked(root: Path, lock: str) -> None:
    locked = _locked(root / "requirements" / f"{lock}.txt")
    for wanted in _declared(root, lock):
        pinned = locked[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(str(pinned.specifier).removeprefix("=="), prereleases=True), wanted


def test_the_locks_agree(root: Path) -> None:
    run, dev = (_locked(root / "requirements" / f"{lock}.txt") for lock in LOCKS)
    assert {name: dev.get(name) for name in run} == run
