"""What the server answers, by the name of the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lsprotocol import types

from specgen.lsp.protocol.changing import change_name, completed, completions, mends, prepare
from specgen.lsp.protocol.navigation import definition, highlights, hover, references, search, symbols
from specgen.lsp.protocol.server import Server
from specgen.lsp.protocol.wire import path_of_uri


def begun(server: Server, params: types.InitializeParams) -> None:
    """Take what an editor's settings say."""
    options = params.initialization_options
    if isinstance(options, dict):
        server.configure(options)


def ready(server: Server, _params: types.InitializedParams) -> None:
    """Prepare for questions."""
    server.checker.warm()


def opened(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take the text of a file, and have its spec checked."""
    path = path_of_uri(params.text_document.uri)
    if path is not None:
        server.specs.files.put(path, params.text_document.text)
        server.changed(params.text_document.uri, delay=0, claims=True)


def edited(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Take the text of a file as it is after a change."""
    path = path_of_uri(params.text_document.uri)
    if path is not None:
        document = server.workspace.get_text_document(params.text_document.uri)
        server.specs.files.put(path, document.source)
        server.changed(params.text_document.uri)


def saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Have claims computed: they take longer than the pause between two keystrokes."""
    server.changed(params.text_document.uri, claims=True)


def closed(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Go back to what is on the disk."""
    path = path_of_uri(params.text_document.uri)
    if path is not None:
        server.specs.files.drop(path)
        server.changed(params.text_document.uri)


def watched(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Look again at specs whose files something else changed."""
    for change in params.changes:
        server.changed(change.uri)


def left(server: Server, _params: None) -> None:
    """Begin no further check."""
    server.checker.close()


FEATURES: Final[dict[str, tuple[Callable[[Server, Any], Any], Any]]] = {
    types.INITIALIZE: (begun, None),
    types.INITIALIZED: (ready, None),
    types.TEXT_DOCUMENT_HOVER: (hover, None),
    types.TEXT_DOCUMENT_DEFINITION: (definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (references, None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (highlights, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (symbols, None),
    types.WORKSPACE_SYMBOL: (search, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (prepare, None),
    types.TEXT_DOCUMENT_RENAME: (change_name, types.RenameOptions(prepare_provider=True)),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        mends,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    ),
    types.TEXT_DOCUMENT_COMPLETION: (
        completions,
        types.CompletionOptions(trigger_characters=[".", ":", "{", "["], resolve_provider=True),
    ),
    types.COMPLETION_ITEM_RESOLVE: (completed, None),
    types.TEXT_DOCUMENT_DID_OPEN: (opened, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (edited, None),
    types.TEXT_DOCUMENT_DID_SAVE: (saved, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (closed, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (watched, None),
    types.SHUTDOWN: (left, None),
}
