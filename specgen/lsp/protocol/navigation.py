"""Answers about names: what they mean, where they are given, where they are used, what a file declares."""

from __future__ import annotations

from lsprotocol import types

from specgen.lsp.hover import card, key_card, shown_value
from specgen.lsp.index.cursor import spot_at
from specgen.lsp.index.index import FileIndex, Place
from specgen.lsp.index.slots import EXPRESSION, at
from specgen.lsp.protocol.asking import Positional, Question, question
from specgen.lsp.protocol.server import Server
from specgen.lsp.protocol.wire import uri_of
from specgen.lsp.symbols import Outline, matching, outline
from specgen.source import SourceFile

_KINDS = {
    "parameters": types.SymbolKind.Constant,
    "enums": types.SymbolKind.Enum,
    "values": types.SymbolKind.EnumMember,
    "fields": types.SymbolKind.Field,
    "bits": types.SymbolKind.Field,
    "instructions": types.SymbolKind.Method,
    "aliases": types.SymbolKind.Method,
    "functions": types.SymbolKind.Function,
    "structures": types.SymbolKind.Struct,
    "formats": types.SymbolKind.Struct,
    "registers": types.SymbolKind.Property,
    "state": types.SymbolKind.Variable,
    "types": types.SymbolKind.TypeParameter,
    "layouts": types.SymbolKind.Array,
}


def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """Say what a name is, what an expression is worth, or what a key is for."""
    asked = question(server, params)
    if asked is None:
        return None
    architectures = asked.project.checked.architectures if asked.project.checked else {}
    named, spot = asked.name, _spot(asked)
    parts = [card(asked.index, architectures, named[1])] if named else []
    if spot is not None and not spot[1]:
        value = asked.index.files[asked.path].tree.value(spot[0])
        slot = at(spot[0])
        if isinstance(value, str) and slot is not None and slot.kind == EXPRESSION:
            parts.insert(0, shown_value(architectures, value))
    if spot is not None and not any(parts):
        parts = [key_card(spot[0])]
    text = "\n\n---\n\n".join(filter(None, parts))
    if not text:
        return None
    span = server.wire.span(asked.source, named[0].start, named[0].end) if named else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), span)


def _spot(asked: Question) -> tuple[tuple[str | int, ...], bool] | None:
    """The path of what stands at a place, and whether that is its key."""
    file = asked.index.files.get(asked.path)
    if file is None:
        return None
    spot = spot_at(file.tree, asked.offset)
    return spot.path, spot.key


def definition(server: Server, params: types.DefinitionParams) -> list[types.Location]:
    """Say where a name is given to what it means, or which file an include reads."""
    asked = question(server, params)
    named = asked.name if asked else None
    if asked is None:
        return []
    if named is None:
        return _included(asked)
    found = asked.index.definition(named[1])
    return [_location(server, found)] if found else []


def _included(asked: Question) -> list[types.Location]:
    from specgen.lsp.protocol.including import included

    nowhere = types.Range(types.Position(0, 0), types.Position(0, 0))
    return [types.Location(uri_of(path), nowhere) for path in included(asked)]


def references(server: Server, params: types.ReferenceParams) -> list[types.Location]:
    """Say where a thing is named, in all specs that share it."""
    asked = question(server, params)
    named = asked.name if asked else None
    if asked is None or named is None:
        return []
    places = [
        one
        for project in server.specs.sharing(asked.path)
        for one in project.index.occurrences(named[1])
        if params.context.include_declaration or one.mention.path != named[1]
    ]
    found = {(one.file.path, one.mention.start): one for one in places}
    return [_location(server, found[key]) for key in sorted(found)]


def highlights(server: Server, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """Say where in a file the same thing is named."""
    asked = question(server, params)
    named = asked.name if asked else None
    if asked is None or named is None:
        return []
    places = [one for one in asked.index.occurrences(named[1]) if one.file.path == asked.path]
    wire, source = server.wire, asked.source
    return [types.DocumentHighlight(wire.span(source, p.mention.start, p.mention.end)) for p in places]


def _location(server: Server, place: Place) -> types.Location:
    source = current(server, place.file)
    return types.Location(
        uri_of(place.file.path), server.wire.span(source, place.mention.start, place.mention.end)
    )


def current(server: Server, file: FileIndex) -> SourceFile:
    """Return a file as the editor has it: the tree of broken YAML may lack some of its lines."""
    text = server.specs.files.text(file.path)
    known = file.tree.file
    return known if text is None or text == known.text else SourceFile(known.path, text)


def symbols(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """Say what a file declares."""
    asked = question(server, _Beginning(params.text_document))
    file = asked.index.files.get(asked.path) if asked else None
    if asked is None or file is None:
        return []
    return [_symbol(server, asked.source, one) for one in outline(file)]


class _Beginning:
    """The first place of a file."""

    def __init__(self, document: types.TextDocumentIdentifier) -> None:
        self.text_document = document
        self.position = types.Position(0, 0)


def _symbol(server: Server, source: SourceFile, one: Outline) -> types.DocumentSymbol:
    end = max(one.last, one.first + len(source.text[one.first : one.end].rstrip()))
    return types.DocumentSymbol(
        name=one.name,
        detail=one.detail,
        kind=_kind(one.path),
        range=server.wire.span(source, one.first, end),
        selection_range=server.wire.span(source, one.first, one.last),
        children=[_symbol(server, source, inner) for inner in one.inner],
    )


def _kind(path: tuple[str | int, ...]) -> types.SymbolKind:
    if len(path) == 1:
        return types.SymbolKind.Namespace
    return _KINDS.get(str(path[-2]), types.SymbolKind.Object)


def search(server: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    """Say what all specs declare under a name."""
    indices = [project.index for project in server.specs.projects.values()]
    found = {(one.file.path, one.mention.start): one for one in matching(indices, params.query)}
    return [
        types.WorkspaceSymbol(
            name=one.mention.word,
            kind=_kind(one.mention.path),
            location=_location(server, one),
            container_name=".".join(map(str, one.mention.path[:-1])),
        )
        for one in found.values()
    ]


__all__ = ["Positional", "current", "definition", "highlights", "hover", "references", "search", "symbols"]
