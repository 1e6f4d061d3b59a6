"""Places of files as editors count them: lines and columns from 0, columns in units of an encoding."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from specgen.data import frozen
from specgen.source import Location, SourceFile

_WORD = re.compile(r"[A-Za-z_]\w*")
_UNITS: Final = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@frozen()
class Wire:
    """Converts places; ``encoding`` is what was agreed on, by default UTF-16."""

    encoding: str = "utf-16"

    def units(self, text: str) -> int:
        """Return the length of a text on the wire."""
        if text.isascii():
            return len(text)
        codec, size = _UNITS[self.encoding]
        return len(text.encode(codec, "replace")) // size

    def position(self, file: SourceFile, line: int, column: int) -> types.Position:
        """Return a place whose line and column count from 1, in characters."""
        return types.Position(max(line - 1, 0), self.units(file.line(line)[: column - 1]))

    def range(self, at: Location) -> types.Range:
        """Return the extent of a location; of one of a character or none, the word that begins there."""
        end = max(at.end_column or 0, at.column + 1)
        if end == at.column + 1 and (word := _WORD.match(at.file.line(at.line), at.column - 1)):
            end = at.column + len(word[0])
        return types.Range(self.position(at.file, at.line, at.column), self.position(at.file, at.line, end))

    def span(self, file: SourceFile, start: int, end: int) -> types.Range:
        """Return the extent of the characters from ``start`` to ``end``."""
        first, last = file.at(start), file.at(end)
        return types.Range(
            self.position(file, first.line, first.column), self.position(file, last.line, last.column)
        )

    def offset(self, file: SourceFile, position: types.Position) -> int:
        """Return the character at a place, which is moved into the file where it lies outside."""
        line = min(position.line, file.line_count - 1) + 1
        text = file.line(line)
        if text.isascii():
            column = min(position.character, len(text))
        else:
            codec, size = _UNITS[self.encoding]
            cut = text.encode(codec, "replace")[: position.character * size]
            column = len(cut.decode(codec, "ignore"))
        return file.offset(line, column + 1)


def path_of_uri(uri: str) -> str | None:
    """Return the path of a file's URI; None of another one."""
    parts = urlsplit(uri)
    return unquote(parts.path) if parts.scheme == "file" else None


def uri_of(path: str) -> str:
    """Return the URI of a file."""
    return Path(path).absolute().as_uri()
