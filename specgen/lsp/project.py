"""One spec in the editor: what the last check made of it, and the index of what is written now."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.lsp.files import Files, path_of
from specgen.lsp.index.index import FileIndex, Index
from specgen.lsp.index.mentions import mentions
from specgen.model.includes import load_files
from specgen.source import Diagnostic, Diagnostics, Tree

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec


@frozen()
class Checked:
    """What a check made of a spec: its variants, as far as they resolve, and what was found, by file."""

    spec: Spec
    architectures: Mapping[str, Architecture]
    findings: Mapping[str, tuple[Diagnostic, ...]]

    @property
    def claims(self) -> bool:
        """Whether it has decisions or targets, whose claims take long."""
        sections = self.spec.merged.sections if self.spec.merged else None
        return sections is not None and bool(sections.decisions or sections.targets)


def check(folder: Path, files: Files) -> Checked:
    """Check the spec of a folder as the editor has it, but for the claims of its decisions."""
    from specgen import api
    from specgen.model import load

    spec = load(folder, files.reader())
    findings = _by_file(api.check_loaded(spec, claims=False))
    architectures, _ = spec.check()
    return Checked(spec, architectures, findings)


def claims_of(folder: Path) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the findings of the spec that is saved in a folder, with those about claims, by file."""
    from specgen import api

    return _by_file(api.check(folder))


def _by_file(findings: Diagnostics) -> dict[str, tuple[Diagnostic, ...]]:
    found: dict[str, list[Diagnostic]] = {}
    for one in findings.sorted():
        found.setdefault(path_of(one.at.file.path), []).append(one)
    return {path: tuple(ones) for path, ones in found.items()}


class Project:
    """A spec that is being edited. ``checked`` is what the last check made of it, if there was one."""

    def __init__(self, folder: Path, files: Files) -> None:
        self.folder = folder
        self.files = files
        self.checked: Checked | None = None
        self._indexed: dict[str, FileIndex] = {}
        self._index = Index({})

    @property
    def index(self) -> Index:
        """The names in its files as they are now; of a file that did not change, what is known already."""
        known, self._indexed = self._indexed, {}
        for path, tree in self.trees().items():
            one = known.get(path)
            if one is None or one.tree is not tree:
                one = FileIndex(path, tree, tuple(mentions(tree)))
            self._indexed[path] = one
        if self._indexed != known:
            self._index = Index(self._indexed)
        return self._index

    def trees(self) -> dict[str, Tree]:
        """Return the trees of its files as they are now, by path without links, `spec.yaml` first."""
        loaded = load_files(self.folder, Diagnostics(), self.files.lenient())
        return {os.path.realpath(path_of(tree.file.path)): tree for tree in loaded.trees}

    @property
    def unsaved(self) -> bool:
        """Whether any of its files has another text in the editor than on the disk."""
        return any(self.files.is_unsaved(path) for path in self.trees())
