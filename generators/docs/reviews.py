"""Pages of the rules of reviews: one each, and the table of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.book import Book
from specgen.generators.docs.finding.facets import Row, facet_bar, facet_data
from specgen.generators.docs.parts.page import join, slug, table, title
from specgen.generators.docs.parts.text import html, listing, plain

if TYPE_CHECKING:
    from specgen.generators.docs.exhibits import ReviewRule

_LETTERS = (
    "C, R, F, H and T are the compiler, the runtime, the firmware, the hardware and the tools. B: it breaks; S: it needs edits "
    "on the next build; R: a risk; c: compatible; -: not concerned."
)


def review_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the table of the rules and a page of each, where they were handed in."""
    if not book.exhibits.reviews:
        return
    yield "review.md", join(list(_index(book)))
    yield facet_data("review", map(_row, book.exhibits.reviews))
    for rule in book.exhibits.reviews:
        yield f"review/{rule.id}.md", join(list(_page(book, rule)))


def _index(book: Book) -> Iterator[str]:
    words = "What `specgen diff` finds in a change of a spec, and what it means for whom."
    yield title("Rules of reviews", words)
    yield facet_bar(book, "review")
    yield _LETTERS
    families: dict[str, list[ReviewRule]] = {}
    for rule in book.exhibits.reviews:
        families.setdefault(rule.family, []).append(rule)
    for family, rules in families.items():
        yield f"## {plain(family)} {{: #{slug(family)} }}"
        links = book.at("review")
        rows = (
            (
                f"[`{one.id}`](review/{one.id}.md)",
                f"`{one.letters}`",
                ", ".join(question for question, _ in one.questions),
                links.inline(one.summary),
            )
            for one in rules
        )
        heads = ("Rule", "C R F H T", "Questions", "What it finds")
        yield table(heads, rows)


def _row(rule: ReviewRule) -> Row:
    facets = {"About": [rule.family], "Answered badly": [question for question, _ in rule.questions]}
    effects = {f"For the {consumer}": [effect] for consumer, effect in rule.effects}
    return Row(rule.id, f"review/{rule.id}.html", rule.summary, facets | effects)


def _page(book: Book, rule: ReviewRule) -> Iterator[str]:
    links = book.at(f"review/{rule.id}")
    yield title(rule.id, links.inline(rule.summary))
    yield links.prose(rule.rationale)
    yield table(("Consumer", "Effect"), ((consumer, effect) for consumer, effect in rule.effects))
    if rule.questions:
        asked = "; ".join(told for _, told in rule.questions)
        yield f"Answered badly: {asked}."
    if rule.change:
        yield from ("## Found", links.prose(rule.note), _difference(rule.change))
        for one in rule.found:
            yield from (f"**{plain(one.message)}**", listing("\n".join(one.witness)))
        yield from (
            "## Not found",
            "The most similar change that is none of this rule:",
            _difference(rule.near),
        )
    yield "[All rules](../review.md)"


def _difference(text: str) -> str:
    """A unified diff, its lines marked as such."""
    kinds = {"+": "gi", "-": "gd", "@": "gu"}
    lines = []
    for line in text.splitlines()[2:]:
        kind = kinds.get(line[:1])
        lines.append(f'<span class="{kind}">{html(line)}</span>' if kind else html(line))
    return f'<div class="highlight"><pre tabindex="0"><code>{chr(10).join(lines)}</code></pre></div>'
