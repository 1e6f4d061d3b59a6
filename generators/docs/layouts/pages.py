"""Layouts: how they are written, the formula of the address, drawings, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.layouts.composites import composite_page, composite_table
from specgen.generators.docs.layouts.figures import drawings, known_table, written
from specgen.generators.docs.layouts.functions import function_table
from specgen.generators.docs.parts.page import facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, listing, plain
from specgen.generators.drawings import formula, shape_words
from specgen.generators.layouts import functions
from specgen.model.layouts import ADDRESS, Bound

FOLDER = "layouts"
"""Where the pages of a spec's own layouts lie."""

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.layouts import Function
    from specgen.model.layouts import Dim, Layout


def layout_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of layouts and a page for each; what lies in several parts has its own table and pages."""
    layouts, composites = book.every(lambda a: a.layouts), book.every(lambda a: a.composites)
    if not layouts and not composites:
        return
    index = book.at("layouts")
    words = "From the index of an element to the place where it lies."
    parts = [title("Layouts", words), layout_table(layouts.values(), index, FOLDER)]
    if composites:
        parts += ["## In several parts", composite_table(composites.values(), index, FOLDER)]
    yield "layouts.md", join(parts)
    made: dict[str, list[Function]] = {}
    for (layout, _), function in {
        k: f for a in reversed(book.architectures) for k, f in functions(a).items()
    }.items():
        made.setdefault(layout, []).append(function)
    for name, one in layouts.items():
        yield f"{FOLDER}/{name}.md", layout_page(one, book.at(f"{FOLDER}/{name}"), made[name])
    for name, several in composites.items():
        yield f"{FOLDER}/{name}.md", composite_page(several, book.at(f"{FOLDER}/{name}"), made.get(name, ()))


def layout_table(layouts: Iterable[Layout], links: Links, folder: str) -> str:
    """Return a table of layouts whose pages lie in a folder."""
    heads = ("Layout", "Dimensions", "Element", "Axes", "Meaning")
    return table(heads, (_row(one, links, folder) for one in layouts))


def _row(one: Layout, links: Links, folder: str) -> tuple[str, ...]:
    return (
        f"[{code(one.name)}]({folder}/{one.name}.md)",
        " × ".join(dimension(dim) for dim in one.dims),
        links.md("types", one.element.name) if one.element is not None else "any",
        ", ".join(code(axis) for axis in one.axes),
        links.inline(one.summary),
    )


def dimension(dim: Dim) -> str:
    """Return a dimension with its size, where that is fixed."""
    known = dim.size.known
    return f"{dim.name} {known}" if known is not None else dim.name


def layout_page(one: Layout, links: Links, made: Iterable[Function] = ()) -> str:
    """Return the page of a layout, with the functions that are made of it."""
    return join(_page(one, links, made))


def _page(one: Layout, links: Links, made: Iterable[Function]) -> Iterator[str]:
    bound = one.bind()
    yield title(one.name, links.inline(one.summary))
    yield facts([*_facts(one, bound, links), *life(one, links)])
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
    yield known_table(one)
    yield "## Drawings"
    yield f"Of a tensor of {plain(shape_words(bound))}."
    yield from drawings(bound)
    yield from function_table(links.book.default.name, made)
    yield from requirements(one, links)


def _facts(one: Layout, bound: Bound, links: Links) -> Iterator[tuple[str, str]]:
    yield "Dimensions", html(" × ".join(dimension(dim) for dim in one.dims))
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
