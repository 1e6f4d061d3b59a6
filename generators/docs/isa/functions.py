"""Functions and tables: what instructions share, a page each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import anchored, facts, grid, join, life, requirements, table, title
from specgen.generators.docs.parts.semantics import block
from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.execution import Function, Table


def function_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of functions and tables, in which each has an anchor, and a page for each."""
    functions = book.every(lambda a: a.functions)
    tables = [one for one in book.every(lambda a: a.tables).values() if not one.derived]
    if not functions and not tables:
        return
    links = book.at("functions")
    parts = [title("Functions and tables", "What instructions share: computed step by step, or looked up.")]
    if functions:
        heads = ("Function", "Runs", "Meaning")
        parts.append(table(heads, (_row(one, links) for one in functions.values())))
    if tables:
        parts += ["## Tables", table(("Table", "Shape", "Meaning"), (_listed(one, links) for one in tables))]
    yield "functions.md", join(parts)
    for function in functions.values():
        yield (
            f"functions/{function.name}.md",
            join(_function(function, book.at(f"functions/{function.name}"))),
        )
    for one in tables:
        yield f"tables/{one.name}.md", join(_table(one, book.at(f"tables/{one.name}")))


def _row(one: Function, links: Links) -> tuple[str, ...]:
    name = anchored(links.md("functions", one.name), one.name)
    return name, "outside, in the host" if one.host else "", links.inline(one.summary)


def _listed(one: Table, links: Links) -> tuple[str, ...]:
    return anchored(links.md("tables", one.name), one.name), _shape(one), links.inline(one.summary)


def _shape(one: Table) -> str:
    return " × ".join(map(str, one.shape))


def _function(one: Function, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    takes = ", ".join(f"{html(n)}: {links.a('types', kind.name)}" for n, kind in one.arguments.items())
    gives = links.a("types", one.returns.name) if one.returns else ""
    yield facts([("Takes", takes), ("Gives", gives), *life(one, links)])
    yield links.prose(one.description)
    arguments = ", ".join(f"{name}: {kind.name}" for name, kind in one.arguments.items())
    returns = f" -> {one.returns.name}" if one.returns else ""
    head = f"{one.name}({arguments}){returns}"
    if one.host:
        sees = f", and sees {links.md('memories', one.memory.name)}" if one.memory is not None else ""
        yield f"`{head}` runs outside, in the host{sees}."
    else:
        body = "".join(f"    {line}\n" for line in one.body.rstrip("\n").split("\n"))
        yield block(f"{head}:\n{body}", links.names(), f"Body of {one.name}")
    yield from requirements(one, links)


def _table(one: Table, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts([("Type", links.a("types", one.type.name)), ("Shape", _shape(one)), *life(one, links)])
    yield links.prose(one.description)
    width = one.shape[-1] if len(one.shape) > 1 else 16
    rows = (
        (str(start), "".join(f"<td>{value}</td>" for value in one.values[start : start + width]))
        for start in range(0, len(one.values), width)
    )
    heads = ["from", *(f"+{column}" for column in range(min(width, len(one.values))))]
    yield grid(f"Values of {one.name}", heads, rows)
    yield from requirements(one, links)
