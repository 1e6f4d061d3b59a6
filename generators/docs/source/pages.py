"""Pages of the spec's files: every line with an anchor of its own, names that have pages linked to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import join, title
from specgen.generators.docs.parts.text import code, html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.source.files import Part
    from specgen.source import SourceFile

_KEYS = {
    "format": "formats",
    "engine": "engines",
    "processor": "processors",
    "memory": "memories",
    "layout": "layouts",
    "enum": "enums",
    "extension": "extensions",
    "type": "types",
    "element": "types",
    "view_of": "state",
    "instruction": "instructions",
    "structure": "structures",
    "semaphore": "semaphores",
    "workload": "workloads",
    "chip": "chips",
}
_TOKEN = re.compile(
    rf"(?P<key>(?<![\w-])(?:{'|'.join(_KEYS)}): +)(?P<name>[A-Za-z_]\w*)(?=\s*(?:[,}}\]#]|$))|(?P<comment>(?:^|(?<=\s))#.*)"
)
_SECTION = re.compile(r"([A-Za-z_]\w*):")
_THING = re.compile(r"(  )([A-Za-z_]\w*)(?=:)")


def source_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the list of a spec's files, and the pages that show them."""
    sources, links = book.sources, book.at("source")
    rows = []
    for name, parts in sources.parts.items():
        file = sources.files[name]
        rows.append(f"- [{code(name)}]({parts[0].page}.md), {parts[-1].last:,} lines")
        section = ""
        for part in parts:
            section, page = _page(name, file, part, parts, section, book.at(part.page))
            yield f"{part.page}.md", page
    words = "What all pages are made of, file by file as it is written."
    yield f"{links.page}.md", join([title("Source", words), "\n".join(rows)])


def _page(
    name: str, file: SourceFile, part: Part, parts: list[Part], section: str, links: Links
) -> tuple[str, str]:
    """One part of a file, and the section in which it ends."""
    lines = []
    for number in range(part.first, part.last + 1):
        line = file.line(number)
        begun = _SECTION.match(line)
        section = begun[1] if begun else section
        lines.append(f'<span id="L{number}">{_line(line, section, links)}\n</span>')
    label = f"{name}, lines {part.first} to {part.last}"
    inner = "".join(lines)
    listing = (
        f'<div class="highlight sg-source" data-search-exclude style="--sg-first:{part.first - 1}">'
        f'<pre tabindex="0" role="region" aria-label="{html(label)}"><code>{inner}</code></pre></div>'
    )
    heading = title(name if len(parts) == 1 else label, "")
    return section, join([heading, _others(part, parts, links), listing, _others(part, parts, links)])


def _others(part: Part, parts: list[Part], links: Links) -> str:
    """Links to the other parts of the file."""
    from specgen.generators.docs.book import Place

    if len(parts) == 1:
        return ""
    words = (f"{one.first} to {one.last}" for one in parts)
    shown = (
        text if one is part else f"[{text}]({links.to(Place(one.page), '.md')})"
        for one, text in zip(parts, words, strict=True)
    )
    return f"Lines {', '.join(shown)}."


def _line(line: str, section: str, links: Links) -> str:
    """A line with comments set apart, and links at the name that it defines and at those that it refers to."""
    thing = _THING.match(line)
    head = ""
    if thing and (section, thing[2]) in links.book.places:
        head, line = f"  {links.a(section, thing[2])}", line[thing.end() :]
    at, found = 0, [head]
    for token in _TOKEN.finditer(line):
        found.append(html(line[at : token.start()]))
        if token["comment"] is not None:
            found.append(f'<span class="c1">{html(token["comment"])}</span>')
        else:
            key = token["key"]
            found += [html(key), links.a(_KEYS[key.rstrip(" ").removesuffix(":")], token["name"])]
        at = token.end()
    return "".join([*found, html(line[at:])])
