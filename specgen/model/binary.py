"""A hash of what existing binaries depend on: not of words, of time, of spelling, of what is only an example."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from specgen.model.expressions import Expression
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

#: The sections of an architecture that programs, files and the two sides of an interface depend on.
SECTIONS = (
    *(
        "types",
        "fixed_types",
        "block_types",
        "integer_types",
        "enums",
        "formats",
        "faults",
        "memories",
        "layouts",
    ),
    *(
        "composites",
        "state",
        "engines",
        "processors",
        "semaphores",
        "barriers",
        "functions",
        "tables",
        "devices",
    ),
    *("instructions", "structures", "errors", "registers", "interrupts", "queues", "mailboxes", "traces"),
    "executables",
)
_WORDS = frozenset(
    {
        *("origin", "path", "summary", "description", "since", "status", "renamed_from", "retired"),
        *("requirements", "group", "source", "confidence", "unit"),
    }
)
_LEFT_OUT: dict[str, frozenset[str]] = {
    "Instruction": frozenset({"assembly", "timing"}),
    "Memory": frozenset(
        {"width", "banks", "ports", "latency", "bandwidth", "clock", "reachable_by", "kind", "backing"}
    ),
    "State": frozenset({"names", "aliases"}),
    "Processor": frozenset({"padding", "clock"}),
    "Engine": frozenset({"clock"}),
    "Dim": frozenset({"example"}),
    "Argument": frozenset({"example"}),
    "Layout": frozenset({"accesses", "banks"}),
    "ErrorCode": frozenset({"cause", "blame", "remedy", "retry"}),
    "Record": frozenset({"category"}),
    "Executable": frozenset({"suffix"}),
    "Constraint": frozenset({"text"}),
}
#: Texts of the semantics language, of which only the meaning counts.
_TEXTS = {
    "Instruction": ("semantics",),
    "Function": ("body",),
    "TrapEntry": ("body",),
    "TileOperand": ("base", "shape", "arguments"),
}
#: What is found by a name or a number: the order in which it was written means nothing.
_UNORDERED = {
    ("Format", "fields"), ("Enum", "members"), ("RegisterBlock", "registers"), ("HostRegister", "fields"),
    ("Device", "registers"), ("Instruction", "tiles"), ("Instruction", "constraints"), ("Instruction", "shadows"),
    ("Structure", "constraints"), ("ErrorCode", "conditions"), ("ErrorCode", "faults"), ("Interrupt", "when"),
    ("Semaphore", "producers"), ("Member", "bits"),
}  # fmt: skip


@lru_cache(maxsize=16)
def binary_hash(architecture: Architecture) -> str:
    """Return the SHA-256, as hexadecimal digits, of what binaries for this variant depend on.

    It is of values, not of how they were written: encodings and what instructions do, state, number formats, memories'
    addresses, layouts, structures, registers, queues, formats of files. Parameters count where what an instruction does
        names them. Words, provenance, timing, assembly, and the order of what is found by its name make no difference; nor does
    what says no more than its default, so that a spec which does not use what the language learns later keeps its hash.
    """
    return _Plain(architecture).hash()


@lru_cache(maxsize=1 << 13)
def _meaning_of(text: str) -> tuple[str, frozenset[str]]:
    """The tree of a text, as text, and the names in it: variants and versions of a spec share most of theirs."""
    import ast

    try:
        tree = ast.parse(text.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return text, frozenset()
    return ast.dump(tree), frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


class _Plain:
    """A model as plain data; whole sections refer to each other's items by name."""

    def __init__(self, architecture: Architecture) -> None:
        self._architecture = architecture
        self._names: set[str] = set()
        self._known = {
            (type(item).__name__, name): section
            for section in SECTIONS
            for name, item in getattr(architecture, section).items()
            if isinstance(item, Item)
        }

    def hash(self) -> str:
        architecture = self._architecture
        whole: dict[str, Any] = {"name": architecture.name}
        for section in SECTIONS:
            items = getattr(architecture, section)
            whole[section] = {name: self._fields(item) for name, item in items.items()}
        extensions = architecture.extensions.values()
        whole["extensions"] = sorted(e.name for e in extensions if e.enabled)
        whole["instances"] = self._fields(architecture.instances) if architecture.instances else None
        used = {n: v for n, v in architecture.constants.items() if n in self._names}
        whole["parameters"] = used
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _fields(self, item: Any) -> Any:
        """A thing's fields by name; those that say no more than their default are left out."""
        kind: type = type(item)
        found: dict[str, Any] = {"is": kind.__name__}
        for name, default, is_text, unordered in _plan(kind):
            value = getattr(item, name)
            if value is default or (value.__class__ is default.__class__ and value == default):
                continue
            if value.__class__ in _SIMPLE and not is_text:
                found[name] = value
                continue
            made = self._meaning(value) if is_text else self._plain(value)
            found[name] = _sorted(made) if unordered else made
        return found

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Item):
            section = self._known.get((type(value).__name__, value.name))
            if section is not None:
                return [section, value.name]
        if value.__class__ in _SIMPLE:
            return value
        match value:
            case bool() | int() | str():
                return value
            case bytes():
                return value.hex()
            case Fraction():
                return str(value)
            case Expression():
                return _tree(value.tree)
            case dict():
                return {str(k): self._plain(v) for k, v in value.items()}
            case list() | tuple() | range():
                return [self._plain(v) for v in value]
            case set() | frozenset():
                return sorted(str(v) for v in value)
        if is_dataclass(value):
            return self._fields(value)
        raise TypeError(f"{type(value).__name__} has no plain form")

    def _meaning(self, value: Any) -> Any:
        """Texts without comments, spaces and spellings of numbers; the names in them are remembered."""
        if isinstance(value, tuple):
            return [self._meaning(v) for v in value]
        if isinstance(value, dict):
            return {k: self._meaning(v) for k, v in value.items()}
        meaning, names = _meaning_of(str(value))
        self._names |= names
        return meaning


_SIMPLE = (int, str, bool, type(None))


@cache
def _plan(kind: type) -> tuple[tuple[str, Any, bool, bool], ...]:
    """What counts of the things of a class: (field, its default, whether it is a text, whether its order means nothing)."""
    left_out, texts = _WORDS | _LEFT_OUT.get(kind.__name__, frozenset()), _TEXTS.get(kind.__name__, ())
    found = []
    for f in fields(kind):
        if f.name not in left_out:
            default = f.default_factory() if f.default_factory is not MISSING else f.default
            found.append((f.name, default, f.name in texts, (kind.__name__, f.name) in _UNORDERED))
    return tuple(found)


def _sorted(values: Any) -> Any:
    """A list in an order of its own: by names, or by all that its elements say."""
    if all(isinstance(one, dict) and "name" in one for one in values):
        return sorted(values, key=itemgetter("name"))
    return sorted(values, key=lambda one: json.dumps(one, sort_keys=True))


def _tree(node: Any) -> Any:
    """An expression without the places of its parts in the text."""
    if isinstance(node, tuple):
        return [_tree(part) for part in node]
    if not is_dataclass(node):
        return str(node)
    parts = {f.name: getattr(node, f.name) for f in fields(node) if f.name != "offset"}
    if "operators" in parts:
        parts["operators"] = tuple(operator for operator, _ in parts["operators"])
    return {"is": type(node).__name__, **{name: _tree(part) for name, part in parts.items()}}
