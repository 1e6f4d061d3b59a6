"""Changes that the server makes: names everywhere, mends that a hint proposes, and what may be typed next."""

from __future__ import annotations

import asyncio
import re
from typing import NoReturn

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from specgen.lsp.completion import Candidate, complete
from specgen.lsp.edits import Edits
from specgen.lsp.hover import card
from specgen.lsp.protocol.asking import Question, question
from specgen.lsp.protocol.navigation import current
from specgen.lsp.protocol.server import Server
from specgen.lsp.protocol.wire import path_of_uri, uri_of
from specgen.lsp.renaming import Refused, renamable, rename, verify
from specgen.source import SourceFile

REQUEST_FAILED = -32803
_REMEMBERED = "renamed_from"
_MEANT = re.compile(r"did you mean '([^']+)'\?")


def prepare(server: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """Say whether there is a name that can be changed, and where."""
    asked = question(server, params)
    named = asked.name if asked else None
    if asked is None or named is None:
        return None
    try:
        renamable(asked.index, named[1])
    except Refused as refusal:
        _refuse(refusal)
    span = server.wire.span(asked.source, named[0].start, named[0].end)
    return types.PrepareRenamePlaceholder(span, named[0].word)


async def change_name(server: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Give a thing another name in all specs that share it, if these then have no error that they have not now."""
    asked = question(server, params)
    named = asked.name if asked else None
    if asked is None or named is None:
        return None
    symbol, name = named[1], params.new_name
    try:
        place = renamable(asked.index, symbol)
        projects = server.specs.sharing(place.file.path)
        indices = [asked.index, *(one.index for one in projects if one is not asked.project)]
        edits = rename(indices, symbol, name, remember=server.remember)

        def look() -> None:
            for project in projects:
                verify(project, edits, str(symbol[-1]), name)

        await asyncio.get_running_loop().run_in_executor(server.thread_pool, look)
    except Refused as refusal:
        _refuse(refusal)
    return _workspace_edit(server, asked, edits)


def _refuse(refusal: Refused) -> NoReturn:
    raise JsonRpcException(str(refusal), REQUEST_FAILED) from None


def _workspace_edit(server: Server, asked: Question, edits: Edits) -> types.WorkspaceEdit:
    """Return changes as an editor takes them; it shows what only remembers an old name apart, if it can."""
    workspace = server.client_capabilities.workspace
    editing = workspace.workspace_edit if workspace else None
    apart = bool(editing and editing.change_annotation_support)
    documents: list[types.TextDocumentEdit] = []
    for path in sorted(edits):
        source = _source(server, asked, path)
        made: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = []
        for one in edits[path]:
            span = server.wire.span(source, one.start, one.end)
            if one.label and apart:
                made.append(types.AnnotatedTextEdit(one.label, span, one.text))
            else:
                made.append(types.TextEdit(span, one.text))
        documents.append(
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri_of(path)), made)
        )
    if not (editing and editing.document_changes):
        plain = [
            (d.text_document.uri, [types.TextEdit(e.range, _text(e)) for e in d.edits]) for d in documents
        ]
        return types.WorkspaceEdit(changes=dict(plain))
    label = types.ChangeAnnotation("Remember the old name", needs_confirmation=False)
    used = any(isinstance(one, types.AnnotatedTextEdit) for document in documents for one in document.edits)
    return types.WorkspaceEdit(
        document_changes=list(documents), change_annotations={_REMEMBERED: label} if used else None
    )


def _text(edit: types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit) -> str:
    return edit.snippet.value if isinstance(edit, types.SnippetTextEdit) else edit.new_text


def _source(server: Server, asked: Question, path: str) -> SourceFile:
    for project in (asked.project, *server.specs.projects.values()):
        file = project.index.files.get(path)
        if file is not None:
            return current(server, file)
    return asked.source


def mends(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Offer the name that a hint proposes instead of the one that stands there."""
    path = path_of_uri(params.text_document.uri)
    text = server.specs.files.text(path) if path else None
    if path is None or text is None:
        return []
    source = SourceFile(path, text)
    found = (_mend(server, params.text_document.uri, source, one) for one in params.context.diagnostics)
    return [one for one in found if one is not None]


def _mend(server: Server, uri: str, source: SourceFile, one: types.Diagnostic) -> types.CodeAction | None:
    meant = _MEANT.search(one.message)
    if meant is None or one.source != "specgen":
        return None
    start, end = (server.wire.offset(source, place) for place in (one.range.start, one.range.end))
    written = source.text[start:end]
    words = re.findall(r"'([^']+)'", one.message[: meant.start()])
    spots = [m for word in words for m in re.finditer(rf"(?<![\w]){re.escape(word)}(?![\w])", written)]
    if not spots:
        return None
    span = server.wire.span(source, start + spots[0].start(), start + spots[0].end())
    return types.CodeAction(
        title=f"Write {meant[1]}",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[one],
        is_preferred=True,
        edit=types.WorkspaceEdit(changes={uri: [types.TextEdit(span, meant[1])]}),
    )


def completions(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """Say what may be typed at a place."""
    asked = question(server, params)
    if asked is None:
        return None
    here, found = complete(asked.index, asked.path, asked.source.text, asked.offset)
    prefix = here.prefix
    cut = 0 if here.path[:1] == ("include",) else max(prefix.rfind(sign) for sign in ".:/-*") + 1
    span = server.wire.span(asked.source, asked.offset - len(prefix) + cut, asked.offset)
    return types.CompletionList(
        is_incomplete=False, items=[_item(one, span, rank, keys=here.key) for rank, one in enumerate(found)]
    )


def _item(one: Candidate, span: types.Range, rank: int, *, keys: bool) -> types.CompletionItem:
    symbol = one.symbol
    kind = types.CompletionItemKind.Property if keys else types.CompletionItemKind.Value
    return types.CompletionItem(
        label=one.name,
        kind=types.CompletionItemKind.Reference if symbol else kind,
        detail=".".join(map(str, symbol[:-1])) if symbol else None,
        documentation=one.about or None,
        text_edit=types.TextEdit(span, one.name + one.after),
        sort_text=f"{rank:05}",
        data=list(symbol) if symbol else None,
    )


def completed(server: Server, item: types.CompletionItem) -> types.CompletionItem:
    """Say all that is known of a thing that may be typed."""
    symbol = tuple(item.data) if isinstance(item.data, list | tuple) else ()
    for project in server.specs.projects.values():
        if len(symbol) > 1 and project.index.has(symbol):
            architectures = project.checked.architectures if project.checked else {}
            text = card(project.index, architectures, symbol)
            item.documentation = types.MarkupContent(types.MarkupKind.Markdown, text)
            break
    return item
