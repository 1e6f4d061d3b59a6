"""An editor: a client of pygls that speaks to `specgen lsp`, a process of its own, over its standard streams."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

T = TypeVar("T")


class Editor(LanguageClient):
    """Opens files, types into them, and remembers what the server says about them."""

    def __init__(self) -> None:
        super().__init__("test", "1")
        self.findings: dict[str, list[types.Diagnostic]] = {}
        self.logged: list[str] = []
        self._heard = asyncio.Condition()
        self._versions: dict[str, int] = {}

        async def published(params: types.PublishDiagnosticsParams) -> None:
            async with self._heard:
                self.findings[params.uri] = list(params.diagnostics)
                self._heard.notify_all()

        async def said(params: types.LogMessageParams) -> None:
            async with self._heard:
                self.logged.append(params.message)
                self._heard.notify_all()

        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
        self.feature(types.WINDOW_LOG_MESSAGE)(said)

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait for findings with which something holds."""
        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(lambda: self.logged or holds()), 60)
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


def with_editor(
    act: Callable[[Editor], Coroutine[Any, Any, T]], *, encodings: tuple[str, ...] = ("utf-16",)
) -> T:
    """Start a server, do something as an editor, and leave; the server must go with code 0 and without an error."""

    async def session() -> T:
        editor = Editor()
        env = os.environ | {"PYTHONWARNINGS": "error", "SPECGEN_DEBUG": "1"}
        await editor.start_io(str(Path(sys.executable).parent / "specgen"), "lsp", env=env)
        general = types.GeneralClientCapabilities(position_encodings=[*encodings])
        capabilities = types.ClientCapabilities(general=general)
        await editor.initialize_async(types.InitializeParams(capabilities, process_id=os.getpid()))
        editor.initialized(types.InitializedParams())
        result = await act(editor)
        await editor.shutdown_async(None)
        editor.exit(None)
        server = editor._server
        assert server is not None
        await asyncio.wait_for(server.wait(), 20)
        assert server.returncode == 0
        assert editor.logged == []
        await editor.stop()  # type: ignore[no-untyped-call]  # pygls's own
        return result

    return asyncio.run(session())


async def quick(answer: Awaitable[T]) -> T:
    """Wait for an answer, not for ever."""
    return await asyncio.wait_for(answer, 60)
