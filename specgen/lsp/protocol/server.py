"""The server: what an editor asks and tells, handed to the rooms behind, whose answers go back as LSP has them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from specgen import __version__
from specgen.lsp.checking import Checker
from specgen.lsp.project import Project
from specgen.lsp.protocol.explaining import Explanations
from specgen.lsp.protocol.findings import diagnostics
from specgen.lsp.protocol.wire import Wire, path_of_uri, uri_of
from specgen.lsp.workspace import Workspace
from specgen.source import Diagnostic


class Server(LanguageServer):
    """A language server of all specs that an editor opens files of."""

    def __init__(self) -> None:
        super().__init__("specgen", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.specs = Workspace()
        self.checker = Checker(self.publish, self.log)
        self.explanations = Explanations()
        self.remember = True
        self._published: dict[Project, set[str]] = {}

    def configure(self, options: Mapping[str, object]) -> None:
        """Take settings: ``rules``, the address of the page of all rules; ``renamedFrom``, whether old names are kept."""
        site = options.get("rules")
        self.explanations = Explanations(site if isinstance(site, str) else None)
        self.remember = options.get("renamedFrom") is not False

    @property
    def wire(self) -> Wire:
        """How columns are counted."""
        agreed = self.workspace.position_encoding
        return Wire(str(getattr(agreed, "value", agreed) or "utf-16"))

    def log(self, message: str) -> None:
        """Write a line where editors keep what servers say."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def publish(self, project: Project) -> None:
        """Send the findings of a spec's last check, and take back what was sent of files that have none left."""
        assert project.checked is not None
        found = set(project.checked.findings)
        before = self._published.get(project, set())
        self._published[project] = found
        for path in sorted(found | before):
            self._publish(path)

    def _publish(self, path: str) -> None:
        """Send what all specs find in a file."""
        ones: dict[tuple[object, ...], Diagnostic] = {}
        for project in self.specs.projects.values():
            if project.checked is not None:
                ones.update((one.order, one) for one in project.checked.findings.get(path, ()))
        shown = diagnostics(ones.values(), self.wire, self.explanations.link)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(path), shown))

    def changed(self, uri: str, *, delay: float | None = None, claims: bool = False) -> None:
        """Have the specs of a file checked."""
        path = path_of_uri(uri)
        for project in self.specs.sharing(path) if path else ():
            if delay is None:
                self.checker.ask(project, claims=claims)
            else:
                self.checker.ask(project, claims=claims, delay=delay)


def guarded(server: Server, answer: Callable[[Server, Any], Any]) -> Callable[[Any], Any]:
    """Answer nothing, and say so in the log, where a defect of ours stands in the way; refusals are answers."""

    def failed(failure: Exception) -> None:
        if isinstance(failure, JsonRpcException):
            raise failure
        server.log(f"internal error: {type(failure).__name__}: {failure}")

    def answered(params: Any) -> Any:
        try:
            return answer(server, params)
        except Exception as failure:
            return failed(failure)

    async def awaited(params: Any) -> Any:
        try:
            return await answer(server, params)
        except Exception as failure:
            return failed(failure)

    return awaited if iscoroutinefunction(answer) else answered


def make_server() -> Server:
    """Return a server that answers everything it can."""
    from specgen.lsp.protocol.features import FEATURES

    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server = Server()
    for name, (answer, options) in FEATURES.items():
        server.feature(name, options)(guarded(server, answer))
    return server
