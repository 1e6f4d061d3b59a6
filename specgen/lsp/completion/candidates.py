"""Names that may stand at a place, by its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from specgen.data import frozen
from specgen.lsp.index.cursor import Path
from specgen.lsp.index.following import parts_of
from specgen.lsp.index.index import Index, Symbol
from specgen.lsp.index.mentions import Mention
from specgen.lsp.index.scopes import LOCAL
from specgen.lsp.index.words import words
from specgen.model.merge import SECTIONS
from specgen.model.names import BUILTINS, SHARED

_SECTIONS: Final = frozenset(SECTIONS)
_TYPES: Final = ("u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f16", "f32", "f64")
_FUNCTIONS: Final = ("min", "max", "abs", "ceildiv", "log2", "align")
_STYLES: Final = ("hex", "label", "address")


@frozen()
class Candidate:
    """A name that may be typed: what it means, if it is of the spec; ``about`` it in words; ``after`` it."""

    name: str
    symbol: Symbol | None = None
    about: str = ""
    after: str = ""


def names(index: Index, path: Path, kind: str, text: str) -> Iterator[Candidate]:
    """Yield what may stand where ``text`` was typed before the cursor."""
    dotted = _dotted(text)
    if dotted:
        yield from _behind_dot(index, path, kind, dotted)
        return
    sections = kind.split(" ")
    if sections[0] in _SECTIONS:
        for section in sections:
            yield from of_symbols(index, (section,))
        if "types" in sections:
            yield from map(Candidate, _TYPES)
        return
    if kind == "template":
        yield from _template(index, path, text)
        return
    yield from _by_kind(index, path, kind, text)


def of_symbols(index: Index, path: Path) -> Iterator[Candidate]:
    """Yield what is declared under a path."""
    yield from (Candidate(name, (*path, name), summary(index, (*path, name))) for name in index.names(path))


def summary(index: Index, symbol: Symbol) -> str:
    """Return the sentence that says what something is."""
    given = index.value(symbol)
    return str(given.get("summary") or "") if isinstance(given, dict) else ""


def _dotted(text: str) -> tuple[str, ...]:
    """Return the names before the last dot of the word that is being typed."""
    word = text[len(text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")) :]
    parts = word.split(".")
    return tuple(parts[:-1]) if len(parts) > 1 and all(parts[:-1]) else ()


def _behind_dot(index: Index, path: Path, kind: str, dotted: tuple[str, ...]) -> Iterator[Candidate]:
    base = index.meaning(Mention(dotted[-1], 0, 0, path, kind, dotted[:-1], "dot"))
    if base is not None:
        for symbol in parts_of(index, base):
            yield Candidate(str(symbol[-1]), symbol, summary(index, symbol))


def _template(index: Index, path: Path, text: str) -> Iterator[Candidate]:
    """Yield operands behind ``{``, styles and register files behind ``:``."""
    inside = text.rpartition("{")[2] if "{" in text else None
    if inside is None or "}" in inside:
        return
    if ":" in inside:
        yield from (Candidate(style) for style in _STYLES)
        yield from of_symbols(index, ("state",))
    else:
        yield from _operands(index, path)


def _operands(index: Index, path: Path) -> Iterator[Candidate]:
    own = path[:2]
    if own[0] == "functions":
        yield from of_symbols(index, (*own, "arguments"))
        return
    yield from of_symbols(index, (*own, "operands"))
    form = index.value((*own, "format"))
    if isinstance(form, str):
        fields = of_symbols(index, ("formats", form, "fields"))
        yield from (one for one in fields if not one.name.startswith("reserved"))


def _by_kind(index: Index, path: Path, kind: str, text: str) -> Iterator[Candidate]:
    if kind == "body":
        yield from _operands(index, path)
        for section in (*SHARED, "faults", "engines"):
            yield from of_symbols(index, (section,))
        locals_ = {word.text for word in words(text)}
        meant = (Mention(name, 0, 0, path, kind) for name in sorted(locals_))
        yield from (Candidate(m.word) for m in meant if LOCAL in (index.meaning(m) or ()))
        yield from (Candidate(name) for name in sorted(BUILTINS))
        return
    if kind in ("field", "constraint", "element"):
        yield from _operands(index, path)
    if kind in ("encoding", "step_value", "reset"):
        yield from _values(index, path, kind)
    if kind in ("expression", "encoding", "constraint", "lowering", "condition", "protocol", "step_value"):
        yield from of_symbols(index, ("parameters",))
        yield from map(Candidate, _FUNCTIONS if kind == "expression" else ())
    if kind == "element":
        yield from of_symbols(index, ("types",))
        yield from map(Candidate, _TYPES)
    yield from _meaning(index, path, kind)


def _values(index: Index, path: Path, kind: str) -> Iterator[Candidate]:
    """The values of the enum of the field that a path is about."""
    of = {"encoding": "field", "step_value": "step_operand"}.get(kind)
    field = path[:-1] if of is None else index.meaning(Mention(str(path[-1]), 0, 0, path, of))
    enum = index.value((*field, "enum")) if field else None
    if isinstance(enum, str):
        yield from of_symbols(index, ("enums", enum, "values"))


def _meaning(index: Index, path: Path, kind: str) -> Iterator[Candidate]:
    """All names that would mean something there: tried one by one, for kinds that depend on much around them."""
    if kind in ("body", "expression", "field", "encoding", "constraint", "element", "performance"):
        return
    for name in _all_names(index):
        symbol = index.meaning(Mention(name, 0, 0, path, kind))
        if symbol is not None:
            yield Candidate(name, symbol, summary(index, symbol))


def _all_names(index: Index) -> Iterable[str]:
    return dict.fromkeys(one.mention.word for one in index.definitions())
