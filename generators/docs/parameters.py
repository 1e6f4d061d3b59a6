"""Parameters and variants, side by side, and what their values rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import amount, anchored, join, number, table, title
from specgen.generators.docs.parts.quantities import quantity, rests_on
from specgen.generators.docs.parts.text import code, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.architecture import Architecture, Parameter


def parameter_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page that compares variants."""
    if not book.default.parameters and len(book.architectures) < 2:
        return
    yield "parameters.md", join(_page(book, book.at("parameters")))


def _page(book: Book, links: Links) -> Iterator[str]:
    architectures = book.architectures
    yield title("Parameters and variants", "")
    yield "## Variants"
    for name, variant in book.default.variants.items():
        yield f"- **{plain(name)}**: {links.inline(variant.summary)}"
    for variant in book.default.variants.values():
        if variant.description:
            yield f"### {plain(variant.name)}"
            yield links.prose(variant.description)
    heads = ("Name", *(plain(a.variant) for a in architectures))
    if book.default.parameters:
        yield "## Parameters"
        yield table((*heads[:1], *heads[1:], "Meaning", "Allowed"), _rows(architectures, links))
        yield from _provenance(architectures, links)
    yield "## What follows"
    yield table(heads, _figures(architectures))


def _rows(architectures: tuple[Architecture, ...], links: Links) -> Iterator[tuple[str, ...]]:
    for name, parameter in architectures[0].parameters.items():
        values = (shown(a.parameters[name]) for a in architectures)
        allowed = ", ".join(quantity(value) for value in parameter.allowed)
        yield anchored(code(name), name), *values, links.inline(parameter.summary), allowed


def shown(parameter: Parameter) -> str:
    """Return a parameter's value with its unit, as its type reads."""
    value = parameter.value
    if parameter.kind == "boolean":
        return "yes" if value else "no"
    if parameter.kind == "bytes":
        return amount(int(value))
    return number(value) if isinstance(value, int) else quantity(value)


def _provenance(architectures: tuple[Architecture, ...], links: Links) -> Iterator[str]:
    rows = [
        (code(name), plain(a.variant), shown(a.parameters[name]), rests_on(a.parameters[name].value, links))
        for name in architectures[0].parameters
        for a in architectures
    ]
    given = [row for row in rows if row[3]]
    if given:
        yield "### What the numbers rest on"
        yield table(("Parameter", "Variant", "Value", "Rests on"), given)


def _figures(architectures: tuple[Architecture, ...]) -> Iterator[tuple[str, ...]]:
    yield "Instructions", *(str(len(a.instructions)) for a in architectures)
    yield "Instances", *(str(a.instances.count if a.instances else 1) for a in architectures)
    enabled = [", ".join(n for n, e in a.extensions.items() if e.enabled) for a in architectures]
    if any(enabled):
        yield "Extensions", *map(plain, enabled)
    for name in architectures[0].memories:
        memories = [a.memories.get(name) for a in architectures]
        yield f"Size of {code(name)}", *(amount(m.size) if m else "" for m in memories)
    for name in architectures[0].memories:
        speeds = [quantity(m.bandwidth) if m else "" for m in (a.memories.get(name) for a in architectures)]
        if any(speeds):
            yield f"Bandwidth of {code(name)}", *speeds
