"""The page of all normative sentences: whose each is, which tests cover it, and what they said last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import join, title
from specgen.generators.docs.parts.text import code, html, plain
from specgen.generators.docs.trust.proofs import STATES, anchor_of, checked, state, tested

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.trust.covered import Covered


def requirement_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of requirements, by the things that have them; none where the spec has none."""
    known = book.exhibits.requirements
    if not known:
        return
    links = book.at("requirements")
    parts = [
        title("Requirements", "Normative sentences under permanent names, and the tests that cover them.")
    ]
    parts.append(_counts(known, told=bool(book.proofs)))
    of: dict[tuple[str, str], list[Covered]] = {}
    for one in known:
        of.setdefault((one.section, one.thing), []).append(one)
    section = ""
    for (kind, name), members in of.items():
        if kind != section:
            parts.append(f"## {plain(kind.capitalize())}")
            section = kind
        parts.append(f"**{links.md(kind, name)}**")
        parts.append("\n".join(_sentence(one, links) for one in members))
        if members[0].records:
            parts.append(f"All that {code(name)} does was checked, too: {checked(members[0])}.")
    yield "requirements.md", join(parts)


def _counts(known: Sequence[Covered], told: bool) -> str:
    if not told:
        return f"There are {len(known)}. What tests say of them has not been recorded."
    counts = Counter(one.state for one in known)
    each = (f"{counts[one]} {words.lower()}" for one, words in STATES.items() if counts[one])
    return f"There are {len(known)}: {', '.join(each)}."


def _sentence(one: Covered, links: Links) -> str:
    anchor = anchor_of(one.id)
    place = links.book.places.get((one.section, one.thing))
    home = "" if one.part or place is None else links.to(place, ".md").partition("#")[0]
    whose = f"({code(one.part)}) " if one.part else ""
    tests = "".join(f"<br>{tested(test)}" for test in one.tests)
    proof = f'<span class="sg-proof">{state(one)}{tests}</span>' if links.book.proofs else ""
    sentence = f"{whose}{links.inline(one.text)}{proof}"
    return f"- [{plain(one.id)}]({html(home)}#{anchor}) {sentence}\n  {{: #{anchor} .sg-requirement }}"
