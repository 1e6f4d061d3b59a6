"""The page of all normative sentences: whose each is, which tests cover it, and what they said last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import join, title
from specgen.generators.docs.parts.text import code, html, plain
from specgen.generators.docs.trust.proofs import STATES, anchor_of, checked, state, tested

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.trust.covered import Covered

MOST = 80
"""Where there are more sentences, each section has a page for every letter that names of its things begin with."""


def requirement_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of requirements, and where there are many those of its parts; none where the spec has none.

    Sentences have no anchors here: their own pages have, and what stands on which of these changes as a spec grows.
    """
    known = book.exhibits.requirements
    if not known:
        return
    links = book.at("requirements")
    parts = [
        title("Requirements", "Normative sentences under permanent names, and the tests that cover them.")
    ]
    parts.append(_counts(known, told=bool(book.proofs)))
    sections: dict[str, list[Covered]] = {}
    for one in known:
        sections.setdefault(one.section, []).append(one)
    for section, members in sections.items():
        parts.append(f"## {plain(section.capitalize())}")
        if len(known) <= MOST:
            parts += _things(members, links)
            continue
        letters: dict[str, list[Covered]] = {}
        for one in members:
            letters.setdefault(one.thing[:1].lower(), []).append(one)
        listed = []
        for letter, those in sorted(letters.items()):
            page = f"requirements/{section}-{letter}"
            listed.append(f"- [{plain(letter.upper())}]({page}.md): {_tally(those)}")
            head = title(f"Requirements: {section}, {letter.upper()}", "")
            yield f"{page}.md", join([head, *_things(those, book.at(page))])
        parts.append("\n".join(listed))
    yield "requirements.md", join(parts)


def _counts(known: Sequence[Covered], told: bool) -> str:
    if not told:
        return f"There are {len(known)}. What tests say of them has not been recorded."
    return f"There are {len(known)}: {_tally(known)}."


def _tally(known: Iterable[Covered]) -> str:
    counts = Counter(one.state for one in known)
    return ", ".join(f"{counts[one]} {words.lower()}" for one, words in STATES.items() if counts[one])


def _things(known: Iterable[Covered], links: Links) -> Iterator[str]:
    """The sentences of one thing after the other."""
    things: dict[tuple[str, str], list[Covered]] = {}
    for one in known:
        things.setdefault((one.section, one.thing), []).append(one)
    for (kind, name), members in things.items():
        yield f"**{links.md(kind, name)}**"
        yield "\n".join(_sentence(one, links) for one in members)
        if members[0].records:
            yield f"Beyond these, {checked(members[0])}."


def _sentence(one: Covered, links: Links) -> str:
    place = links.book.places.get((one.section, one.thing))
    name = plain(one.id)
    if place is not None and not one.part:
        home = links.to(place, ".md").partition("#")[0]
        name = f"[{name}]({html(home)}#{anchor_of(one.id)})"
    whose = f"({code(one.part)}) " if one.part else ""
    tests = "".join(f"<br>{tested(test)}" for test in one.tests)
    proof = f'<span class="sg-proof">{state(one)}{tests}</span>' if links.book.proofs else ""
    return f"- {name} {whose}{links.inline(one.text)}{proof}"
