"""The specs that an editor works on: which one a file belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from specgen.lsp.files import Files
from specgen.lsp.project import Project
from specgen.model.includes import LIBRARY


class Workspace:
    """All specs that were met so far, by folder, over the same files."""

    def __init__(self) -> None:
        self.files = Files()
        self.projects: dict[Path, Project] = {}

    def projects_of(self, path: str) -> list[Project]:
        """Return the specs that a file belongs to: that of the nearest ``spec.yaml`` above it, else all that include it."""
        folder = self._above(Path(path))
        if folder is not None:
            return [self._project(folder)]
        for beside in self._beside(Path(path)):
            self._project(beside)
        real = os.path.realpath(path)
        return [one for one in self.projects.values() if real in one.trees()]

    def project_of(self, path: str) -> Project | None:
        """Return the first spec that a file belongs to."""
        return next(iter(self.projects_of(path)), None)

    def sharing(self, path: str) -> list[Project]:
        """Return all specs that a file is part of; those beside a library are looked for."""
        own = self.projects_of(path)
        for beside in self._beside(Path(path)):
            self._project(beside)
        real = os.path.realpath(path)
        more = (one for one in self.projects.values() if one not in own)
        return [*own, *(one for one in more if real in one.trees())]

    def _above(self, path: Path) -> Path | None:
        return next((folder for folder in path.parents if self.files.exists(folder / "spec.yaml")), None)

    def _beside(self, path: Path) -> Iterator[Path]:
        """Yield the folders of specs that lie beside the library which a file is part of."""
        library = next((folder for folder in path.parents if self.files.exists(folder / LIBRARY)), None)
        if library is not None:
            yield from sorted(found.parent for found in library.parent.glob("*/spec.yaml"))

    def _project(self, folder: Path) -> Project:
        if folder not in self.projects:
            self.projects[folder] = Project(folder, self.files)
        return self.projects[folder]
