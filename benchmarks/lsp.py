"""How long an editor waits, on the reference spec: from a keystroke to its findings, for a hover, for what may be typed."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from benchmarks._measure import ROOT, SPECGEN, Seconds, show

FILE = ROOT / "spec" / "isa" / "vector.yaml"
TIMES = 15


class Client(LanguageClient):
    """An editor that waits for findings."""

    def __init__(self) -> None:
        super().__init__("benchmark", "1")
        self.published = asyncio.Event()

        def heard(_params: types.PublishDiagnosticsParams) -> None:
            self.published.set()

        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(heard)

    def cpu(self) -> float:
        """User and system time of the server so far, without that of its children."""
        assert self._server is not None
        stat = Path(f"/proc/{self._server.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def _timed(client: Client, what: str, act: Callable[[int], Awaitable[Any]]) -> None:
    """Print the median an answer took, and the CPU seconds of the server for one."""
    await act(0)
    taken, before = [], client.cpu()
    for number in range(1, TIMES + 1):
        began = time.perf_counter()
        await act(number)
        taken.append(time.perf_counter() - began)
    cpu = (client.cpu() - before) / TIMES
    show(what, Seconds(statistics.median(taken), cpu), f"at most {max(taken):.2f} s")


async def _measure() -> None:
    client = Client()
    await client.start_io(SPECGEN, "lsp")
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), process_id=os.getpid()))
    client.initialized(types.InitializedParams())
    uri, text = FILE.as_uri(), FILE.read_text()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text))
    )
    document = types.TextDocumentIdentifier(uri)
    line = next(n for n, content in enumerate(text.split("\n")) if "format: " in content)
    place = types.Position(line, text.split("\n")[line].index("format: ") + len("format: ") + 1)

    async def keystroke(number: int) -> None:
        """A name that is wrong, and on the next stroke right again: findings change each time."""
        client.published.clear()
        typed = text if number % 2 else text.replace("format: ", "format: x", 1)
        change = types.TextDocumentContentChangeWholeDocument(typed)
        version = types.VersionedTextDocumentIdentifier(number + 2, uri)
        client.text_document_did_change(types.DidChangeTextDocumentParams(version, [change]))
        await client.published.wait()

    await _timed(client, "a keystroke, to its findings (100 ms of it a pause)", keystroke)
    await _timed(
        client, "hover", lambda _: client.text_document_hover_async(types.HoverParams(document, place))
    )
    await _timed(
        client,
        "completion",
        lambda _: client.text_document_completion_async(types.CompletionParams(document, place)),
    )
    await _timed(
        client,
        "references",
        lambda _: client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(True), document, place)
        ),
    )
    await client.shutdown_async(None)
    client.exit(None)


def main() -> None:
    """Times one server on the reference spec."""
    asyncio.run(_measure())


if __name__ == "__main__":
    main()
