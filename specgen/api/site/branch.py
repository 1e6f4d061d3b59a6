"""A branch of git that holds deployed versions, as mike writes it: what is there, and whether more may be put beside it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

_VERSIONS = "versions.json"
_OURS = frozenset({_VERSIONS, ".nojekyll", "index.html", "CNAME", "README.md", "robots.txt"})
"""What may lie beside the folders of versions."""


class DeployError(Exception):
    """A deployment that would lose something, or cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A version on a branch: ``status`` is ``draft`` or ``ratified``, ``content`` the hash of what it says.

    ``compared`` are contents of other versions, as they were when this one's site was compared with them.
    """

    version: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    status: str = "draft"
    content: str = ""
    compared: Mapping[str, str] = field(default_factory=dict)


class Branch:
    """A branch in the repository that holds ``folder``; it need not exist yet.

    It is first brought to where the ``remote`` has it, as last fetched. Raises DeployError where that is another line of
    history, where the branch is checked out, and where there is no repository.
    """

    def __init__(self, folder: Path, name: str, remote: str) -> None:
        from mike.git_utils import GitError, update_from_upstream

        self.name = name
        self.top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
        if not _git(self.top, "check-ref-format", "--branch", name, fails=True):
            raise DeployError(f"{name!r} is no name of a branch")
        here = _git(self.top, "symbolic-ref", "--quiet", "HEAD", fails=True).decode().strip()
        if here == f"refs/heads/{name}":
            raise DeployError(f"branch {name} is checked out: what is deployed goes to a branch of its own")
        with chdir(self.top):
            try:
                update_from_upstream(remote, name)
            except GitError as error:
                raise DeployError(f"{error}: fetch, and see which of the two is to stay") from None
        self._ref = f"refs/heads/{name}"
        if not _git(self.top, "for-each-ref", self._ref).strip():
            self._ref = ""

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all files on it."""
        if not self._ref:
            return frozenset()
        listed = _git(self.top, "ls-tree", "-r", "-z", "--name-only", self._ref)
        return frozenset(os.fsdecode(listed).rstrip("\0").split("\0"))

    @cached_property
    def versions(self) -> dict[str, Deployed]:
        """The versions on it by name. Raises DeployError where something else wrote it."""
        if not self._ref or not self.files:
            return {}
        strangers = f"branch {self.name} holds something other than deployed versions"
        if _VERSIONS not in self.files:
            raise DeployError(f"{strangers} (no {_VERSIONS}): --branch NAME names another")
        try:
            return {one["version"]: _deployed(one) for one in json.loads(self.read(_VERSIONS))}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DeployError(f"{strangers} ({_VERSIONS}: {error}): --branch NAME names another") from None

    def read(self, path: str) -> bytes:
        """Return the contents of a file."""
        return _git(self.top, "cat-file", "blob", f"{self._ref}:{path}")

    def refuse(self, version: str, aliases: tuple[str, ...]) -> None:
        """Raise DeployError where putting a version there would overwrite what is none."""
        known = self.versions
        folders = {path.partition("/")[0] for path in self.files} - _OURS
        named = {*known, *(alias for one in known.values() for alias in one.aliases)}
        for name in (version, *aliases):
            if name in folders - named:
                raise DeployError(
                    f"branch {self.name} holds {name!r}, and no version is called so: it would be overwritten"
                )
        for name in aliases:
            if name in known:
                raise DeployError(f"{name!r} is a version: an alias has a name of its own")


def _deployed(one: Mapping[str, Any]) -> Deployed:
    told = one.get("properties") or {}
    return Deployed(
        str(one["version"]),
        str(one["title"]),
        tuple(sorted(map(str, one["aliases"]))),
        str(told.get("status", "draft")),
        str(told.get("content", "")),
        {str(name): str(content) for name, content in told.get("compared", {}).items()},
    )


def uncommitted(folder: Path) -> bool:
    """Whether something in a folder is not as it was committed."""
    return bool(_git(folder, "status", "--porcelain", "--", ".").strip())


def _git(where: Path, *arguments: str, fails: bool = False) -> bytes:
    """What git says. Raises DeployError, unless it ``fails``: then nothing."""
    try:
        done = subprocess.run(["git", *arguments], cwd=where, capture_output=True, check=False)
    except OSError:
        raise DeployError("git is not there: versions are deployed to a branch of git") from None
    if done.returncode and not fails:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise DeployError(f"git {arguments[0]}: {said[-1] if said else 'it failed'}")
    return b"" if done.returncode else done.stdout
