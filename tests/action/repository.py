"""A repository with a spec on GitHub, and what actions/checkout makes of it in a job."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from specgen import api

REGISTERS = """\
registers:
  control:
    base: 0x1000
    size: 0x100
    summary: Starts the machine and tells how it fares.
    registers:
      enable: {offset: 0x0, hardware: r, fields: {on: {bits: "0"}, clock: {bits: "7:4", reset: 3}}, summary: Runs it.}
      status: {offset: 0x4, access: ro, hardware: w, fields: {ready: {bits: "0"}, heat: {bits: "15:8"}}, summary: How it fares.}
"""
STRUCTURES = """\
structures:
  job:
    summary: What the host asks for.
    endian: little
    fields:
      program: {type: u64, summary: Where the program begins.}
      size: {type: u32, summary: Its bytes.}
      flags: {type: u32, summary: Must be zero.}
"""


class Repository:
    """A git repository; ``write`` and ``replace`` change its files, ``commit`` keeps that."""

    def __init__(self, path: Path, files: Path | None = None) -> None:
        self.path = path
        if files is not None:
            shutil.copytree(files, path, symlinks=True)
        path.mkdir(parents=True, exist_ok=files is not None)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """Run git there; return what it printed."""
        identity = (
            "-c",
            "user.name=Somebody",
            "-c",
            "user.email=somebody@example.org",
            "-c",
            "commit.gpgSign=false",
        )
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.path, capture_output=True, text=True, check=False
        )
        assert not done.returncode, done.stderr
        return done.stdout.strip()

    def replace(self, name: str, before: str, after: str) -> None:
        """Write something else where ``before`` stands once."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        (self.path / name).write_text(text.replace(before, after), encoding="utf-8")

    def commit(self, message: str) -> str:
        """Keep everything; return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")


def with_spec(path: Path, spec: str = "hw/slate") -> Repository:
    """A repository whose branch ``main`` has a spec: instructions, registers, structures."""
    made = Repository(path)
    made.git("config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub allows
    folder = path / spec
    folder.parent.mkdir(parents=True, exist_ok=True)
    api.start(folder, folder.name)
    (folder / "host").mkdir()
    (folder / "host" / "registers.yaml").write_text(REGISTERS, encoding="utf-8")
    (folder / "host" / "structures.yaml").write_text(STRUCTURES, encoding="utf-8")
    made.replace(f"{spec}/spec.yaml", "include: [isa/*.yaml]", "include: [isa/*.yaml, host/*.yaml]")
    made.commit("Start")
    return made


def merged(repository: Repository, branch: str) -> str:
    """The commit that GitHub makes for a pull request from ``branch``, in ``refs/pull``."""
    base, head = repository.git("rev-parse", "main"), repository.git("rev-parse", branch)
    tree = repository.git("merge-tree", "--write-tree", base, head)
    merge = repository.git("commit-tree", tree, "-p", base, "-p", head, "-m", "Merge")
    repository.git("update-ref", "refs/pull/7/merge", merge)
    return merge


def pull_request(repository: Repository, branch: str, folder: Path) -> dict[str, str]:
    """The variables of a job of a pull request from ``branch`` to ``main``."""
    event = {
        "pull_request": {"number": 7, "base": {"sha": repository.git("rev-parse", "main"), "ref": "main"}}
    }
    return job_variables(folder, event, "pull_request", merged(repository, branch))


def job_variables(folder: Path, event: dict[str, Any], name: str, sha: str) -> dict[str, str]:
    """The variables that tell a job what it runs for."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
    return {
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_EVENT_NAME": name,
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_SHA": sha,
    }


def checked_out(repository: Repository, path: Path, commit: str, depth: int | None = 1) -> Path:
    """What actions/checkout leaves: one commit, or with ``depth`` None the history."""
    made = Repository(path)
    made.git("remote", "add", "origin", f"file://{repository.path}")
    if depth is None:
        made.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", commit)
    else:
        made.git("fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", commit)
    made.git("checkout", "--quiet", "--detach", commit)
    return path
