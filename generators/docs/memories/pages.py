"""Memories: where they lie, who reaches them on which paths, how fast they are, and what joins the instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.memories.addressmap import address_maps, spaces
from specgen.generators.docs.memories.hierarchy import hierarchy
from specgen.generators.docs.memories.reach import link_sections, path_table, reach_table
from specgen.generators.docs.parts.page import amount, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.quantities import quantity, rests_on
from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.execution import Fault
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath


def memory_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of memories and a page for each."""
    memories = book.every(lambda a: a.memories)
    if memories:
        yield "memories.md", join(_index(book, book.at("memories")))
    for name, one in memories.items():
        yield f"memories/{name}.md", join(_page(one, book.at(f"memories/{name}")))


def _index(book: Book, links: Links) -> Iterator[str]:
    memories = book.every(lambda a: a.memories)
    yield title("Memories", "Each is addressed in bytes; what is not shared exists once per instance.")
    heads = ("Memory", "Kind", "Size", "Bandwidth", "Latency", "Shared", "Meaning")
    yield table(heads, (_row(m, links) for m in memories.values()))
    if len(memories) > 1:
        yield "## Levels"
        yield _note(book)
        yield hierarchy(book.default, links)
    if book.every(lambda a: a.engines):
        yield "## Who reaches what"
        yield reach_table(book, links)
    yield from path_table(book, links)
    yield "## Address spaces"
    yield (
        "The lowest address is on top. A part is drawn higher by the same amount for each doubling of its size, and what is "
        "not there is broken off."
    )
    yield address_maps(book.default, links)
    yield from link_sections(book, links)


def _note(book: Book) -> str:
    windows = any(m.window is not None for m in book.default.memories.values())
    words = [
        "Below a memory stand those that are filled from it; arrows are paths, with what one mover gets on them."
    ]
    words += ["Dashed: a window onto other instances' memories."] if windows else []
    words += [f"Drawn for `{book.default.variant}`."] if len(book.architectures) > 1 else []
    return " ".join(words)


def _row(one: Memory, links: Links) -> tuple[str, ...]:
    return (
        links.md("memories", one.name),
        html(one.kind),
        amount(one.size),
        quantity(one.bandwidth),
        quantity(one.latency),
        "yes" if one.shared else "",
        links.inline(one.summary),
    )


def _page(one: Memory, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(_facts(one, links))
    yield links.prose(one.description)
    figures = [("Bandwidth", one.bandwidth), ("Latency", one.latency), ("Clock", one.clock)]
    given = [(name, value) for name, value in figures if value is not None]
    if given:
        yield "## Speed"
        yield table(("Figure", "Value", "Rests on"), ((n, quantity(v), rests_on(v, links)) for n, v in given))
    kinds = zip(("outside", "misaligned"), one.faults(writes=False), one.faults(writes=True), strict=True)
    faults = [pair for kind, of_reads, of_writes in kinds for pair in _told(kind, of_reads, of_writes)]
    if one.uninitialised is not None:
        faults.append(("read of a byte never written, where a run asks for it", one.uninitialised))
    if any(fault for _, fault in faults):
        yield "## Faults"
        yield table(("Access", "Raises"), ((when, links.md("faults", f.name)) for when, f in faults if f))
    yield from _neighbours(one, links)
    beside = [d.name for d in links.book.every(lambda a: a.devices).values() if d.memory.name == one.name]
    if beside:
        yield "## Devices"
        yield f"In its address space: {links.mds('devices', beside)}."
    yield from requirements(one, links)


def _told(kind: str, reads: Fault | None, writes: Fault | None) -> list[tuple[str, Fault | None]]:
    return [(kind, reads)] if reads is writes else [(f"read {kind}", reads), (f"write {kind}", writes)]


def _facts(one: Memory, links: Links) -> Iterator[tuple[str, str]]:
    yield "Kind", html(one.kind)
    every = links.book
    yield "Size", every.told(lambda a: amount(a.memories[one.name].size) if one.name in a.memories else "")
    yield "Addresses", every.told(lambda a: _range(a.memories.get(one.name)))
    yield "Address type", f"<code>{one.address.name}</code>"
    yield "Endianness", html(one.endianness)
    yield "Address space", html(one.space) if one.space not in ("", one.name) else ""
    yield "Window onto", links.a("memories", one.window.name) if one.window is not None else ""
    yield "Stride", amount(one.stride) if one.window is not None else ""
    yield "Behind it", links.a("memories", one.backing.name) if one.backing is not None else ""
    yield "Access width", amount(one.width) if one.width > 1 else ""
    yield "Granule", amount(one.granule) if one.granule > 1 else ""
    yield "Banks", str(one.banks)
    yield "Ports", str(one.ports)
    yield "Copies", "" if one.window is not None else "one, shared" if one.shared else "one per instance"
    reached = (
        links.a("engines" if ("engines", n) in links.book.places else "processors", n)
        for n in one.reachable_by
    )
    yield "Reached by", ", ".join(reached)
    yield from life(one, links)


def _neighbours(one: Memory, links: Links) -> Iterator[str]:
    """The paths to and from a memory, and where it lies among others."""
    paths = links.book.every(lambda a: a.paths).values()
    found = [path for path in paths if one.name in (path.source.name, path.target.name)]
    if found:
        yield "## Paths"
        heads = ("Path", "From", "To", "By", "Bandwidth", "Latency")
        yield table(heads, (_path(path, links) for path in found))
    there = next((a.memories[one.name] for a in links.book.architectures if one.name in a.memories), one)
    default = links.book.default
    if one.name in default.memories and len(spaces(default)[there.space or one.name]) > 1:
        yield "## Address space"
        yield address_maps(default, links, there.space or one.name)


def _path(path: DataPath, links: Links) -> tuple[str, ...]:
    kind = "engines" if ("engines", path.by) in links.book.places else "processors"
    ends = (links.md("memories", end.name) for end in (path.source, path.target))
    figures = (quantity(path.bandwidth), quantity(path.latency))
    return (links.md("paths", path.name), *ends, links.md(kind, path.by), *figures)


def _range(one: Memory | None) -> str:
    return "" if one is None else f"<code>{one.base:#x}</code> to <code>{one.base + one.size - 1:#x}</code>"
