"""Formats: how a word is divided, and which instructions use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.bits import word_diagram
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
    from specgen.model.isa import Field, Format


def format_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of formats and a page for each."""
    formats = book.every(lambda a: a.formats)
    if not formats:
        return
    users = {
        name: [n for n, (i, _) in book.instructions.items() if i.format.name == name] for name in formats
    }
    index = book.at("formats")
    rows = (
        (index.md("formats", f.name), str(f.width), str(len(users[f.name])), index.inline(f.summary))
        for f in sorted(formats.values(), key=lambda f: f.width)
    )
    words = "Every instruction has one of these formats: a width, and fields with their bits."
    yield (
        "formats.md",
        join([title("Formats", words), table(("Format", "Bits", "Instructions", "Meaning"), rows)]),
    )
    for name, one in formats.items():
        yield f"formats/{name}.md", join(_page(one, book.at(f"formats/{name}")))


def _page(one: Format, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts([("Width", f"{one.width} bits"), *life(one, links)])
    yield links.prose(one.description)
    drawing = word_diagram(one.name, one, {}, lambda field: f"#{field.name}")
    yield f'<div class="sg-drawing" data-search-exclude>{drawing}</div>'
    yield "## Fields"
    yield table(
        ("Field", "Bits", "Width", "Values", "Read as", "Meaning"), (_field(f, links) for f in one.fields)
    )
    yield from requirements(one, links)


def _field(field: Field, links: Links) -> tuple[str, ...]:
    pieces = " ".join(str(p.high) if p.high == p.low else f"{p.high}:{p.low}" for p in field.pieces)
    if field.reserved is not None:
        values = "zero" if field.reserved == "zero" else "any, ignored"
    else:
        values = links.md("enums", field.enum.name) if field.enum else f"{field.low}..{field.high}"
    name = anchored(code(field.name), field.name)
    return name, code(pieces), str(field.width), values, reading(field), links.inline(field.summary)


def reading(field: Field) -> str:
    """Return how raw bits become the field's value, where they are not the value themselves."""
    parts = ["signed"] if field.signed else []
    if field.scale != 1 or field.bias:
        times = f" × {field.scale}" if field.scale != 1 else ""
        plus = f" {'+' if field.bias > 0 else '−'} {abs(field.bias)}" if field.bias else ""
        parts.append(code(f"raw{times}{plus}"))
    return ", ".join(parts)
