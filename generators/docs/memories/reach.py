"""Who reaches which memory, on which paths, over how many hops; and what joins the instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.memories.linkdiagram import MOST, link_diagram
from specgen.generators.docs.parts.page import amount, anchored, facts, life, requirements, table
from specgen.generators.docs.parts.quantities import quantity, rests_on
from specgen.generators.docs.parts.text import html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath
    from specgen.model.paths import Links as Network


def reach_table(book: Book, links: Links) -> str:
    """Return the table of memories by who may touch them; the paths on which engines move data there."""
    movers = [*book.every(lambda a: a.processors), *book.every(lambda a: a.engines)]
    paths = book.every(lambda a: a.paths)
    heads = ("Memory", *map(html, movers))
    rows = (
        (links.md("memories", memory.name), *(_reach(memory, who, paths, links) for who in movers))
        for memory in book.every(lambda a: a.memories).values()
    )
    return table(heads, rows)


def _reach(memory: Memory, who: str, paths: dict[str, DataPath], links: Links) -> str:
    if memory.reachable_by and who not in memory.reachable_by:
        return ""
    found = [p for p in paths.values() if p.by == who and memory.name in (p.source.name, p.target.name)]
    return ", ".join(_named(path, links) for path in found) or "yes"


def _named(path: DataPath, links: Links) -> str:
    hops = links.book.told(lambda a: _hops(a.paths[path.name].hops) if path.name in a.paths else "")
    return links.md("paths", path.name) + (f" ({hops})" if hops else "")


def _hops(count: int) -> str:
    return f"{count} hop{'s' * (count != 1)}" if count else ""


def path_table(book: Book, links: Links) -> Iterator[str]:
    """Yield the paths, each with what it rests on."""
    paths = book.every(lambda a: a.paths)
    if not paths:
        return
    yield "## Paths"
    yield "What one mover gets when nobody else moves anything: a time to the first byte, then so many bytes at a time."
    heads = ("Path", "From", "To", "By", "Bandwidth", "Latency", "Way", "Meaning")
    yield table(heads, (_path(one, links) for one in paths.values()))
    yield from _rest(paths, links)
    for one in paths.values():
        yield from (part.replace("## ", "### ") for part in requirements(one, links))


def _path(one: DataPath, links: Links) -> tuple[str, ...]:
    def told(key: str) -> str:
        every = links.book
        return every.told(lambda a: quantity(getattr(a.paths[one.name], key)) if one.name in a.paths else "")

    kind = "engines" if ("engines", one.by) in links.book.places else "processors"
    hops = links.book.told(lambda a: _hops(a.paths[one.name].hops) if one.name in a.paths else "")
    over = f"over {links.md('links', one.over.name)}" if one.over is not None else ""
    burst = f"bursts of {amount(one.burst)}" if one.burst > 1 else ""
    return (
        anchored(f"`{one.name}`", one.name),
        links.md("memories", one.source.name),
        links.md("memories", one.target.name),
        links.md(kind, one.by),
        told("bandwidth"),
        told("latency"),
        "; ".join(filter(None, (" ".join(filter(None, (hops, over))), burst))),
        links.inline(one.summary),
    )


def _rest(paths: dict[str, DataPath], links: Links) -> Iterator[str]:
    """What the figures rest on, once for all paths of which it is the same."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in paths.values():
        for figure, value in (("bandwidth", one.bandwidth), ("latency", one.latency)):
            if text := rests_on(value, links):
                found.setdefault((figure, text), []).append(one.name)
    if found:
        rows = ((links.mds("paths", names), figure, text) for (figure, text), names in found.items())
        yield table(("Paths", "Figure", "Rests on"), rows)


def link_sections(book: Book, links: Links) -> Iterator[str]:
    """Yield the networks of the instances, each with its drawing in the default variant."""
    known = book.every(lambda a: a.links)
    if known:
        yield "## Links"
    for one in known.values():
        yield f"### {plain(one.name)} {{: #{one.name} }}"
        yield links.inline(one.summary)
        yield facts([*_network(one, links), *life(one, links)])
        if 1 < one.count <= MOST:
            yield link_diagram(one)
        yield links.prose(one.description)
        yield from (part.replace("## ", "#### ") for part in requirements(one, links))


def _network(one: Network, links: Links) -> Iterator[tuple[str, str]]:
    every = links.book
    yield "Topology", html(one.topology)
    yield (
        "Shape",
        every.told(lambda a: " x ".join(map(str, a.links[one.name].shape)) if one.name in a.links else ""),
    )
    yield "Between", f"{one.count} {html(one.between.name)}"
    yield "Most hops", every.told(lambda a: str(a.links[one.name].diameter) if one.name in a.links else "")
    yield "Bandwidth of a link", quantity(one.bandwidth)
    yield "Bandwidth rests on", html(rests_on(one.bandwidth))
    yield "Latency of a link", quantity(one.latency)
    yield "Latency rests on", html(rests_on(one.latency))
    yield "Clock", quantity(one.clock)
