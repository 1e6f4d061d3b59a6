"""Error codes: what led to them, who can mend it, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import anchored, codes, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import ErrorCode


def error_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of error codes, each with an anchor by its name and one by its code, and a page for each."""
    errors = book.every(lambda a: a.errors)
    if not errors:
        return
    links = book.at("errors")
    ordered = sorted(errors.values(), key=lambda e: e.code)
    words = "What devices and runtimes report, by code: what led to it, who can mend it, and how."
    rows = (
        (
            anchored(str(e.code), f"code-{e.code}"),
            anchored(links.md("errors", e.name), e.name),
            plain(e.blame),
            links.inline(e.summary),
        )
        for e in ordered
    )
    yield "errors.md", join([title("Errors", words), table(("Code", "Error", "Blame", "Meaning"), rows)])
    for one in ordered:
        yield f"errors/{one.name}.md", join(_error(one, book.at(f"errors/{one.name}")))


def _error(one: ErrorCode, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(
        [
            ("Code", str(one.code)),
            ("Who can mend it", html(one.blame)),
            ("Trying again", "may help" if one.retry else ""),
            *life(one, links),
        ]
    )
    yield f"**Cause.** {links.inline(one.cause)}" if one.cause else ""
    yield f"**Remedy.** {links.inline(one.remedy)}" if one.remedy else ""
    yield links.prose(one.description)
    met = [f"Conditions: {codes(one.conditions)}."] if one.conditions else []
    if one.faults:
        met.append(f"Faults: {links.mds('faults', (f.name for f in one.faults))}.")
    yield " ".join(met)
    yield from requirements(one, links)
