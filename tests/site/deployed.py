"""Two versions of the reference spec deployed from a clone; what is about no version is left out of their sites."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from specgen.api import Deployment, DeployPlan, deploy
from specgen.api.generating import request_of
from specgen.api.site import deploying
from specgen.generators import Request
from specgen.model import Spec
from specgen.review import Search

SEARCH = Search(trials=16)
PLAN = DeployPlan(aliases=("latest",), vectors=None, pdf=False, search=SEARCH)
_NAND = """\
  nand:
    format: r
    encoding: {opcode: 0x04, funct: 63}
    group: Scalar arithmetic
    assembly: "nand {rd:x}, {rs1:x}, {rs2:x}"
    summary: Bitwise and, inverted.
    semantics: |
      x[rd] = ~(x[rs1] & x[rs2])
    timing: {issue: 1, occupancy: 1, latency: 1}
"""
EDITS = {
    "spec.yaml": [("version: 0.1.0", "version: 0.2.0")],
    "isa/control.yaml": [("encoding: {opcode: 0x2d}", "encoding: {opcode: 0x31}")],
    "isa/scalar.yaml": [
        ("summary: Add.", "summary: Add two registers."),
        ("      x[rd] = x[rs1] & x[rs2]\n", "      x[rd] = x[rs1] & ~x[rs2]\n"),
        ("instructions:\n", f"instructions:\n{_NAND}"),
    ],
    "memory/memories.yaml": [("summary: Memory shared by all tiles", "summary: Storage shared by all tiles")],
}
"""By file of the spec: what is written otherwise in 0.2.0: an opcode, behaviour, a new instruction, words."""
_KEPT = ("examples",)


def git(folder: Path, *arguments: str) -> bytes:
    """What git says in a folder, as somebody whom it knows."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True).stdout


def committed(folder: Path) -> None:
    """Commit all that is in a folder, a repository from now on."""
    git(folder, "init", "-q")
    for name, value in (("user.name", "A"), ("user.email", "a@example.org")):
        git(folder, "config", name, value)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "All of it")


def light(kept: Iterable[str] = _KEPT) -> Callable[[Spec], Request]:
    """Make requests of a spec that bring few exhibits: what takes long to make is about no version."""

    def made(spec: Spec) -> Request:
        asked = request_of(spec)
        return replace(asked, exhibits={name: asked.exhibits[name] for name in kept})

    return made


def both(root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Deployment]:
    """Deploy the reference spec, then what EDITS make of it, from a clone ``folder/clone``; check out what there is."""
    first = folder / "first"
    for name in ("spec", "releases"):
        shutil.copytree(root / name, first / name)
    committed(first)
    git(folder, "clone", "-q", str(first), "clone")
    clone = folder / "clone"
    for name, value in (("user.name", "A"), ("user.email", "a@example.org")):
        git(clone, "config", name, value)
    monkeypatch.setattr(deploying, "request_of", light())
    done = [deploy(clone / "spec", folder / "build", PLAN)]
    for name, edits in EDITS.items():
        edited(clone / "spec" / name, edits)
    done.append(deploy(clone / "spec", folder / "build", PLAN))
    git(folder, "clone", "-q", "--branch", "gh-pages", str(clone), "served/docs")
    return done


def edited(file: Path, edits: Iterable[tuple[str, str]]) -> None:
    """Write a file otherwise; what is to be replaced is there."""
    text = file.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, f"{file}: no {old!r}"
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
