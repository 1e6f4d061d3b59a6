"""Builds the tree of one document from parser events, refusing what a spec must not say."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import Any, Final

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from specgen.source.diagnostics import Diagnostics, Related
from specgen.source.files import SourceFile
from specgen.source.limits import Limits
from specgen.source.parser import Event, EventSource
from specgen.source.scalars import Refusal, meaning, short_meaning
from specgen.source.tree import Tree

Value = Any
_SHORT: Final = 80


class GivenUp(Exception):
    """The rest of the file is not read; why was reported."""


class Builder:
    """Builds one tree. The values of refused keys are read, for what is wrong in them, and left out."""

    def __init__(self, file: SourceFile, diagnostics: Diagnostics, limits: Limits) -> None:
        self._file = file
        self._diagnostics = diagnostics
        self._limits = limits
        self._findings = 0
        self._depth = 0
        self._left = limits.nodes
        self._tables: dict[int, array[int]] = {}
        self._unusable: set[tuple[int, str | int]] = set()
        self._get: Callable[[], Event]

    def build(self, parser: EventSource) -> Tree:
        """Return the tree of the only document; raises YAMLError and GivenUp."""
        self._get = parser.get_event
        data, start, documents = None, 0, 0
        while type(event := self._get()) is not StreamEndEvent:
            if type(event) is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    hint = "one file holds one document: put the other into a file of its own"
                    self._refuse("yaml-documents", "a second document begins here", event, hint=hint)
                    raise GivenUp
            elif issubclass(type(event), NodeEvent):
                start = event.start_mark.index
                data = self._value(event, [data], 0)
        return Tree(self._file, data, start, self._tables, frozenset(self._unusable))

    def _mapping(self) -> dict[str, Any]:
        get = self._get
        items: dict[str, Any] = {}
        places = array("I")
        place = places.append
        while type(event := get()) is not MappingEndEvent:
            key: str | None = event.value if type(event) is ScalarEvent else None
            if not key or event.tag or event.anchor or key in items or key == "<<":
                key = self._checked_key(event, key, items, places)
            place(event.start_mark.index)
            event = get()
            place(event.start_mark.index)
            if type(event) is not ScalarEvent or event.tag or event.anchor:
                value = self._value(event, items, key)
            else:
                text = event.value
                value = text if event.style else short_meaning(text) if len(text) < _SHORT else meaning(text)
                if type(value) is Refusal:
                    self._refuse_value(value, event, items, key)
                    value = None
            if key is None:
                del places[-2:]
            else:
                items[key] = value
        self._count(2 * len(items) + 2, event)
        self._tables[id(items)] = places
        return items

    def _sequence(self) -> list[Any]:
        get = self._get
        items: list[Any] = []
        places = array("I")
        while type(event := get()) is not SequenceEndEvent:
            places.append(event.start_mark.index)
            if type(event) is not ScalarEvent or event.tag or event.anchor:
                value = self._value(event, items, len(items))
            else:
                text = event.value
                value = text if event.style else short_meaning(text) if len(text) < _SHORT else meaning(text)
                if type(value) is Refusal:
                    self._refuse_value(value, event, items, len(items))
                    value = None
            items.append(value)
        self._count(len(items) + 2, event)
        self._tables[id(items)] = places
        return items

    def _value(self, event: Event, container: object, key: str | int | None) -> Value:
        """Return the value that begins with `event` and will stand in `container` under `key`."""
        if type(event) is AliasEvent:
            name, hint = f"*{event.anchor}", "write the value out, or name it once as a parameter"
            self._refuse("yaml-alias", f"an alias: {name}", event, length=len(name), hint=hint)
            self._unusable.add((id(container), key if key is not None else ""))
            return None
        self._refuse_properties(event)
        if type(event) is ScalarEvent:
            value = event.value if event.style else meaning(event.value)
            if not isinstance(value, Refusal):
                return value
            self._refuse_value(value, event, container, key)
            return None
        self._depth += 1
        if self._depth > self._limits.depth:
            message = f"nested more than {self._limits.depth} deep"
            self._refuse("yaml-limit", message, event, hint="a spec is nested a few levels deep")
            raise GivenUp
        made = self._mapping() if type(event) is MappingStartEvent else self._sequence()
        self._depth -= 1
        return made

    def _checked_key(
        self,
        event: Event,
        key: str | None,
        items: dict[str, Any],
        places: array[int],
    ) -> str | None:
        """Return the key, or None where it is refused: its value is then read and left out."""
        if key is None:
            self._refuse_complex_key(event)
            return None
        self._refuse_properties(event)
        if not key:
            self._refuse("yaml-key", "a key is missing before ':'", event, hint="a key is not empty")
        elif key == "<<" and not event.style:
            self._refuse("yaml-merge-key", "a merge key", event, hint="write the keys out")
        elif key in items:
            first = self._file.at(places[2 * list(items).index(key)], len(key))
            related = [Related(first, "first given here")]
            self._refuse("yaml-duplicate-key", f"{key!r} is given twice", event, related, len(key))
        else:
            return key
        return None

    def _refuse_complex_key(self, event: Event) -> None:
        if type(event) is not AliasEvent:
            kind = "a mapping" if type(event) is MappingStartEvent else "a list"
            self._refuse("yaml-key", f"{kind} as a key", event, hint="quote it if it is text")
        self._value(event, [], 0)

    def _refuse_properties(self, event: Event) -> None:
        if event.anchor is not None:
            hint = "write the value out where it is needed"
            self._refuse("yaml-anchor", f"an anchor: &{event.anchor}", event, hint=hint, sign="&")
        if event.tag is not None:
            self._refuse("yaml-tag", "a tag", event, hint="quote the text if it begins with '!'", sign="!")

    def _refuse_value(
        self,
        refusal: Refusal,
        event: Event,
        container: object,
        key: str | int | None,
    ) -> None:
        self._refuse(refusal.rule, refusal.message, event, length=len(event.value), hint=refusal.hint)
        self._unusable.add((id(container), key if key is not None else ""))

    def _refuse(
        self,
        rule: str,
        message: str,
        event: Event,
        related: Iterable[Related] = (),
        length: int = 1,
        hint: str | None = None,
        sign: str = "",
    ) -> None:
        """Report at `event`, or at the `sign` that it holds. Raises GivenUp at too many findings."""
        offset = self._file.text.find(sign, event.start_mark.index)
        self._diagnostics.error(rule, message, self._file.at(offset, length), related=related, hint=hint)
        self._findings += 1
        if self._findings >= self._limits.findings:
            message = f"more than {self._findings} findings in this file; the rest of it was not read"
            self._diagnostics.error("yaml-limit", message, self._file.at(event.start_mark.index))
            raise GivenUp

    def _count(self, values: int, end: Event) -> None:
        """Count the values of what ends here: a file of millions of them is given up."""
        self._left -= values
        if self._left < 0:
            message = f"this file holds more than {self._limits.nodes} values"
            self._refuse("yaml-limit", message, end, hint="split it and include the parts")
            raise GivenUp
