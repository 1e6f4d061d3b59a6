"""Layouts: how they are written, the formula of the address, drawings, and what is known of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from specgen.generators.docs.illustrations import figure
from specgen.generators.docs.page import facts, join, life, requirements, table, title
from specgen.generators.docs.text import code, html, listing, plain
from specgen.generators.drawings import KINDS, Fact, formula, shape_words
from specgen.generators.drawings import facts as known
from specgen.model.layouts import ADDRESS, Bound

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.layouts import Dim, Layout
    from specgen.model.origin import Origin


def layout_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of layouts and a page for each."""
    layouts = book.every(lambda a: a.layouts)
    if not layouts:
        return
    index = book.at("layouts")
    heads = ("Layout", "Dimensions", "Element", "Axes", "Meaning")
    words = "From the index of an element to the place where it lies."
    yield (
        "layouts.md",
        join([title("Layouts", words), table(heads, (_row(x, index) for x in layouts.values()))]),
    )
    for name, one in layouts.items():
        yield f"layouts/{name}.md", join(_page(one, book.at(f"layouts/{name}")))


def _row(one: Layout, links: Links) -> tuple[str, ...]:
    return (
        links.md("layouts", one.name),
        " × ".join(_dim(dim) for dim in one.dims),
        links.md("types", one.element.name) if one.element is not None else "any",
        ", ".join(code(axis) for axis in one.axes),
        links.inline(one.summary),
    )


def _dim(dim: Dim) -> str:
    known = dim.size.known
    return f"{dim.name} {known}" if known is not None else dim.name


def _page(one: Layout, links: Links) -> Iterator[str]:
    bound = one.bind()
    yield title(one.name, links.inline(one.summary))
    yield facts([*_facts(one, bound, links), *life(one)])
    yield links.prose(one.description)
    yield "## Notation"
    yield listing(written(one.origin))
    yield "## Address"
    lines = "\n".join(formula(one))
    yield listing(lines)
    yield _names(one, lines)
    yield from _arguments(one, bound)
    yield "## What is known"
    yield f"Figures are those of a tensor of {plain(shape_words(bound))}."
    yield table(("Fact", "Says", "How"), (_fact(fact) for fact in known(one)))
    yield "## Drawings"
    yield f"Of a tensor of {plain(shape_words(bound))}."
    yield from _drawings(bound)
    yield from _users(one, links)
    yield from requirements(one, links)


def _facts(one: Layout, bound: Bound, links: Links) -> Iterator[tuple[str, str]]:
    yield "Dimensions", html(" × ".join(_dim(dim) for dim in one.dims))
    yield "Element", links.a("types", one.element.name) if one.element is not None else "any"
    if ADDRESS in one.axes:
        yield "Addresses count", html(_unit(one))
        yield "Aligned to", f"{one.align} B" if one.align > 1 else ""
    yield "Beyond the shape", {"zero": "zeros", "any": "anything", "forbidden": ""}[one.pad]


def _unit(one: Layout) -> str:
    if not one.unit:
        return "elements"
    return "bytes" if one.unit == 8 else f"units of {one.unit} bits"


def _names(one: Layout, lines: str) -> str:
    """What stands in a formula beside indices and digits."""
    said = [
        f"`|{dim.name}|` is the size of dimension {dim.name}" for dim in one.dims if f"|{dim.name}|" in lines
    ]
    if "element*" in lines:
        said.append(f"`element` is what an element takes, in {_unit(one)}")
    return f"Here {'; '.join(said)}." if said else ""


def _arguments(one: Layout, bound: Bound) -> Iterator[str]:
    given = [dim for dim in one.dims if dim.size.known is None]
    if not given and not one.arguments:
        return
    yield "## Parameters"
    rows = [
        (f"`{d.name}`", "size", " and ".join(_limits(d)) or "any", str(bound.names[d.name])) for d in given
    ]
    rows += [
        (f"`{a.name}`", "argument", "dense by default" if a.default else "", str(bound.names[a.name]))
        for a in one.arguments.values()
    ]
    yield table(("Name", "Is", "May be", "In the drawings"), rows)


def _limits(dim: Dim) -> Iterator[str]:
    if dim.multiple > 1:
        yield f"a multiple of {dim.multiple}"
    if dim.most is not None:
        yield f"at most {dim.most}"


def _fact(fact: Fact) -> tuple[str, str, str]:
    name = fact.name if fact.holds else f"**not {fact.name}**"
    return name, plain(fact.said), fact.how


def _drawings(bound: Bound) -> Iterator[str]:
    for kind in KINDS.values():
        if kind.fits(bound):
            yield f"### {kind.title}"
            yield figure(kind, kind.draw(bound))


def _users(one: Layout, links: Links) -> Iterator[str]:
    """Instructions with tiles of the layout."""
    found = {
        name: [tile.name for tile in i.tiles if tile.layout.name == one.name]
        for name, (i, _) in links.book.instructions.items()
    }
    rows = [
        (links.md("instructions", name), ", ".join(code(t) for t in tiles))
        for name, tiles in found.items()
        if tiles
    ]
    if rows:
        yield "## Used by"
        yield table(("Instruction", "Tiles"), rows)


def written(origin: Origin) -> str:
    """Return the lines of the spec in which a thing is written."""
    if not origin.path:
        return ""
    at = origin.key()
    lines = at.file.text.splitlines()[at.line - 1 :]
    deeper = takewhile(lambda line: not line.strip() or _indent(line) > _indent(lines[0]), lines[1:])
    return textwrap.dedent("\n".join([lines[0], *deeper])).strip("\n")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
