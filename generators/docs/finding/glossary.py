"""The words of the field that a spec's pages use, what each means here, and where it is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING

from specgen.generators.docs.finding.terms import TERMS, Term
from specgen.generators.docs.parts.page import join, slug, title
from specgen.generators.docs.parts.text import html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links

_OWN = {"extensions": "extension", "processors": "processor", "engines": "engine", "memories": "memory"}
"""Kinds whose names are words of a spec's own, and what one is called."""


def anchor_of(term: Term) -> str:
    """Return the place of a term on the page."""
    return slug(term.name)


def terms_of(pages: Collection[str]) -> list[Term]:
    """Return the terms that a site of these pages needs: those of pages that it has."""
    return [term for term in TERMS if f"{term.page}.md" in pages]


def add_glossary(book: Book, files: MutableMapping[str, str | bytes]) -> None:
    """Write the glossary, and lead to its terms from the page that shows each."""
    terms = terms_of(files)
    files["glossary.md"] = join(_page(book, terms))
    shown: dict[str, list[Term]] = {}
    for term in terms:
        shown.setdefault(f"{term.page}.md", []).append(term)
    for page, words in shown.items():
        text = files[page]
        if isinstance(text, str):
            listed = ", ".join(f"[{term.name}](glossary.md#{anchor_of(term)})" for term in words)
            files[page] = f"{text.rstrip()}\n\nWords: {listed}.\n"


def _page(book: Book, terms: Iterable[Term]) -> Iterator[str]:
    yield title("Glossary", "The words of the field that these pages use, and what they mean here.")
    links = book.at("glossary")
    entries: Mapping[str, str] = dict(_entries(terms)) | dict(_own(book, links))
    letters: dict[str, list[str]] = {}
    for name in sorted(entries, key=str.casefold):
        letters.setdefault(name[0].upper(), []).append(entries[name])
    for letter, found in letters.items():
        yield f"## {plain(letter)} {{: #letter-{slug(letter)} }}"
        yield f'<dl class="sg-terms">{"".join(found)}</dl>'


def _entries(terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    for term in terms:
        seen = f'<a href="{term.page}.html">{html(term.shown)}</a>'
        name = f'<dfn id="{anchor_of(term)}">{html(term.name)}</dfn>'
        yield term.name, f"<dt>{name}</dt><dd>{html(term.meaning)} See {seen}.</dd>"


def _own(book: Book, links: Links) -> Iterator[tuple[str, str]]:
    """What the spec itself names, and sums up."""
    for kind, called in _OWN.items():
        for name, one in book.things(kind).items():
            summary = str(getattr(one, "summary", ""))
            if summary:
                said = f"<dfn>{links.a(kind, name)}</dfn>, {html(called)}"
                yield f"{name} ({called})", f"<dt>{said}</dt><dd>{html(_bare(summary))}</dd>"


def _bare(summary: str) -> str:
    """A sentence of the spec on one line, without its marks of code."""
    return " ".join(summary.replace("`", "").split())
