"""The files of specs as the editor has them: what is not saved yet stands before what is on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from specgen.data import frozen
from specgen.lsp.mending import mended
from specgen.model.includes import STANDARD, Reader
from specgen.source import Diagnostic, Diagnostics, Location, SourceFile, Tree, load_yaml, read_source

_Key = tuple[str, object]


@frozen()
class _Parsed:
    """A file as it was parsed: under which name, from which text or state of the disk."""

    key: _Key
    source: SourceFile
    tree: Tree | None
    found: tuple[Diagnostic, ...]


class Files:
    """The texts of open files, by path without links, and what files were parsed to: each text is, once."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._parsed: dict[str, _Parsed] = {}
        self._mended: dict[str, tuple[_Key, Tree | None]] = {}

    def put(self, path: str, text: str) -> None:
        """Take a text for what is in a file."""
        self._texts[os.path.realpath(path)] = text

    def drop(self, path: str) -> None:
        """Take what is on the disk for what is in a file."""
        self._texts.pop(os.path.realpath(path), None)

    def text(self, path: str) -> str | None:
        """Return the text of a file that is open."""
        return self._texts.get(os.path.realpath(path))

    def is_unsaved(self, real: str) -> bool:
        """Whether a file that is open has another text on the disk."""
        if real not in self._texts:
            return False
        try:
            return Path(real).read_bytes() != self._texts[real].encode("utf-8", "replace")
        except OSError:
            return True

    def exists(self, path: Path) -> bool:
        """Whether there is a file, on the disk or only in the editor."""
        return path.is_file() or os.path.realpath(path) in self._texts

    def with_texts(self, texts: Mapping[str, str]) -> Files:
        """Return these files with other texts in some of them, by path without links."""
        made = Files()
        made._texts = {**self._texts, **texts}
        made._parsed = dict(self._parsed)
        return made

    def reader(self) -> Reader:
        """Return what reads files as they are now, whatever is typed meanwhile."""
        texts = dict(self._texts)

        def read(real: str, shown: str, at: Location | None, diagnostics: Diagnostics) -> Tree | None:
            parsed = self._read(real, shown, at, diagnostics, texts)
            return parsed.tree if parsed else None

        return read

    def lenient(self) -> Reader:
        """Return what reads files as far as they can be read: of what is no YAML, all but a few lines."""

        def read(real: str, shown: str, at: Location | None, diagnostics: Diagnostics) -> Tree | None:
            parsed = self._read(real, shown, at, diagnostics, self._texts)
            if parsed is None or parsed.tree is not None:
                return parsed.tree if parsed else None
            known = self._mended.get(real)
            if known is None or known[0] != parsed.key:
                before = known[1] if known else None
                known = self._mended[real] = parsed.key, mended(parsed.source) or before
            return known[1]

        return read

    def _read(
        self,
        real: str,
        shown: str,
        at: Location | None,
        diagnostics: Diagnostics,
        texts: Mapping[str, str],
    ) -> _Parsed | None:
        """Return a file as parsed, now or before; None where it cannot be read, which is reported."""
        key = shown, texts.get(real) if real in texts else _state(real)
        parsed = self._parsed.get(real)
        if parsed is None or parsed.key != key:
            found = Diagnostics()
            if real in texts:
                source: SourceFile | None = SourceFile(shown, texts[real])
            else:
                source = read_source(real, found, shown_as=shown, at=at)
            if source is None:
                diagnostics.extend(found)
                return None
            tree = load_yaml(source, found)
            parsed = self._parsed[real] = _Parsed(key, source, tree, tuple(found))
        diagnostics.extend(parsed.found)
        return parsed


def path_of(shown: str) -> str:
    """Return the path of a file by what it is called in a spec that was loaded by its whole path."""
    return str(STANDARD / shown[4:]) if shown.startswith("std:") else shown


def _state(real: str) -> object:
    """Return what changes when a file on the disk does."""
    try:
        found = Path(real).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size
