"""What the pages are about: every named thing, the page it has, and links from one to another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, TypeVar

from specgen.generators.docs.exhibits import Exhibits
from specgen.generators.docs.parts.text import code, html, inline, prose
from specgen.generators.docs.source.files import Sources

if TYPE_CHECKING:
    from specgen.generators.docs.trust.covered import Covered
    from specgen.generators.docs.versions.data import Changed, Key
    from specgen.generators.target import Request
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Register, State
    from specgen.model.isa import Instruction
    from specgen.model.origin import Origin
    from specgen.semantics import Semantics

T = TypeVar("T")

#: Kinds of things with a page each, in the order in which a bare name is looked up.
PAGED = (
    "state",
    "memories",
    "instructions",
    "types",
    "enums",
    "formats",
    "layouts",
    "registers",
    "queues",
    "mailboxes",
    "traces",
    "protocols",
    "executables",
    "runtimes",
    "functions",
    "tables",
    "structures",
    "errors",
    "workloads",
    "models",
    "chips",
    "targets",
    "decisions",
)
#: Kinds of things that share a page, and the page.
LISTED = {
    "faults": "faults",
    "parameters": "parameters",
    "semaphores": "engines",
    "barriers": "engines",
    "engines": "engines",
    "processors": "engines",
    "devices": "devices",
    "links": "memories",
    "paths": "memories",
    "extensions": "extensions",
    "aliases": "aliases",
    "interrupts": "interrupts",
}
#: Kinds whose names are none of semantics.
_OUTSIDE = frozenset(
    (
        *("aliases", "devices", "extensions", "formats", "instructions", "layouts", "processors"),
        *("queues", "mailboxes", "traces", "protocols", "executables", "runtimes", "errors", "registers"),
        *("interrupts", "structures", "workloads", "models", "chips", "targets", "decisions"),
    )
)
#: Kinds whose names are words of everyday language: a bare `busy` is hardly ever the error.
_NEVER_BARE = frozenset(("chips", "decisions", "errors", "mailboxes", "runtimes", "targets", "traces"))
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Place:
    """A page (path without its suffix) and an anchor on it, which may be empty."""

    page: str
    anchor: str = ""


class Book:
    """The things of all variants; where a thing differs between them, the first that has it is shown."""

    def __init__(self, request: Request) -> None:
        self.architectures = request.architectures
        self.default = request.default
        self.exhibits = Exhibits.of(request.exhibits)
        self._semantics = request.semantics
        self._bare: dict[str, Place] = {}
        self.places = dict(self._places())
        for (kind, name), place in self.places.items():
            if kind not in _NEVER_BARE:
                self._bare.setdefault(name, place)

    @cached_property
    def instructions(self) -> dict[str, tuple[Instruction, Architecture]]:
        """Every instruction of any variant, with the first variant that has it."""
        found: dict[str, tuple[Instruction, Architecture]] = {}
        for architecture in self.architectures:
            for name, one in architecture.instructions.items():
                found.setdefault(name, (one, architecture))
        return found

    @cached_property
    def history(self) -> Mapping[Key, Sequence[Changed]]:
        """What is known of changes of things, by where these are written, the newest first."""
        from specgen.generators.docs.versions.history import history_of

        return history_of(self)

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """The names in every instruction's semantics, without those after a dot."""
        return {name: frozenset(_NAME.findall(one.semantics)) for name, (one, _) in self.instructions.items()}

    @cached_property
    def state(self) -> dict[str, State]:
        """All state; of sparse files the registers of all variants."""
        found = self.every(lambda a: a.state)
        return {name: replace(s, entries=self._entries(name)) if s.sparse else s for name, s in found.items()}

    def _entries(self, file: str) -> dict[str, Register]:
        return self.every(lambda a: a.state[file].entries if file in a.state else {})

    def every(self, of: Callable[[Architecture], Mapping[str, T]]) -> dict[str, T]:
        """The things of all variants by name."""
        found: dict[str, T] = {}
        for architecture in self.architectures:
            for name, one in of(architecture).items():
                found.setdefault(name, one)
        return found

    def some(self, has: Callable[[Architecture], bool]) -> str:
        """The variants that have something, with commas; empty where all do."""
        names = [a.variant for a in self.architectures if has(a)]
        return ", ".join(names) if len(names) < len(self.architectures) else ""

    def told(self, of: Callable[[Architecture], str]) -> str:
        """What variants say (HTML): once where they agree, else each with its variants."""
        found: dict[str, list[str]] = {}
        for architecture in self.architectures:
            if text := of(architecture):
                found.setdefault(text, []).append(html(architecture.variant))
        if len(found) < 2:
            return next(iter(found), "")
        return "; ".join(f"{text} ({', '.join(names)})" for text, names in found.items())

    def semantics(self, architecture: Architecture) -> Semantics | None:
        """What the instructions of a variant do."""
        return self._semantics.get(architecture.variant)

    def things(self, kind: str) -> Mapping[str, object]:
        """The things of a kind, by name."""
        if kind == "instructions":
            return {name: one for name, (one, _) in self.instructions.items()}
        if kind == "types":
            kinds = (lambda a: a.types, lambda a: a.fixed_types, lambda a: a.block_types)
            return {name: one for kind in kinds for name, one in self.every(kind).items()}
        if kind == "layouts":
            return {**self.every(lambda a: a.layouts), **self.every(lambda a: a.composites)}
        if kind == "tables":
            return {name: one for name, one in self.every(lambda a: a.tables).items() if not one.derived}
        return self.every(lambda a: getattr(a, kind))

    @cached_property
    def proofs(self) -> dict[str, Covered]:
        """What is known of each normative sentence, by id; nothing where no test names any."""
        known = self.exhibits.requirements
        return {one.id: one for one in known} if any(one.tests for one in known) else {}

    def thing(self, kind: str, name: str) -> object:
        """The thing of a name; None where there is none."""
        return self._things[kind].get(name)

    @cached_property
    def _things(self) -> dict[str, Mapping[str, object]]:
        return {kind: self.things(kind) for kind in (*PAGED, *LISTED)}

    def _places(self) -> Iterator[tuple[tuple[str, str], Place]]:
        for kind in PAGED:
            for name in self.things(kind):
                yield (kind, name), Place(f"{kind}/{name}")
        for kind, page in LISTED.items():
            for name in self.things(kind):
                yield (kind, name), Place(page, name)

    @cached_property
    def sources(self) -> Sources:
        """The files of the spec, and the pages that show them."""
        return Sources(self.architectures)

    def find(self, name: str) -> Place | None:
        """Where a name that stands alone is explained."""
        return self._bare.get(name)

    def at(self, page: str) -> Links:
        """The links as seen from a page."""
        return Links(self, page)


_relative = lru_cache(maxsize=1 << 13)(relpath)


class Links:
    """Links from one page. Markdown ones end in ``.md``, those in raw HTML in ``.html``."""

    def __init__(self, book: Book, page: str) -> None:
        self.book = book
        self.page = page
        self._folder = dirname(page) or "."
        self._names: dict[str, str] | None = None

    def to(self, place: Place, suffix: str = ".html") -> str:
        """The address of a place."""
        anchor = f"#{place.anchor}" if place.anchor else ""
        if place.page == self.page and anchor:
            return anchor
        return _relative(place.page + suffix, self._folder) + anchor

    def md(self, kind: str, name: str, text: str = "") -> str:
        """A Markdown link to a thing; its name alone where it has no page."""
        place = self.book.places.get((kind, name))
        shown = text or code(name)
        return f"[{shown}]({self.to(place, '.md')})" if place else shown

    def mds(self, kind: str, names: Iterable[str]) -> str:
        """Markdown links, with commas."""
        return ", ".join(self.md(kind, name) for name in names)

    def a(self, kind: str, name: str, text: str = "") -> str:
        """An HTML link to a thing; its name alone where it has no page."""
        place = self.book.places.get((kind, name))
        shown = html(text or name)
        return f'<a href="{html(self.to(place))}">{shown}</a>' if place else shown

    def source(self, origin: Origin) -> str:
        """An HTML link to the line where something is written."""
        name, line, part = self.book.sources.place(origin)
        shown = f"<code>{html(name)}:{line}</code>" if name else ""
        return f'<a href="{html(self.to(Place(part.page, f"L{line}")))}">{shown}</a>' if part else shown

    def code(self, text: str) -> str:
        """A code span, linked where it is the name of something."""
        place = self.book.find(text.strip())
        if place is None or (place.page == self.page and not place.anchor):
            return code(text)
        return f"[{code(text)}]({self.to(place, '.md')})"

    def inline(self, text: str) -> str:
        """A sentence of the spec with its names linked."""
        return inline(text, self.code)

    def prose(self, text: str) -> str:
        """A description of the spec with its names linked."""
        return prose(text, self.code)

    def names(self) -> dict[str, str]:
        """The addresses of all names that semantics may use."""
        if self._names is None:
            places = self.book.places.items()
            self._names = {name: self.to(place) for (kind, name), place in places if kind not in _OUTSIDE}
        return self._names
