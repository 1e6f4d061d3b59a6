"""Facets of indexes: what the things of a kind differ in, as data that a script makes a filter of.

Without scripts an index stands as it is; while something is asked for, what fits is listed in its place. What is asked for
is in the address, so that a page may link to an answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from specgen.generators.docs.book import LISTED, PAGED
from specgen.generators.docs.finding.names import TITLES
from specgen.generators.docs.parts.page import group_of, script, slug
from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.generators.docs.finding.backlinks import Uses
    from specgen.generators.docs.finding.references import Thing

FEWEST = 6
"""Things of an index that is worth filtering."""

_KINDS = frozenset((*PAGED, "faults"))


@dataclass(frozen=True, slots=True)
class Row:
    """A thing of an index: its name, its address from the site's root, words for people, and its values by facet."""

    name: str
    address: str
    summary: str = ""
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)


def facet_data(page: str, rows: Iterable[Row]) -> tuple[str, str]:
    """Return the file of an index's facets, those left out in which all things agree."""
    listed = list(rows)
    names = dict.fromkeys(name for row in listed for name in row.facets)
    facets = {
        name: [list(dict.fromkeys(filter(None, row.facets.get(name, ())))) for row in listed]
        for name in names
    }
    kept = {name: of for name, of in facets.items() if len({tuple(values) for values in of}) > 1}
    data = {
        "facets": list(kept),
        "rows": [
            [row.name, row.address, row.summary, *(of[n] for of in kept.values())]
            for n, row in enumerate(listed)
        ],
    }
    return data_path(page), json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def data_path(page: str) -> str:
    """Return where the facets of an index are."""
    return f"assets/data/facets/{page}.json"


def facet_bar(book: Book, page: str) -> str:
    """Return the place of the filter on a page at the top of the site."""
    bar = f'<div class="sg-facets" data-facets="{html(data_path(page))}" hidden></div>'
    return f"{bar}\n\n{script('facets.js', book.at(page))}"


def add_facets(book: Book, uses: Mapping[Thing, Uses], files: MutableMapping[str, str | bytes]) -> None:
    """Put a filter on every index that is long enough, and its data beside."""
    touched = _touched(uses)
    for kind in TITLES:
        page = kind if kind in PAGED else LISTED[kind]
        text, things = files.get(f"{page}.md"), book.things(kind)
        if kind not in _KINDS or not isinstance(text, str) or len(things) < FEWEST:
            continue
        rows = (_row(book, kind, name, one, touched.get((kind, name), {})) for name, one in things.items())
        path, data = facet_data(page, rows)
        files[path] = data
        files[f"{page}.md"] = _with_bar(text, facet_bar(book, page))


def _with_bar(text: str, bar: str) -> str:
    """A page with a filter below its title and summary."""
    mark = "{: .sg-summary }\n"
    end = text.index(mark) + len(mark) if mark in text else text.index("\n") + 1
    return f"{text[:end]}\n{bar}\n{text[end:]}"


def asked(words: str, thing: Thing) -> str:
    """Return what an address asks an index for the users of a thing, by what is said of the use."""
    kind, name = thing
    return f"?{slug(_facet(words, kind))}={quote(name)}"


def _facet(words: str, kind: str) -> str:
    return f"{_VERBS[words]}: {TITLES[kind].lower()}" if words in _VERBS else TITLES[kind]


def _touched(uses: Mapping[Thing, Uses]) -> dict[Thing, dict[str, list[str]]]:
    """What each thing uses: names by facet."""
    found: dict[Thing, dict[str, list[str]]] = {}
    for (kind, name), users in uses.items():
        for words, by in users.items():
            for user in by:
                found.setdefault(user, {}).setdefault(_facet(words, kind), []).append(name)
    return found


#: What is done with a thing, as a thing is facetted by it; other uses are facetted by the kind of what is used.
_VERBS = {
    "Read by": "Reads",
    "Written by": "Writes",
    "Raised by": "Raises",
    "Signalled by": "Signals",
    "Waited for by": "Waits for",
    "Met at by": "Meets at",
}


_MADE = {"FloatType": "floating point", "FixedType": "fixed point", "BlockType": "blocks with scales"}
#: What things of a kind are by themselves.
_OWN: Mapping[str, Mapping[str, Callable[[Any], Iterable[object]]]] = {
    "instructions": {
        "Group": lambda i: [group_of(i)],
        "Engine": lambda i: [i.engine.name if i.engine else ""],
        "Width": lambda i: [f"{i.format.width} bits"],
        "Format": lambda i: [i.format.name],
    },
    "formats": {"Width": lambda f: [f"{f.width} bits"]},
    "types": {
        "Width": lambda t: [f"{getattr(t, 'element', t).width} bits"],
        "Made as": lambda t: [_MADE.get(type(t).__name__, "")],
    },
    "state": {"Role": lambda s: [s.role.replace("_", " ")], "Dimensions": lambda s: [len(s.shape)]},
    "functions": {"Runs": lambda f: ["in the host" if f.host else "in instructions"]},
    "memories": {"Kind": lambda m: [m.kind]},
    "structures": {"Size": lambda s: [f"{s.size} bytes"], "Grows": lambda s: [s.growth]},
    "workloads": {"Model": lambda w: [w.model], "Phase": lambda w: [w.phase]},
    "targets": {"Phase": lambda t: [t.phase], "For variant": lambda t: [t.variant or ""]},
    "decisions": {"State": lambda d: [d.state]},
    "errors": {
        "Who can mend it": lambda e: [e.blame],
        "Trying again": lambda e: ["may help" if e.retry else "is no use"],
    },
}
_SEVERAL = {"types": ("types", "fixed_types", "block_types"), "layouts": ("layouts", "composites")}


def _row(book: Book, kind: str, name: str, one: Any, uses: Mapping[str, Iterable[str]]) -> Row:
    place = book.places[kind, name]
    address = f"{place.page}.html" + (f"#{place.anchor}" if place.anchor else "")
    own = {title: [str(value) for value in of(one)] for title, of in _OWN.get(kind, {}).items()}
    own |= {title: list(values) for title, values in sorted(uses.items(), key=lambda use: ":" in use[0])}
    own["Status"] = [one.status]
    own["Variant"] = [
        a.variant
        for a in book.architectures
        if any(name in getattr(a, each) for each in _SEVERAL.get(kind, (kind,)))
    ]
    return Row(name, address, one.summary, own)
