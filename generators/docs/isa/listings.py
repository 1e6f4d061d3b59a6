"""Things that share a page: aliases, extensions, what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import facts, join, life, title
from specgen.generators.docs.parts.text import html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.isa import Alias, Expansion


def alias_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of aliases."""
    aliases = book.every(lambda a: a.aliases)
    if not aliases:
        return
    links = book.at("aliases")
    parts = [title("Aliases", "Other spellings of one instruction or of several.")]
    for one in aliases.values():
        parts += _alias(one, links)
    yield "aliases.md", join(parts)


def _alias(one: Alias, links: Links) -> Iterator[str]:
    yield f"## {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    when = f'    <span class="c1"># option {html(one.option)}</span>' if one.option else ""
    lines = [
        html(one.assembly) + when,
        *(line for expansion in one.expansions for line in _expansion(expansion)),
    ]
    label = f"Alias {html(one.name)}"
    inner = "\n".join(lines)
    yield f'<div class="highlight sg-code"><pre tabindex="0" role="region" aria-label="{label}"><code>{inner}</code></pre></div>'
    yield links.prose(one.description)


def _expansion(one: Expansion) -> Iterator[str]:
    if one.when is not None:
        yield f'    <span class="c1"># when {html(one.when.text)}</span>'
    yield from (f"    {html(line)}" for line in one.lines)


def extension_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of extensions."""
    if not book.default.extensions:
        return
    links = book.at("extensions")
    parts = [title("Extensions", "Parts of the instruction set that a variant may leave out.")]
    for one in book.default.extensions.values():
        enabled = [
            a.variant
            for a in book.architectures
            if one.name in a.extensions and a.extensions[one.name].enabled
        ]
        needs = ", ".join(links.a("extensions", name) for name in one.requires)
        parts += [f"## {plain(one.name)} {{: #{one.name} }}", links.inline(one.summary)]
        parts.append(
            facts([("Enabled in", html(", ".join(enabled))), ("Requires", needs), *life(one, links)])
        )
        parts.append(links.prose(one.description))
    yield "extensions.md", join(parts)


def absent_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of what was left out on purpose."""
    if not book.default.absent:
        return
    links = book.at("absent")
    parts = [title("Left out", "What one might look for and will not find, and why.")]
    for name, reason in book.default.absent.items():
        parts += [f"## {plain(name)}", links.prose(reason)]
    yield "absent.md", join(parts)
