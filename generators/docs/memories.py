"""Memories: where they lie, who reaches them, how fast they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.page import amount, facts, join, life, requirements, table, title
from specgen.generators.docs.quantities import quantity, rests_on
from specgen.generators.docs.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.execution import Fault
    from specgen.model.memory import Memory


def memory_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of memories and a page for each."""
    memories = book.every(lambda a: a.memories)
    if memories:
        index = book.at("memories")
        heads = ("Memory", "Kind", "Size", "Bandwidth", "Latency", "Shared", "Meaning")
        words = "Each is addressed in bytes; what is not shared exists once per instance."
        yield (
            "memories.md",
            join([title("Memories", words), table(heads, (_row(m, index) for m in memories.values()))]),
        )
    for name, one in memories.items():
        yield f"memories/{name}.md", join(_page(one, book.at(f"memories/{name}")))


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
    beside = [d.name for d in links.book.every(lambda a: a.devices).values() if d.memory.name == one.name]
    if beside:
        yield "## Devices"
        yield f"In its address space: {links.mds('devices', beside)}."
    yield from _users(one, links)
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
    yield "Access width", f"{one.width} bits" if one.width > 1 else ""
    yield "Banks", str(one.banks)
    yield "Ports", str(one.ports)
    yield "Copies", "one, shared" if one.shared else "one per instance"
    reached = (
        links.a("engines" if ("engines", n) in links.book.places else "processors", n)
        for n in one.reachable_by
    )
    yield "Reached by", ", ".join(reached)
    yield from life(one)


def _range(one: Memory | None) -> str:
    return "" if one is None else f"<code>{one.base:#x}</code> to <code>{one.base + one.size - 1:#x}</code>"


def _users(one: Memory, links: Links) -> Iterator[str]:
    """Instructions that have tiles in the memory or name it in their semantics."""
    users = [
        name
        for name, (i, _) in links.book.instructions.items()
        if any(t.memory.name == one.name for t in i.tiles) or one.name in links.book.words[name]
    ]
    if users:
        yield "## Instructions"
        yield links.mds("instructions", users)
