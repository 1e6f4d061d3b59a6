"""The two sides of a comparison: a folder, a revision of git, or a released bundle, loaded and resolved."""

from __future__ import annotations

import os
import posixpath
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from specgen.model import Architecture, Spec, load
from specgen.model.includes import STANDARD
from specgen.source import Diagnostics, Location, SourceFile, SpecError

if TYPE_CHECKING:
    from specgen.semantics import Semantics

BUNDLES = (".tar.gz", ".tgz")


class SideError(ValueError):
    """A side that cannot be had: no folder, no such revision, an archive that is none."""


class NoSpecError(SideError):
    """A side from before there was a spec."""


@dataclass(eq=False)
class Side:
    """One spec, with all its variants resolved. ``label`` is what the user called it.

    ``shown`` is its folder as people know it: of a revision that in the repository, of an archive that in the archive.
    ``unpacked`` where the files lie in a folder of ours.
    """

    label: str
    spec: Spec
    folder: Path
    shown: str = ""
    unpacked: bool = False
    _semantics: dict[str, Semantics] = field(default_factory=dict, repr=False)

    @cached_property
    def architectures(self) -> dict[str, Architecture]:
        """Every variant, by name. Raises SpecError where the spec has errors in it."""
        try:
            return {name: self.spec.architecture(name) for name in self.spec.variants}
        except SpecError as error:
            raise SpecError(self.as_known(error.diagnostics)) from None

    def path(self, at: Location) -> str:
        """The path of a file as people know it: never where a revision was unpacked."""
        path = at.file.path
        if not path or path.startswith("std:") or not self.shown:
            return path
        within = posixpath.relpath(Path(path).as_posix(), self.folder.as_posix())
        return posixpath.normpath(posixpath.join(self.shown, within))

    @property
    def main(self) -> Architecture:
        """The default variant."""
        return self.architectures[self.spec.variants[0]]

    def semantics(self, variant: str) -> Semantics:
        """What the instructions of a variant do, typed. Raises SpecError where something does not type."""
        if variant not in self._semantics:
            from specgen.semantics import analyse

            found = Diagnostics()
            self._semantics[variant] = analyse(self.architectures[variant], found)
            if found.errors:
                raise SpecError(self.as_known(found))
        return self._semantics[variant]

    def as_known(self, found: Diagnostics) -> Diagnostics:
        """Return findings at paths that tell which side it is, not where it was unpacked."""
        if not self.unpacked:
            return found
        prefix = f"{self.label.partition(':')[0]}:"

        def moved(at: Location) -> Location:
            return replace(at, file=SourceFile(prefix + self.path(at), at.file.text))

        known = Diagnostics()
        for one in found:
            related = tuple(replace(other, at=moved(other.at)) for other in one.related)
            known.add(replace(one, at=moved(one.at), related=related))
        return known


def load_side(text: str, spec: Path, stack: ExitStack) -> Side:
    """Load what a user named: a folder with a spec.yaml, an archive of ``specgen bundle``, or a revision of git.

    ``spec`` is the folder of the spec within the repository, for revisions without one of their own (``v1.2:path``); what has
    to be unpacked lies in a temporary folder until ``stack`` is closed. Raises SideError and SpecError.
    """
    path = Path(text)
    if path.is_dir() or (path.name == "spec.yaml" and path.is_file()):
        folder = path if path.is_dir() else path.parent
        if not (folder / "spec.yaml").is_file():
            raise SideError(f"{folder} holds no spec.yaml")
        return _loaded(text, folder, _below_here(folder))
    if path.is_file() and text.endswith(BUNDLES):
        return _released(text, path, stack)
    try:
        folder, inner = _checked_out(text, spec, stack)
    except SideError:
        if path.is_file():
            raise SideError(
                f"{text} is neither a folder with a spec.yaml nor an archive of specgen bundle"
            ) from None
        raise
    return _loaded(text, folder, inner, unpacked=True)


def _released(text: str, path: Path, stack: ExitStack) -> Side:
    """Load the spec of a bundle, with what it includes of the library of its time."""
    from specgen.bundles import BundleError, read_bundle

    into = Path(stack.enter_context(TemporaryDirectory(prefix="specgen-")))
    try:
        info = read_bundle(path, into)
    except BundleError as error:
        raise SideError(str(error)) from None
    return _loaded(text, into / info.spec, info.spec, into / info.std, unpacked=True)


def _below_here(folder: Path) -> str:
    """A folder as seen from where we are; its name alone where it lies elsewhere."""
    here, there = Path.cwd(), folder.resolve()
    return there.relative_to(here).as_posix() if there.is_relative_to(here) else there.name


def _loaded(
    label: str, folder: Path, shown: str, standard: Path = STANDARD, *, unpacked: bool = False
) -> Side:
    spec = load(folder, standard=standard)
    side = Side(shown if Path(label).is_absolute() else label, spec, folder, shown, unpacked)
    if side.spec.diagnostics.errors:
        raise SpecError(side.as_known(side.spec.diagnostics))
    return side


def _checked_out(text: str, spec: Path, stack: ExitStack) -> tuple[Path, str]:
    """Unpack a revision of git into a temporary folder; only what a spec needs. Return where, and where in the repository."""
    revision, named, inner = text.partition(":")
    if revision.startswith("-"):
        raise SideError(f"{text!r} is no folder and no revision of git")
    top = _top(spec, text)
    if revision == "HEAD" and _unborn(top):
        raise NoSpecError("HEAD has no commit yet")
    _git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", told=text)
    tracked = set(
        os.fsdecode(_git(top, "ls-tree", "-r", "-z", "--name-only", revision, told=text)).split("\0")
    )
    if named:
        folder = inner.rstrip("/") if posixpath.basename(inner) != "spec.yaml" else posixpath.dirname(inner)
        folder = folder or "."
    else:
        folder = _relative(spec, top)
        if f"{spec.as_posix()}/spec.yaml" in tracked and not spec.is_dir():
            folder = spec.as_posix()  # told as seen from the top, and we are further in
    if posixpath.join(folder, "spec.yaml").removeprefix("./") not in tracked:
        raise NoSpecError(f"{revision} has no {folder}/spec.yaml; name the folder: {revision}:FOLDER")
    beside = posixpath.dirname(folder)
    libraries = [posixpath.dirname(one) for one in tracked if one.endswith("/library.yaml")]
    wanted = [folder, *sorted(one for one in libraries if posixpath.dirname(one) == beside)]
    archive = _git(top, "archive", "--format=tar", revision, "--", *wanted, told=text)
    into = Path(stack.enter_context(TemporaryDirectory(prefix="specgen-")))
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            name = Path(member.name)
            if name.is_absolute() or ".." in name.parts:
                continue
            if member.isfile():
                tar.extract(member, into, set_attrs=False)
            elif member.issym():  # never as a link
                for path, content in _linked(member, tracked, top, revision):
                    (into / path).parent.mkdir(parents=True, exist_ok=True)
                    (into / path).write_bytes(content)
    return into / folder, folder


def _linked(
    link: tarfile.TarInfo, tracked: set[str], top: Path, revision: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that a symbolic link of a revision stands for. Raises SideError where YAML leads out of it."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(link.name), link.linkname))
    found = sorted(one for one in tracked if one == target or one.startswith(f"{target}/"))
    if not found and link.name.endswith(".yaml"):
        raise SideError(f"{link.name} is a link to {link.linkname}, which {revision} does not hold")
    for one in found:
        yield (
            link.name + one[len(target) :],
            _git(top, "cat-file", "blob", f"{revision}:{one}", told=revision),
        )


def merge_base(revision: str, spec: Path) -> str:
    """Return the commit at which the current branch left a revision, in short. Raises SideError."""
    top = _top(spec, revision)
    if _unborn(top):
        return "HEAD"
    if revision.startswith("-"):
        raise SideError(f"{revision!r} is no revision of git")
    _git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", told=revision)
    try:
        commit = _git(top, "merge-base", revision, "HEAD", told=revision).decode().strip()
    except SideError:
        raise SideError(
            f"what is checked out has no commit in common with {revision}, or not in this clone"
        ) from None
    return _git(top, "rev-parse", "--short", commit, told=revision).decode().strip()


def _top(spec: Path, told: str) -> Path:
    """The folder of the repository that a spec lies in: in a hook, where git says so, the current one."""
    where = spec if spec.is_dir() and "GIT_DIR" not in os.environ else Path()
    return Path(_git(where, "rev-parse", "--show-toplevel", told=told).decode().strip())


def _unborn(top: Path) -> bool:
    try:
        _git(top, "rev-parse", "--verify", "--quiet", "HEAD", told="HEAD")
    except SideError:
        return True
    return False


def _relative(spec: Path, top: Path) -> str:
    try:
        return spec.resolve().relative_to(top.resolve()).as_posix()
    except ValueError:
        raise SideError(f"{spec} does not lie in the repository at {top}") from None


def _git(where: Path, *arguments: str, told: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=where, capture_output=True, check=False)
    except OSError:
        raise SideError(f"{told!r} is no folder, and git is not there to look for a revision") from None
    if done.returncode:
        message = f"{told!r} is no folder with a spec.yaml, no archive, and no revision of git here"
        if "--verify" in arguments and (where / ".git" / "shallow").is_file():
            message += ": the clone is shallow (git fetch --unshallow, or fetch-depth: 0 of a checkout, gets the rest)"
        raise SideError(message)
    return done.stdout
