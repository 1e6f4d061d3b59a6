"""Layouts of tensors in several parts: elements and scales, kept values and their places, blocks without zeros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.layouts.figures import figure, known_table, written
from specgen.generators.docs.layouts.functions import function_table
from specgen.generators.docs.parts.page import facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, listing, plain
from specgen.generators.drawings import KINDS, shape_words, size_words
from specgen.model.layouts import Blocks, Scaled

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.layouts import Function
    from specgen.model.layouts import Bound, Composite, Part


def composite_table(composites: Iterable[Composite], links: Links, folder: str) -> str:
    """Return a table of layouts in several parts whose pages lie in a folder."""
    rows = (
        (
            f"[{code(one.name)}]({folder}/{one.name}.md)",
            " × ".join(dim.name for dim in one.dims),
            ", ".join(
                f"{code(part.name)}: {links.md('layouts', part.layout.name)}" for part in one.parts.values()
            ),
            links.inline(one.summary),
        )
        for one in composites
    )
    return table(("Layout", "Dimensions", "Parts", "Meaning"), rows)


def composite_page(one: Composite, links: Links, made: Iterable[Function] = ()) -> str:
    """Return the page of a layout in several parts, with the functions that are made of it."""
    return join(_page(one, links, made))


def _page(one: Composite, links: Links, made: Iterable[Function]) -> Iterator[str]:
    bounds = one.bind()
    yield title(one.name, links.inline(one.summary))
    yield facts([*_facts(one, links), *life(one, links)])
    yield links.prose(one.description)
    yield "## Notation"
    yield listing(written(one.origin))
    yield "## Parts"
    yield _scheme(one)
    rows = (_part(one, part, links, bounds[part.name]) for part in one.parts.values())
    yield table(("Part", "Shape", "Element", "Layout", "Of the example"), rows)
    for name, bound in bounds.items():
        yield f"## {plain(name)}"
        yield f"A tensor of {plain(shape_words(bound))} in {links.md('layouts', bound.layout.name)}."
        yield known_table(bound.layout, bound)
        yield from (
            figure(KINDS[kind], KINDS[kind].draw(bound))
            for kind in ("heat", "memory")
            if KINDS[kind].fits(bound)
        )
    yield from function_table(links.book.default.name, made)
    yield from requirements(one, links)


def _facts(one: Composite, links: Links) -> Iterator[tuple[str, str]]:
    yield "Dimensions", html(" × ".join(dim.name for dim in one.dims))
    if isinstance(one.scheme, Scaled):
        yield "Format", links.a("types", one.scheme.type.name)
    yield "Element", links.a("types", one.element.name)


def _scheme(one: Composite) -> str:
    """What the parts mean."""
    scheme = one.scheme
    if isinstance(scheme, Blocks):
        blocks = " × ".join(f"{dim.name} {size}" for dim, size in zip(one.dims, scheme.shape, strict=True))
        return (
            f"Blocks of {plain(blocks)} that hold zeros alone are left out, and the others follow each other. "
            "The mask has a bit for each block."
        )
    along = plain(one.dims[scheme.axis].name)
    if isinstance(scheme, Scaled):
        return f"{scheme.type.block} elements along {along} share a scale."
    return f"Of every {scheme.of} elements along {along}, {scheme.keep} are there; the index says which, the others are zero."


def _part(one: Composite, part: Part, links: Links, bound: Bound) -> tuple[str, ...]:
    dims = frozenset(dim.name for dim in one.dims)
    shape = " × ".join(code(size_words(size, {}, dims)) for size in part.shape)
    return (
        code(part.name),
        shape,
        links.md("types", part.element.name),
        links.md("layouts", part.layout.name),
        " × ".join(map(str, bound.shape)),
    )
