"""Pieces of code on an instruction's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import html, listing

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.isa import Instruction

_TOLD = {
    "C": "With the generated headers; `-I` names the folder of the variant.",
    "Python": "With the generated bindings.",
}


def snippets_section(one: Instruction, links: Links) -> Iterator[str]:
    """Yield how the instruction is encoded and decoded in the languages that there are bindings for."""
    found = links.book.exhibits.snippets.get(one.name, ())
    if not found:
        return
    yield "## In code"
    for language, text in found:
        yield f"### {language} {{: #in-{html(language.lower())} }}"
        yield _TOLD.get(language, "")
        yield f"<div data-search-exclude>{listing(text)}</div>"
