"""The files that a spec is made of, taken out of where it lies."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.bundles.manifest import BundleError

if TYPE_CHECKING:
    from specgen.model import Spec

_LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "LICENCE.md", "COPYING")


@dataclass(frozen=True, slots=True)
class Taken:
    """The files of a spec as they are put into a bundle, and the folder among them that holds spec.yaml."""

    home: str
    spec: dict[str, bytes]
    std: dict[str, bytes]


def take(path: Path, spec: Spec) -> Taken:
    """Return what a spec is made of: its own files, those of folders beside it, those of ``std:``, and its tables.

    Its folder is called by the spec's name, whatever it is called here; folders beside it keep their names, by which the
    spec includes them. Raises BundleError for a table outside the spec's folder.
    """
    from specgen.model.includes import load_files
    from specgen.source import Diagnostics

    root = path.as_posix()
    assert spec.merged is not None
    trees = load_files(path, Diagnostics()).trees
    shown = {tree.file.path: tree.file.text.encode() for tree in trees}
    for entry in spec.merged.sections.measurements.values():
        table = Path(entry.origin.tree.file.path).parent / entry.document.file
        if not table.resolve().is_relative_to(path.resolve()):
            raise BundleError(f"{table} lies outside the spec's folder")
        shown[os.path.normpath(table).replace(os.sep, "/")] = table.read_bytes()
    std = {file[4:]: data for file, data in shown.items() if file.startswith("std:")}
    own = {_within(root, file): data for file, data in shown.items() if not file.startswith("std:")}
    beside = {file.split("/")[1] for file in own if file.startswith("../")}
    home = str(spec.merged.header.name)
    while home in beside:
        home += "_"
    return Taken(home, {os.path.normpath(f"{home}/{file}"): data for file, data in own.items()}, std)


def licence_of(path: Path) -> bytes | None:
    """Return the licence that lies beside spec.yaml, if there is one."""
    for name in _LICENCES:
        if (path / name).is_file():
            return (path / name).read_bytes()
    return None


def _within(root: str, file: str) -> str:
    return os.path.relpath(file, root).replace(os.sep, "/")
