"""Builds the tree of one document from parser events, refusing what a spec must not say."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import Any, Final

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
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
from specgen.source.parser import EventSource
from specgen.source.scalars import Refusal, meaning, short_meaning
from specgen.source.tree import Tree

_SHORT: Final = 80
_EVENTS_END_AT: Final = (StreamEndEvent, type(None))


class GivenUp(Exception):  # noqa: N818
    """The rest of the file is not read; why was reported."""


class Builder:
    """Builds one tree. The values of refused keys are read, for what is wrong in them, and left out."""

    def __init__(self, file: SourceFile, diagnostics: Diagnostics, limits: Limits) -> None:
        self._file = file
        self._diagnostics = diagnostics
        self._limits = limits
        self._findings = 0
        self._depth = 0
        self._tables: dict[int, array[int]] = {}
        self._unusable: set[tuple[int, str | int]] = set()
        self._get: Callable[[], Any]

    def build(self, parser: EventSource) -> Tree:
        """Return the tree of the only document; raises YAMLError and GivenUp."""
        get = parser.get_event
        self._get = self._counted(get) if len(self._file.text) > self._limits.nodes else get
        data, start, documents = None, 0, 0
        while type(event := self._get()) not in _EVENTS_END_AT:
            if type(event) is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    hint = "one file holds one document: put the other into a file of its own"
                    self._refuse("yaml-documents", "a second document begins here", event, hint=hint)
                    raise GivenUp
            elif isinstance(event, NodeEvent):
                start = event.start_mark.index
                data = self._value(event, [data], 0)
        return Tree(self._file, data, start, self._tables, frozenset(self._unusable))

    def _mapping(self) -> dict[str, Any]:
        get = self._get
        items: dict[str, Any] = {}
        places = array("I")
        place = places.append
        while type(event := get()) is not MappingEndEvent:
            key = event.value if type(event) is ScalarEvent else None
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
                    value = self._refuse_value(value, event, items, key)
            if key is None:
                del places[-2:]
            else:
                items[key] = value
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
                    value = self._refuse_value(value, event, items, len(items))
            items.append(value)
        self._tables[id(items)] = places
        return items

    def _value(self, event: Any, container: object, key: str | int | None) -> Any:  # noqa: ANN401
        """Return the value that begins with `event` and will stand in `container` under `key`."""
        if isinstance(event, AliasEvent):
            hint = "write the value out, or name it once as a parameter"
            self._refuse("yaml-alias", f"an alias: *{event.anchor}", event, hint=hint)
            self._unusable.add((id(container), key if key is not None else ""))
            return None
        self._refuse_properties(event)
        if isinstance(event, ScalarEvent):
            value = event.value if event.style else meaning(event.value)
            return self._refuse_value(value, event, container, key) if isinstance(value, Refusal) else value
        self._depth += 1
        if self._depth > self._limits.depth:
            message = f"nested more than {self._limits.depth} deep"
            self._refuse("yaml-limit", message, event, hint="a spec is nested a few levels deep")
            raise GivenUp
        value = self._mapping() if isinstance(event, MappingStartEvent) else self._sequence()
        self._depth -= 1
        return value

    def _checked_key(self, event: Any, key: str | None, items: dict[str, Any], places: array[int]) -> str | None:  # noqa: ANN401
        """Return the key, or None where it is refused: its value is then read and left out."""
        if key is None:
            self._refuse_complex_key(event)
            return None
        self._refuse_properties(event)
        if not key:
            self._refuse("yaml-key", "a key is missing before ':'", event, hint='an empty key is written ""')
        elif key == "<<" and not event.style:
            self._refuse("yaml-merge-key", "a merge key", event, hint="write the keys out")
        elif key in items:
            first = self._file.at(places[2 * list(items).index(key)], len(key))
            self._refuse(
                "yaml-duplicate-key", f"{key!r} is given twice", event, [Related(first, "first given here")], len(key)
            )
        else:
            return key
        return None

    def _refuse_complex_key(self, event: Any) -> None:  # noqa: ANN401
        if isinstance(event, AliasEvent):
            self._value(event, None, None)
            return
        kind = "a mapping" if isinstance(event, MappingStartEvent) else "a list"
        hint = f"{kind} cannot be a key; quote it if it is text"
        self._refuse("yaml-key", f"{kind} as a key", event, hint=hint)
        depth = 1
        while depth:
            event = self._get()
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)

    def _refuse_properties(self, event: Any) -> None:  # noqa: ANN401
        if event.anchor is not None:
            hint = "write the value out where it is needed"
            self._refuse("yaml-anchor", f"an anchor: &{event.anchor}", event, hint=hint, sign="&")
        if event.tag is not None:
            self._refuse("yaml-tag", "a tag", event, hint="quote the text if it begins with '!'", sign="!")

    def _refuse_value(self, refusal: Refusal, event: Any, container: object, key: str | int | None) -> None:  # noqa: ANN401
        self._refuse(refusal.rule, refusal.message, event, length=len(event.value), hint=refusal.hint)
        self._unusable.add((id(container), key if key is not None else ""))

    def _refuse(
        self,
        rule: str,
        message: str,
        event: Any,  # noqa: ANN401
        related: Iterable[Related] = (),
        length: int = 1,
        hint: str | None = None,
        sign: str = "",
    ) -> None:
        """Report at `event`, or at the `sign` that its properties hold. Raises GivenUp at too many findings."""
        offset = self._file.text.find(sign, event.start_mark.index)
        self._diagnostics.error(rule, message, self._file.at(offset, length), related=related, hint=hint)
        self._findings += 1
        if self._findings >= self._limits.findings:
            message = f"more than {self._findings} findings in this file; the rest of it was not read"
            self._diagnostics.error("yaml-limit", message, self._file.at(event.start_mark.index))
            raise GivenUp

    def _counted(self, get: Callable[[], Any]) -> Callable[[], Any]:
        """Return `get` with a limit: a file of millions of values is given up."""
        left = self._limits.nodes

        def counted() -> Any:  # noqa: ANN401
            nonlocal left
            left -= 1
            event = get()
            if left < 0:
                message = f"this file holds more than {self._limits.nodes} values"
                self._refuse("yaml-limit", message, event, hint="split it into several files and include them")
                raise GivenUp
            return event

        return counted
