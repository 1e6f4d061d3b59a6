"""What refers to what: from the resolved model, the texts of semantics, and the YAML where parameters are named.

A thing is a kind and a name, as in `Book.places`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from specgen.model.isa import Alias, Instruction
from specgen.model.item import Item, Requirement
from specgen.model.names import SHARED
from specgen.model.origin import Origin
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.semantics.effects import Effects

Thing = tuple[str, str]
"""A kind and a name."""

#: Attributes that name things instead of holding them, and the kinds where the names are looked up.
_NAMED = {
    "reachable_by": ("engines", "processors"),
    "by": ("engines", "processors"),
    "producers": ("engines", "processors"),
    "consumer": ("engines", "processors"),
    "requires": ("extensions",),
    "shadows": ("instructions",),
    "padding": ("instructions",),
    "read": ("functions",),
    "write": ("functions",),
    "instruction": ("instructions",),
    "instructions": ("instructions",),
    "path": ("paths",),
    "model": ("models",),
    "draft": ("models",),
}
#: Attributes with texts of the semantics language, where they are texts.
_TEXTS = frozenset(("arguments", "base", "body", "issue", "latency", "occupancy", "semantics", "shape"))
#: Keys of the YAML with words for people, and those whose texts have been read already.
_PROSE = frozenset(
    ("assembly", "because", "cause", "description", "remedy", "requirements", "source", "summary", *_TEXTS)
)
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_RAISED = re.compile(r"\braise\s+(\w+)")
_DOTTED = re.compile(r"\b([a-z_]+)\.(\w+)")


class References:
    """Finds what a thing refers to."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known = {(type(book.thing(*thing)), thing[1]): thing for thing in book.places}
        self._shared = {name: (kind, name) for kind, name in book.places if kind in SHARED}
        self._mnemonics: dict[str, list[Thing]] = {}
        for name, (one, _) in book.instructions.items():
            self._mnemonics.setdefault(one.mnemonic, []).append(("instructions", name))

    def of(self, thing: Thing) -> dict[Thing, None]:
        """What a thing refers to, each once, in the order found."""
        one = self._book.thing(*thing)
        found = dict.fromkeys(self._within(one, ""))
        if isinstance(one, Alias):
            words = (line.partition(" ")[0] for way in one.expansions for line in way.lines)
            found |= dict.fromkeys(user for word in words for user in self._mnemonics.get(word, ()))
        origin = getattr(one, "origin", None)
        if isinstance(origin, Origin):
            found |= dict.fromkeys(self._spelled(origin.tree.value(origin.path), thing[0]))
        found.pop(thing, None)
        return found

    def _within(self, value: object, name: str) -> Iterator[Thing]:
        if isinstance(value, str):
            yield from self._text(value, name)
        elif isinstance(value, Mapping):
            for one in value.values():
                yield from self._of(one, name)
        elif isinstance(value, tuple | list):
            for one in value:
                yield from self._of(one, name)
        elif is_dataclass(value) and not isinstance(value, type | Origin | Requirement):
            for attribute in _attributes(type(value)):
                yield from self._of(getattr(value, attribute), attribute)

    def _of(self, value: object, name: str) -> Iterator[Thing]:
        """A thing that is held ends the search: what it refers to is its own affair."""
        known = self._known.get((type(value), value.name)) if isinstance(value, Item) else None
        if known is not None:
            yield known
        else:
            yield from self._within(value, name)

    def _text(self, text: str, name: str) -> Iterator[Thing]:
        if name in _NAMED:
            yield from ((kind, text) for kind in _NAMED[name] if (kind, text) in self._book.places)
        elif name in _TEXTS:
            yield from self._words(text)
            yield from (
                ("faults", fault) for fault in _RAISED.findall(text) if ("faults", fault) in self._book.places
            )

    def _words(self, text: str) -> Iterator[Thing]:
        return (self._shared[word] for word in _NAME.findall(text) if word in self._shared)

    def _spelled(self, value: object, kind: str) -> Iterator[Thing]:
        """The parameters in texts of the YAML; in those about performance all things named by their kind, too."""
        if isinstance(value, dict):
            for key, one in value.items():
                if key not in _PROSE:
                    yield from self._parameter(key)
                    yield from self._spelled(one, "perf" if key == "perf" else kind)
        elif isinstance(value, list):
            for one in value:
                yield from self._spelled(one, kind)
        elif isinstance(value, str) and kind == "perf":
            yield from self._words(value)
            yield from (pair for pair in _DOTTED.findall(value) if pair in self._book.places)
            uses = (("workloads", word) for word in _NAME.findall(value))
            yield from (use for use in uses if use in self._book.places)
        elif isinstance(value, str):
            for word in _NAME.findall(value):
                yield from self._parameter(word)

    def _parameter(self, word: str) -> Iterator[Thing]:
        if ("parameters", word) in self._book.places:
            yield "parameters", word


@lru_cache(maxsize=256)
def _attributes(of: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(of) if one.name != "origin")


def done(instruction: Instruction, effects: Iterable[Effects]) -> Iterator[tuple[str, Thing]]:
    """What an instruction does to things: what is said of it on their pages, and the thing."""
    for one in effects:
        yield from (("Read by", ("state", access.state.name)) for access in one.reads)
        yield from (("Written by", ("state", access.state.name)) for access in one.writes)
        yield from (("Read by", ("memories", memory.name)) for memory in one.memories_read)
        yield from (("Written by", ("memories", memory.name)) for memory in one.memories_written)
        yield from (("Raised by", ("faults", fault.name)) for fault in (*one.faults, *one.faults_if_checked))
        yield from (("Signalled by", ("semaphores", signal.semaphore.name)) for signal in one.signals)
        yield from (
            ("Waited for by", ("semaphores", w.semaphore.name)) for w in one.waits if isinstance(w, ir.Wait)
        )
        yield from (("Met at by", ("barriers", w.barrier.name)) for w in one.waits if isinstance(w, ir.Meet))
        counter = ("state", instruction.processor.program_counter.name)
        yield from (("Read by", counter) for _ in range(one.reads_pc))
        yield from (("Written by", counter) for _ in range(one.writes_pc))
