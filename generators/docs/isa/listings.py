"""Things that share a page: functions and tables, aliases, extensions, what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import facts, grid, join, life, requirements, title
from specgen.generators.docs.parts.semantics import block
from specgen.generators.docs.parts.text import html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.execution import Function, Table
    from specgen.model.isa import Alias, Expansion


def function_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of functions and tables."""
    functions = book.every(lambda a: a.functions)
    tables = [table for table in book.every(lambda a: a.tables).values() if not table.derived]
    if not functions and not tables:
        return
    links = book.at("functions")
    parts = [title("Functions and tables", "What instructions share: computed step by step, or looked up.")]
    for function in functions.values():
        parts += _function(function, links)
    for one in tables:
        parts += _table(one, links)
    yield "functions.md", join(parts)


def _function(one: Function, links: Links) -> Iterator[str]:
    arguments = ", ".join(f"{name}: {kind.name}" for name, kind in one.arguments.items())
    returns = f" -> {one.returns.name}" if one.returns else ""
    yield f"## {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    yield links.prose(one.description)
    head = f"{one.name}({arguments}){returns}"
    if one.host:
        sees = f", and sees {links.md('memories', one.memory.name)}" if one.memory is not None else ""
        yield f"`{head}` runs outside, in the host{sees}."
    else:
        body = "".join(f"    {line}\n" for line in one.body.rstrip("\n").split("\n"))
        yield block(f"{head}:\n{body}", links.names(), f"Body of {one.name}")
    takes = ", ".join(f"{html(n)}: {links.a('types', kind.name)}" for n, kind in one.arguments.items())
    gives = links.a("types", one.returns.name) if one.returns else ""
    yield facts([("Takes", takes), ("Gives", gives), *life(one, links)])
    yield from (part.replace("## ", "### ") for part in requirements(one, links))


def _table(one: Table, links: Links) -> Iterator[str]:
    yield f"## {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    shape = " × ".join(map(str, one.shape))
    yield facts([("Type", links.a("types", one.type.name)), ("Shape", shape), *life(one, links)])
    yield links.prose(one.description)
    width = one.shape[-1] if len(one.shape) > 1 else 16
    rows = (
        (str(start), "".join(f"<td>{value}</td>" for value in one.values[start : start + width]))
        for start in range(0, len(one.values), width)
    )
    heads = ["from", *(f"+{column}" for column in range(min(width, len(one.values))))]
    yield grid(f"Values of {one.name}", heads, rows)


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
