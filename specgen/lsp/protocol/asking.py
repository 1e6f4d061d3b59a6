"""A place that an editor asks about: which spec, which file, which character, which name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from lsprotocol import types

from specgen.data import frozen
from specgen.lsp.index.index import Index, Symbol
from specgen.lsp.index.mentions import Mention
from specgen.lsp.project import Project
from specgen.lsp.protocol.wire import path_of_uri
from specgen.source import SourceFile

if TYPE_CHECKING:
    from specgen.lsp.protocol.server import Server


class Positional(Protocol):
    """What every question about a place has."""

    @property
    def text_document(self) -> types.TextDocumentIdentifier: ...  # noqa: D102
    @property
    def position(self) -> types.Position: ...  # noqa: D102


@frozen()
class Question:
    """A place in a file of a spec. ``source`` is the file as the editor has it."""

    project: Project
    index: Index
    path: str
    source: SourceFile
    offset: int

    @property
    def name(self) -> tuple[Mention, Symbol] | None:
        """The name at the place, and what it means."""
        return self.index.at(self.path, self.offset)


def question(server: Server, params: Positional) -> Question | None:
    """Return what an editor asks about; None where that is no file of a spec."""
    path = path_of_uri(params.text_document.uri)
    project = server.specs.project_of(path) if path else None
    if path is None or project is None:
        return None
    text = server.specs.files.text(path)
    real = os.path.realpath(path)
    index = project.index
    file = index.files.get(real)
    if text is None and file is None:
        return None
    source = SourceFile(path, text) if text is not None else file.tree.file  # type: ignore[union-attr]
    return Question(project, index, real, source, server.wire.offset(source, params.position))
