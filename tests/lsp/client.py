"""An editor: a client of pygls that speaks to `specgen lsp`, a process of its own, over its standard streams."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

T = TypeVar("T")
PATIENCE = 20
"""Seconds after which a server that says nothing is taken for dead."""


class Editor(LanguageClient):
    """Opens files, types into them, asks, and remembers what the server says unasked."""

    def __init__(self) -> None:
        super().__init__("test", "1")
        self.findings: dict[str, list[types.Diagnostic]] = {}
        self.logged: list[str] = []
        self._heard = asyncio.Condition()
        self._versions: dict[str, int] = {}
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(Editor._published, self))
        self.feature(types.WINDOW_LOG_MESSAGE)(partial(Editor._said, self))

    async def _published(self, params: types.PublishDiagnosticsParams) -> None:
        async with self._heard:
            self.findings[params.uri] = list(params.diagnostics)
            self._heard.notify_all()

    async def _said(self, params: types.LogMessageParams) -> None:
        async with self._heard:
            self.logged.append(params.message)
            self._heard.notify_all()

    async def begin(self, *, encodings: tuple[str, ...] = ("utf-16",), options: object = None) -> None:
        """Start a server, and agree with it on what both can."""
        env = os.environ | {"PYTHONWARNINGS": "error"}
        await self.start_io(str(Path(sys.executable).parent / "specgen"), "lsp", env=env)
        editing = types.WorkspaceEditClientCapabilities(
            document_changes=True, change_annotation_support=types.ChangeAnnotationsSupportOptions()
        )
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=[*encodings]),
            workspace=types.WorkspaceClientCapabilities(workspace_edit=editing),
        )
        given = types.InitializeParams(capabilities, process_id=os.getpid(), initialization_options=options)
        await self.initialize_async(given)
        self.initialized(types.InitializedParams())

    async def leave(self) -> None:
        """Have the server go; it must end with code 0, and must never have spoken of a defect."""
        await self.shutdown_async(None)
        self.exit(None)
        assert self._server is not None
        assert await asyncio.wait_for(self._server.wait(), PATIENCE) == 0
        assert self.logged == []
        await self.stop()  # type: ignore[no-untyped-call]  # pygls's own

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait for findings with which something holds."""
        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(lambda: self.logged or holds()), PATIENCE)
        assert self.logged == []

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a file, perhaps with another text than that on the disk; return its URI."""
        uri = path.absolute().as_uri()
        item = types.TextDocumentItem(uri, "yaml", 1, path.read_text() if text is None else text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        self._versions[uri] = 1
        return uri

    def type(self, uri: str, text: str) -> None:
        """Make a text what is in a file."""
        self._versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, uri: str) -> None:
        """Close a file."""
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))


class Session:
    """A server and its editor, in a thread of their own: a test runs what it does there."""

    def __init__(self, **settings: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.editor = self._run(self._begun(settings))

    async def _begun(self, settings: dict[str, Any]) -> Editor:
        editor = Editor()
        await editor.begin(**settings)
        return editor

    def __call__(self, act: Callable[[Editor], Coroutine[Any, Any, T]]) -> T:
        """Do something as the editor; no defect may have been logged."""
        result = self._run(act(self.editor))
        assert self.editor.logged == []
        return result

    def _run(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(2 * PATIENCE)

    def end(self) -> None:
        """Have the server go."""
        try:
            self._run(self.editor.leave())
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join()
            self.loop.close()


def place(text: str, marked: str) -> types.Position:
    """Return the place of ``‸`` in a piece of a text that is ASCII up to there, at its first occurrence."""
    before, _, after = marked.partition("‸")
    offset = text.index(before + after) + len(before)
    line = text.count("\n", 0, offset)
    return types.Position(line, offset - (text.rfind("\n", 0, offset) + 1))


def at(uri: str, text: str, marked: str) -> dict[str, Any]:
    """Return the arguments of a question about the place of ``‸``."""
    return {"text_document": types.TextDocumentIdentifier(uri), "position": place(text, marked)}


def shown(text: str, span: types.Range) -> str:
    """Return the characters of a range, counted in UTF-16."""
    lines = text.split("\n")
    assert span.start.line == span.end.line
    line = lines[span.start.line].encode("utf-16-le")
    return line[2 * span.start.character : 2 * span.end.character].decode("utf-16-le")
