"""Enums: names of a field's values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import (
    anchored,
    facts,
    join,
    life,
    requirements,
    table,
    title,
)
from specgen.generators.docs.parts.text import code

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.isa import Enum


def enum_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of enums and a page for each."""
    enums = book.every(lambda a: a.enums)
    if not enums:
        return
    index = book.at("enums")
    rows = (
        (index.md("enums", e.name), ", ".join(code(m.name) for m in e.members), index.inline(e.summary))
        for e in enums.values()
    )
    words = "Fields whose values have names. Other values of a closed enum are no instruction."
    yield "enums.md", join([title("Enums", words), table(("Enum", "Values", "Meaning"), rows)])
    for name, one in enums.items():
        yield f"enums/{name}.md", join(_page(one, book.at(f"enums/{name}")))


def _page(one: Enum, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts([("Other values", "allowed" if one.open else "illegal"), *life(one, links)])
    yield links.prose(one.description)
    yield table(
        ("Name", "Value", "Type", "Meaning"),
        (
            (
                anchored(code(m.name), m.name),
                str(m.value),
                links.md("types", m.type.name) if m.type else "",
                links.inline(m.summary),
            )
            for m in one.members
        ),
    )
    yield from requirements(one, links)
