"""Which files a spec is made of: `include` followed, in order, without leaving the spec's folder.

Two kinds of files outside may be included: `std:` ones, and the `library.yaml` of a folder beside the spec's. What such a
file includes stays within its own folder in turn.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from specgen.data import frozen
from specgen.model.globs import is_glob, matching
from specgen.source import (
    Diagnostics,
    Location,
    Related,
    SourceFile,
    Tree,
    did_you_mean,
    load_yaml,
    read_source,
)

STANDARD = Path(__file__).resolve().parents[1] / "std"
"""What `std:` paths start from."""
_STANDARD = str(STANDARD)
LIBRARY = "library.yaml"
"""The file by which a folder offers itself to the specs beside it."""

MAX_FILES = 10_000
MAX_CHARACTERS = 64 * 1024 * 1024
MAX_NESTING = 50


@frozen()
class Loaded:
    """The trees of a spec's files, `spec.yaml` first; ``complete`` is false where one could not be read."""

    trees: tuple[Tree, ...]
    complete: bool


Reader = Callable[[str, str, Location | None, Diagnostics], Tree | None]
"""Reads a file: its path without links, what it is called before users, the place that asked for it, findings."""


def read_tree(real: str, shown: str, at: Location | None, diagnostics: Diagnostics) -> Tree | None:
    """Read and parse a file; None where it cannot be read or is not YAML, which is reported."""
    source = read_source(real, diagnostics, shown_as=shown, at=at)
    return load_yaml(source, diagnostics) if source else None


def load_files(
    path: Path, diagnostics: Diagnostics, reader: Reader = read_tree, standard: Path = STANDARD
) -> Loaded:
    """Read the `spec.yaml` at or in ``path`` and all that it includes; what is wrong is reported.

    ``reader`` stands for the disk where files have other texts than those that were saved, ``standard`` for the library
    where a spec was released with one of its time.
    """
    shown = path if path.name == "spec.yaml" else path / "spec.yaml"
    root, library = os.path.realpath(shown.parent), os.path.realpath(standard)
    loader = _Loader(root, shown.parent.as_posix(), diagnostics, reader, library)
    loader.load(_Found(os.path.realpath(shown), shown.as_posix(), loader.root), None)
    return Loaded(tuple(loader.trees), loader.complete)


def load_source(source: SourceFile, folder: Path, diagnostics: Diagnostics) -> Loaded:
    """Take a text for a file of ``folder`` and read all that it includes; what is wrong is reported."""
    loader = _Loader(os.path.realpath(folder), folder.as_posix(), diagnostics)
    real = f"{loader.root}/{source.path}"
    loader.take(load_yaml(source, diagnostics), _Found(real, source.path, loader.root), None)
    return Loaded(tuple(loader.trees), loader.complete)


@frozen()
class _Found:
    """A file: where it really is, what it is called before users, and the folder that its includes stay in."""

    real: str
    shown: str
    home: str


@dataclass(slots=True)
class _Loader:
    root: str
    shown_root: str
    diagnostics: Diagnostics
    reader: Reader = read_tree
    standard: str = _STANDARD
    trees: list[Tree] = field(default_factory=list)
    complete: bool = True
    limited: bool = False
    known: set[str] = field(default_factory=set)
    open: dict[str, Location | None] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    characters: int = 0

    def load(self, found: _Found, at: Location | None) -> None:
        """Read a file and what it includes, unless it was read before."""
        if found.real in self.open:
            self.cycle(found, at)
        if found.real in self.known or self.full(at):
            return
        self.known.add(found.real)
        self.take(self.reader(found.real, found.shown, at, self.diagnostics), found, at)

    def take(self, tree: Tree | None, found: _Found, at: Location | None) -> None:
        """Add a file that was read, and read what it includes."""
        if tree is None:
            self.complete = False
            return
        self.characters += len(tree.file.text)
        self.trees.append(tree)
        includes = tree.data.get("include") if isinstance(tree.data, dict) else None
        if isinstance(includes, list):
            self.open[found.real] = at
            for index, pattern in enumerate(includes):
                if isinstance(pattern, str):
                    self.include(pattern, found, tree.value_location(("include", index)))
            del self.open[found.real]

    def full(self, at: Location | None) -> bool:
        """Whether no more may be read, which is reported once."""
        if at is None:
            return False
        if len(self.open) > MAX_NESTING:
            message = f"files include each other more than {MAX_NESTING} deep"
        elif len(self.known) >= MAX_FILES or self.characters > MAX_CHARACTERS:
            message = f"a spec has at most {MAX_FILES} files and {MAX_CHARACTERS >> 20} Mi characters"
        else:
            return False
        if not self.limited:
            self.diagnostics.report("yaml-limit", message, at)
        self.limited, self.complete = True, False
        return True

    def cycle(self, found: _Found, at: Location | None) -> None:
        if at is None:
            return
        asked = self.open[found.real]
        related = [Related(asked, "which was included here")] if asked else []
        message = f"{found.shown} includes itself, through this file"
        if found.shown == at.file.path:
            message = f"{found.shown} includes itself"
        self.diagnostics.report("spec-include-cycle", message, at, related=related)

    def include(self, pattern: str, including: _Found, at: Location) -> None:
        """Read all files that one entry of ``include`` names."""
        standard = pattern.startswith("std:") or including.home == self.standard
        home = self.standard if standard else including.home
        name, base = pattern, os.path.dirname(including.real)  # noqa: PTH120  thousands of paths: as text
        if pattern.startswith("std:"):
            name, base = pattern[4:], self.standard
        if Path(name).is_absolute():
            self.outside(pattern, at)
            return
        names = matching(base, name) if is_glob(name) else [f"{base}/{name}"]
        if not names or (standard and not Path(names[0]).is_file()):
            library = Path(self.standard)
            known = (path.relative_to(library).as_posix() for path in library.rglob("*.yaml"))
            hint = did_you_mean(name, known) if standard else None
            self.unmatched(f"no file matches {pattern!r}", at, hint)
            return
        for path in names:
            real = self.real(path)
            beside = not standard and self.is_library(real)
            if not beside and not real.startswith(home + os.sep):
                self.outside(pattern, at)
            elif real != including.real or not is_glob(name):
                within = os.path.dirname(real) if beside else home  # noqa: PTH120
                self.load(_Found(real, self.shown(real, standard=standard), within), at)

    def is_library(self, real: str) -> bool:
        """Whether a file offers its folder, which lies beside the spec's."""
        folder, name = os.path.split(real)
        beside = os.path.dirname(folder) == os.path.dirname(self.root)  # noqa: PTH120
        return name == LIBRARY and beside and folder != self.root

    def shown(self, real: str, *, standard: bool) -> str:
        """Return what a file is called before users."""
        if standard:
            return f"std:{real[len(self.standard) + 1 :]}".replace(os.sep, "/")
        if real.startswith(self.root + os.sep):
            return _joined(self.shown_root, real[len(self.root) + 1 :].replace(os.sep, "/"))
        return os.path.normpath(f"{self.shown_root}/{os.path.relpath(real, self.root)}").replace(os.sep, "/")

    def real(self, path: str) -> str:
        """Return the path without links; of a folder, asked once."""
        folder, name = os.path.split(path)
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(folder)
        whole = os.path.join(self.folders[folder], name)  # noqa: PTH118
        return os.path.realpath(whole) if name in ("", ".", "..") or os.path.islink(whole) else whole  # noqa: PTH114

    def unmatched(self, message: str, at: Location, hint: str | None = None) -> None:
        self.complete = False
        self.diagnostics.report("spec-include-unmatched", message, at, hint=hint)

    def outside(self, pattern: str, at: Location) -> None:
        self.complete = False
        hint = "copy the file into the spec, or use a std: path"
        if not pattern.startswith("std:") and pattern.startswith("../"):
            hint = f"copy the file into the spec, or have the {LIBRARY} of a folder beside it include it"
        self.diagnostics.report(
            "spec-include-outside", f"{pattern!r} leads out of the spec's folder", at, hint=hint
        )


def _joined(folder: str, name: str) -> str:
    return name if folder in ("", ".") else f"{folder}/{name}"
