"""State: registers and arrays, their names, and who owns them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import anchored, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.execution import Register, State


def state_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of state and a page for each register, file or array."""
    state = book.state
    if not state:
        return
    index = book.at("state")
    words = "What instructions read and write besides memories. All of it is zero at reset unless the page says otherwise."
    heads = ("Name", "Type", "Shape", "Owner", "Meaning")
    yield "state.md", join([title("State", words), table(heads, (_row(s, index) for s in state.values()))])
    for name, one in state.items():
        yield f"state/{name}.md", join(_page(one, book.at(f"state/{name}")))


def _row(one: State, links: Links) -> tuple[str, ...]:
    owner = links.md("engines", one.engine.name) if one.engine else ""
    kind = links.md("types", one.type.name)
    return links.md("state", one.name), kind, _shape(one), owner, links.inline(one.summary)


def _shape(one: State) -> str:
    if one.sparse:
        return f"{len(one.entries)} of {one.shape[0]}"
    return " × ".join(str(extent) for extent in one.shape)


def _page(one: State, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(_facts(one, links))
    yield links.prose(one.description)
    if one.entries:
        yield "## Registers"
        yield table(
            ("Index", "Name", "At reset", "Written", "Variants", "Meaning"),
            (_register(e, one, links) for e in one.entries.values()),
        )
    if one.names:
        yield "## Names"
        yield _names(one)
    yield from requirements(one, links)


def _facts(one: State, links: Links) -> Iterator[tuple[str, str]]:
    yield "Type", links.a("types", one.type.name)
    yield "Shape", _shape(one) or "one value"
    yield "Owner", links.a("engines", one.engine.name) if one.engine else "the processor"
    yield "Role", html(one.role.replace("_", " "))
    narrowed = (one.low, one.high) != (getattr(one.type, "low", one.low), getattr(one.type, "high", one.high))
    yield "Range", f"{one.low}..{one.high}" if narrowed and one.high else ""
    yield "At reset", html(one.initial) if one.initial else ""
    yield "View of", links.a("state", one.view_of.name) if one.view_of else ""
    yield "Index out of range", links.a("faults", one.out_of_range.name) if one.out_of_range else ""
    yield from life(one, links)


def _register(one: Register, file: State, links: Links) -> tuple[str, ...]:
    digits = -(-file.type.width // 4)
    start = "" if one.read is not None else f"`{one.initial:#0{digits + 2}x}`"
    means = [links.inline(one.summary)]
    means += [f"Read by {links.md('functions', one.read)}."] if one.read else []
    means += [f"Written by {links.md('functions', one.write)}."] if one.write else []
    return (
        f"`{one.index:#0{len(f'{file.shape[0] - 1:x}') + 2}x}`",
        anchored(code(one.name), one.name),
        start,
        _written(one, (1 << file.type.width) - 1, digits),
        html(links.book.some(lambda a: file.name in a.state and one.name in a.state[file.name].entries)),
        " ".join(filter(None, means)),
    )


def _written(one: Register, bits: int, digits: int) -> str:
    if one.write is not None or one.mask == bits:
        return "all bits"
    return f"the bits of `{one.mask:#0{digits + 2}x}`" if one.mask else "never"


def _names(one: State) -> str:
    other: dict[int, list[str]] = {}
    for alias, index in one.aliases.items():
        other.setdefault(index, []).append(alias)
    rows = []
    for index, name in enumerate(one.names):
        also = ", ".join(code(alias) for alias in other.get(index, ()))
        fixed = str(one.constant[index]) if index in one.constant else ""
        rows.append((str(index), code(name), also, fixed))
    return table(("Index", "Name", "Also", "Always"), rows)
