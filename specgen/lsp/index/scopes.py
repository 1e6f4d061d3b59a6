"""What a name means at its place: the thing that the spec's own rules of names give it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from specgen.lsp.index import interfaces
from specgen.lsp.index.following import follow
from specgen.lsp.index.mentions import Mention
from specgen.lsp.index.slots import DEFINE
from specgen.model.merge import SECTIONS
from specgen.model.names import BUILTINS, SHARED

if TYPE_CHECKING:
    from specgen.lsp.index.index import Index, Symbol

_SECTIONS: Final = frozenset(SECTIONS)
LOCAL: Final = "<local>"
"""What stands in the path of a name that a text itself gives to a value, before that name."""


def meaning(index: Index, mention: Mention) -> Symbol | None:
    """Return what a name means, or None where it means nothing of the spec."""
    kind = mention.kind
    if kind == DEFINE:
        return mention.path
    first = kind.split(" ")
    if first[0] in _SECTIONS:
        return None if mention.before else _first(index, first, mention.word)
    scope = _SCOPES.get(kind) or interfaces.scope(kind)
    chain = (*mention.before, mention.word)
    if kind == "performance" and chain[0] == "chosen":
        chain = chain[1:] or chain
    if kind == "performance" and chain[0] in _SECTIONS and len(chain) > 1:
        found = _first(index, chain[:1], chain[1])
        chain = chain[1:]
    else:
        found = scope(index, mention, chain[0]) if scope else None
    for word in chain[1:]:
        found = follow(index, found, word) if found else None
    return found


def _first(index: Index, sections: Iterable[str], name: str) -> Symbol | None:
    return next(((section, name) for section in sections if (section, name) in index.items), None)


def shared(index: Index, name: str) -> Symbol | None:
    """Return what a name means in the one name space of texts."""
    return _first(index, SHARED, name)


def _expression(index: Index, mention: Mention, word: str) -> Symbol | None:
    path = mention.path
    if path[0] == "layouts":
        access = (*path[:4], "repeat", word)
        for own in (access, (*path[:2], "arguments", word)):
            if index.has(own):
                return own
    if path[0] == "aliases":
        return _operand(index, mention, word)
    constant = (*path[:2], "constants", word)
    return (
        constant if path[0] == "protocols" and index.has(constant) else _first(index, ("parameters",), word)
    )


def _own_field(index: Index, mention: Mention, word: str) -> Symbol | None:
    """The field of the format of the instruction that a path leads into."""
    form = index.value((*mention.path[:2], "format"))
    return index.find("formats", form, "fields", word)


def _operand(index: Index, mention: Mention, word: str) -> Symbol | None:
    """An operand: a tile or a field of an instruction, a place of an alias."""
    if mention.path[0] == "aliases":
        return (*mention.path[:2], LOCAL, word)
    tile = (*mention.path[:2], "operands", word)
    return tile if index.has(tile) else _own_field(index, mention, word)


def _value_of(index: Index, field: Symbol | None, word: str) -> Symbol | None:
    """A value of the enum of a field."""
    enum = index.value((*field, "enum")) if field else None
    return index.find("enums", enum, "values", word)


def _encoding(index: Index, mention: Mention, word: str) -> Symbol | None:
    field = _own_field(index, mention, str(mention.path[3]))
    return _value_of(index, field, word) or _expression(index, mention, word)


def _constraint(index: Index, mention: Mention, word: str) -> Symbol | None:
    own = _own_field(index, mention, word)
    text = index.value(mention.path)
    left = str(text).split(" ")[0].rstrip("=!<>")
    return (
        own or _value_of(index, _own_field(index, mention, left), word) or _expression(index, mention, word)
    )


def _body(index: Index, mention: Mention, word: str) -> Symbol | None:
    role = mention.role if not mention.before else "dot"
    if role in ("raise", "fault", "drain"):
        return _first(index, ["engines"] if role == "drain" else ["faults"], word)
    if role == "keyword" or (role == "call" and word in BUILTINS):
        return None
    if role == "dot" and ("enums", word) in index.items:
        return ("enums", word)
    own: Symbol | None = None
    if mention.path[0] == "instructions":
        own = _operand(index, mention, word)
    elif mention.path[0] == "functions":
        argument = (*mention.path[:2], "arguments", word)
        own = argument if index.has(argument) else None
    return own or shared(index, word) or _local(index, mention, word)


def _local(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A name that the text itself sets; the names of the language are none."""
    if word in BUILTINS or mention.path[-1] not in ("semantics", "body", "on_raise"):
        return None
    return (*mention.path, LOCAL, word) if word not in _WORDS else None


_WORDS: Final = frozenset(("if", "elif", "else", "for", "in", "while", "return", "raise", "and", "or", "not"))


def _element(index: Index, mention: Mention, word: str) -> Symbol | None:
    return _own_field(index, mention, word) or _first(index, ("types",), word)


def _dimension(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A dimension of a layout, or digits that it merged into one."""
    own = mention.path[:2]
    candidates = ((*own, "dims", word), (*own, "fuse", word))
    if mention.digit and any(index.has((*own, part, word + mention.digit)) for part in ("dims", "fuse")):
        return None
    return next((one for one in candidates if index.has(one)), None)


def _digits(index: Index, mention: Mention, word: str) -> Symbol | None:
    argument = (*mention.path[:2], "arguments", word)
    if not mention.digit and index.has(argument):
        return argument
    return _dimension(index, mention, word) or _expression(index, mention, word)


def _of_layout(part: str) -> Callable[[Index, Mention, str], Symbol | None]:
    """A part of the layout of the tile that a path leads into."""

    def found(index: Index, mention: Mention, word: str) -> Symbol | None:
        layout = index.value((*mention.path[:4], "layout"))
        return index.find("layouts", layout, part, word)

    return found


def _step_operand(index: Index, mention: Mention, word: str) -> Symbol | None:
    """An operand of the instruction that a step of a lowering executes."""
    instruction = index.value((*mention.path[:4], "instruction"))
    form = index.value(("instructions", instruction, "format")) if isinstance(instruction, str) else None
    tile = index.find("instructions", instruction, "operands", word)
    return tile or index.find("formats", form, "fields", word)


def _step_value(index: Index, mention: Mention, word: str) -> Symbol | None:
    operand = _step_operand(index, mention, str(mention.path[-1]))
    return _value_of(index, operand, word) or _lowering(index, mention, word)


def _lowering(index: Index, mention: Mention, word: str) -> Symbol | None:
    size = (*mention.path[:2], "tile", word)
    return size if index.has(size) else _expression(index, mention, word)


def _performance(index: Index, mention: Mention, word: str) -> Symbol | None:
    """A name in a claim: a workload, a model, a number format, a memory, a parameter."""
    if mention.role == "keyword":
        return None
    return _first(index, ("models", "types", "memories", "parameters", "workloads"), word)


def _reset(index: Index, mention: Mention, word: str) -> Symbol | None:
    return _value_of(index, mention.path[:-1], word) or _expression(index, mention, word)


_SCOPES: Final[dict[str, Callable[[Index, Mention, str], Symbol | None]]] = {
    "expression": _expression,
    "field": _own_field,
    "operand": _operand,
    "encoding": _encoding,
    "constraint": _constraint,
    "body": _body,
    "line": _operand,
    "element": _element,
    "dimension": _dimension,
    "digits": _digits,
    "tile_dimension": _of_layout("dims"),
    "tile_argument": _of_layout("arguments"),
    "step_operand": _step_operand,
    "step_value": _step_value,
    "lowering": _lowering,
    "performance": _performance,
    "reset": _reset,
}
