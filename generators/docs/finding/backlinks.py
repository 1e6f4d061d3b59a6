"""The last section of a thing's page: who uses it. It is put there for all kinds alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING

from specgen.generators.docs.book import PAGED, Place
from specgen.generators.docs.finding.facets import asked
from specgen.generators.docs.finding.names import TITLES
from specgen.generators.docs.finding.references import References, Thing, done
from specgen.generators.docs.parts.page import table
from specgen.generators.docs.parts.text import code, html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links

#: Users by the words that stand before them: what they do with a thing, or their kind.
Uses = Mapping[str, Iterable[Thing]]

MOST = 60
"""Users named one by one; of more, how many there are is said."""

_PLURALS = {
    "aliases": "Aliases",
    "links": "Links",
    "mailboxes": "Mailboxes",
    "memories": "Memories",
    "state": "State",
}
_KINDS = {kind: _PLURALS.get(kind, f"{title}s") for kind, title in TITLES.items()}
_NAMES = frozenset(_KINDS.values())
_HEADING = re.compile(r"^(#+) (?:.*\{: #([\w-]+) \}$)?")


def uses_of(book: Book) -> dict[Thing, dict[str, dict[Thing, None]]]:
    """Return who uses each thing that has a place, by what is said of the use."""
    references, found = References(book), dict[Thing, dict[str, dict[Thing, None]]]()
    for user in book.places:
        said = dict.fromkeys(_deeds(book, user))
        known = {thing for _, thing in said}
        said |= {(_KINDS[user[0]], thing): None for thing in references.of(user) if thing not in known}
        for words, thing in said:
            if thing in book.places and thing != user:
                found.setdefault(thing, {}).setdefault(words, {})[user] = None
    return found


def _deeds(book: Book, user: Thing) -> Iterator[tuple[str, Thing]]:
    """What semantics say of an instruction, where they were handed in."""
    kind, name = user
    if kind == "instructions":
        one, architecture = book.instructions[name]
        semantics = book.semantics(architecture)
        if semantics is not None and name in semantics.programs:
            yield from done(one, semantics.effects(name))


def add_backlinks(book: Book, uses: Mapping[Thing, Uses], files: MutableMapping[str, str | bytes]) -> None:
    """Tell on the pages of things who uses them: below the thing, or where it is a row, in a table at the page's end."""
    shared: dict[str, dict[str, list[str]]] = {}
    for thing, users in uses.items():
        place = book.places[thing]
        page, links = f"{place.page}.md", book.at(place.page)
        text = files.get(page)
        if not isinstance(text, str):
            continue
        if place.anchor:
            shared.setdefault(page, {})[place.anchor] = list(_told(thing, users, links))
        else:
            files[page] = f"{text}\n## Used by\n\n{_list(_told(thing, users, links))}\n"
    for page, told in shared.items():
        files[page] = _below(str(files[page]), told)


def _told(thing: Thing, users: Uses, links: Links) -> Iterator[str]:
    """A line for each way of using it: what is done with it first."""
    for words in sorted(users, key=lambda one: one in _NAMES):
        every = list(users[words])
        named = ", ".join(links.md(kind, name) for kind, name in every[:MOST])
        yield f"{words}: {named}" + (_others(words, thing, every, links) if len(every) > MOST else "")


def _others(words: str, thing: Thing, users: list[Thing], links: Links) -> str:
    """How many more there are, with the way to all of them where an index has facets."""
    (kind, *mixed), more = dict.fromkeys(kind for kind, _ in users), f"{len(users) - MOST} more"
    if mixed or kind not in PAGED:
        return f" and {more}"
    address = links.to(Place(kind)) + asked(words, thing)
    return f' and <a href="{html(address)}">{more}</a>'


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _below(text: str, told: Mapping[str, list[str]]) -> str:
    """A page with a list at the end of each section that has one's anchor, and a table of the others."""
    left, made, opened = dict(told), list[str](), list[tuple[int, str]]()
    for line in text.rstrip("\n").split("\n"):
        heading = _HEADING.match(line)
        if heading:
            while opened and opened[-1][0] >= len(heading[1]):
                made += _ended(opened.pop(), left)
            opened.append((len(heading[1]), heading[2] or ""))
        made.append(line)
    while opened:
        made += ["", *_ended(opened.pop(), left)]
    if left:
        rows = ((f"[{code(name)}](#{name})", "; ".join(lines)) for name, lines in left.items())
        made += ["## Used by", "", table(("Name", "Used by"), rows)]
    return "\n".join(made).rstrip("\n") + "\n"


def _ended(section: tuple[int, str], left: dict[str, list[str]]) -> list[str]:
    lines = left.pop(section[1], ())
    return [_list(lines), ""] if lines else []
