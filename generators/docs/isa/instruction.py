"""The page of an instruction: everything that the spec says about it, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.isa.assembly import written
from specgen.generators.docs.isa.effects import effects_section
from specgen.generators.docs.isa.evidence import checks_section, coverage_section
from specgen.generators.docs.isa.examples import examples_section
from specgen.generators.docs.isa.operands import operands_section
from specgen.generators.docs.isa.snippets import snippets_section
from specgen.generators.docs.isa.timing import timing_section
from specgen.generators.docs.parts.bits import word_diagram
from specgen.generators.docs.parts.page import facts, group_of, join, life, requirements, slug, title
from specgen.generators.docs.parts.semantics import block
from specgen.generators.docs.parts.text import html
from specgen.generators.docs.playground import tryout

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction


def instruction_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield a page for every instruction of any variant."""
    for name, (one, architecture) in book.instructions.items():
        links = book.at(f"instructions/{name}")
        yield f"{links.page}.md", join(_page(one, architecture, links))


def _page(one: Instruction, architecture: Architecture, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(_facts(one, links))
    yield links.prose(one.description)
    yield "## Assembly"
    yield written(one, architecture, links)
    yield "## Encoding"
    yield _encoding(one, links)
    yield tryout(one, architecture, links)
    yield from operands_section(one, architecture, links)
    yield "## Semantics"
    yield block(one.semantics or "# Nothing.", addresses(one, links), f"Semantics of {one.name}")
    yield from effects_section(one, architecture, links)
    yield from requirements(one, links)
    yield from examples_section(one, links)
    yield from timing_section(one, architecture, addresses(one, links), links)
    yield from coverage_section(one, links)
    yield from checks_section(one, links)
    yield from snippets_section(one, links)


def _facts(one: Instruction, links: Links) -> Iterator[tuple[str, str]]:
    variants = [a.variant for a in links.book.architectures if one.name in a.instructions]
    everywhere = len(variants) == len(links.book.architectures)
    engine = links.a("engines", one.engine.name) if one.engine else ""
    group = group_of(one)
    yield "Group", f'<a href="../instructions.html#{slug(group)}">{html(group)}</a>'
    yield "Engine", engine
    yield "Processor", links.a("processors", one.processor.name)
    yield "Format", f"{links.a('formats', one.format.name)}, {one.format.width} bits"
    yield "Extension", links.a("extensions", one.extension.name) if one.extension else ""
    yield "Variants", "" if everywhere else html(", ".join(variants))
    yield "Shadows", ", ".join(links.a("instructions", name) for name in one.shadows)
    yield from life(one, links)


def _encoding(one: Instruction, links: Links) -> str:
    digits = one.format.width // 4

    def address(field: object) -> str:
        name = getattr(field, "name", "")
        operand = any(name == f.name for f in one.operands)
        return f"#{name}" if operand else f"../formats/{one.format.name}.html#{name}"

    drawing = word_diagram(one.name, one.format, one.encoding, address)
    pairs = [
        ("Match", f"<code>{one.match:#0{digits + 2}x}</code>"),
        ("Mask", f"<code>{one.mask:#0{digits + 2}x}</code>"),
        ("Length", f"{one.format.bytes} bytes"),
    ]
    return f'<div class="sg-drawing" data-search-exclude>{drawing}</div>\n\n{facts(pairs)}'


def addresses(one: Instruction, links: Links) -> dict[str, str]:
    """The link of every name that may stand in an instruction's texts."""
    own = {f.name: f"#{f.name}" for f in one.operands} | {t.name: f"#{t.name}" for t in one.tiles}
    return links.names() | own
