"""Who executes: processors, engines, copies of the machine, and how they wait for each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.isa.examples import raised_in
from specgen.generators.docs.parts.page import facts, join, life, requirements, table, title
from specgen.generators.docs.parts.quantities import quantity, rests_on
from specgen.generators.docs.parts.semantics import block
from specgen.generators.docs.parts.text import html, plain
from specgen.model.corners import greatest_operands
from specgen.semantics.counts import known_value

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Engine, Processor, Semaphore
    from specgen.model.item import Item


def machine_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of processors, engines, instances, semaphores and barriers."""
    if not book.every(lambda a: a.processors):
        return
    yield "engines.md", join(_page(book, book.at("engines")))


def _page(book: Book, links: Links) -> Iterator[str]:
    yield title(
        "Processors and engines",
        "A processor fetches one stream of instructions; those of an engine go to its queue and run there in order.",
    )
    if book.default.instances is not None:
        one = book.default.instances
        told = f"; {links.md('state', one.index.name)} tells which" if one.index else ""
        yield f"There are {one.count} instances ({plain(one.name)}) of all that is not shared{told}."
    yield "## Processors"
    for processor in book.every(lambda a: a.processors).values():
        yield from _item(processor, links, _processor(processor, links))
        yield from _trap(processor, links)
    engines = book.every(lambda a: a.engines)
    if engines:
        yield "## Engines"
    for engine in engines.values():
        yield from _item(engine, links, _engine(engine, links))
    semaphores, barriers = book.every(lambda a: a.semaphores), book.every(lambda a: a.barriers)
    if semaphores:
        yield "## Semaphores"
    for semaphore in semaphores.values():
        yield from _item(semaphore, links, _semaphore(semaphore, links))
    if barriers:
        yield "## Barriers"
    for barrier in barriers.values():
        yield from _item(barrier, links, [("Meeting points", str(barrier.count))])


def _trap(one: Processor, links: Links) -> Iterator[str]:
    """What a fault does in the variants where it does not stop the machine."""
    every = links.book.architectures
    there = {a.variant: a.processors[one.name].on_raise for a in every if one.name in a.processors}
    bodies = dict.fromkeys(entry.body for entry in there.values() if entry is not None)
    for body in bodies:
        names = [name for name, entry in there.items() if entry is not None and entry.body == body]
        where = f" in {plain(', '.join(names))}" if len(names) < len(every) else ""
        yield f"A fault of one of its instructions does this{where}, and does not stop the machine:"
        yield block(body.rstrip("\n") + "\n", links.names(), f"Trap entry of {one.name}")


def _item(one: Item, links: Links, known: Iterable[tuple[str, str]], mark: str = "###") -> Iterator[str]:
    yield f"{mark} {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    yield facts([*known, *life(one, links)])
    yield links.prose(one.description)
    yield from (part.replace("## ", f"{mark}# ") for part in requirements(one, links))


def _processor(one: Processor, links: Links) -> Iterator[tuple[str, str]]:
    yield "Program counter", links.a("state", one.program_counter.name)
    yield "Fetches from", links.a("memories", one.memory.name)
    yield "Starts at", links.book.told(lambda a: _reset(a.processors.get(one.name)))
    yield "Steps of", f"{one.unit} byte{'s' * (one.unit > 1)}"
    yield "Length told by", f"{one.granule} bits"
    yield "Byte order", html(one.endianness)
    yield "Illegal word", links.a("faults", one.illegal.name)
    yield "Fetch fault", links.a("faults", one.fetch.name)
    yield "Clock", quantity(one.clock)
    yield "Clock rests on", html(rests_on(one.clock))


def _reset(one: Processor | None) -> str:
    return "" if one is None else f"<code>{one.reset:#x}</code>"


def _engine(one: Engine, links: Links) -> Iterator[tuple[str, str]]:
    yield "Queue", f"{one.queue} instructions"
    yield "Clock", quantity(one.clock)
    owned = [s.name for s in links.book.state.values() if s.engine and s.engine.name == one.name]
    yield "Owns", ", ".join(links.a("state", name) for name in owned)
    own = [i for i, _ in links.book.instructions.values() if i.engine and i.engine.name == one.name]
    yield "Instructions", str(len(own))
    yield "Occupied", links.book.told(lambda a: _occupied(one, a, links.book))
    reached = [m.name for m in links.book.every(lambda a: a.memories).values() if one.name in m.reachable_by]
    yield "Reaches", ", ".join(links.a("memories", name) for name in reached)


def _occupied(one: Engine, architecture: Architecture, book: Book) -> str:
    """For how long its instructions keep an engine: the least and the most cycles with the greatest operands."""
    semantics = book.semantics(architecture)
    if semantics is None:
        return ""
    cycles: list[int] = []
    for instruction in architecture.instructions.values():
        if instruction.engine is None or instruction.engine.name != one.name:
            continue
        program, greatest = semantics.programs.get(instruction.name), greatest_operands(instruction)
        for costs in program.costs if program is not None else ():
            known = known_value(costs.occupancy, greatest) if costs is not None else None
            cycles += [known] if known is not None else []
    return f"{min(cycles):,} to {max(cycles):,} cycles with the greatest operands" if cycles else ""


def _semaphore(one: Semaphore, links: Links) -> Iterator[tuple[str, str]]:
    def unit(name: str) -> str:
        return links.a("engines" if ("engines", name) in links.book.places else "processors", name)

    yield "Counters", str(one.count)
    yield "Up to", str(one.max)
    yield "Signalled by", ", ".join(map(unit, one.producers))
    yield "Waited for by", unit(one.consumer)
    yield (
        "When full",
        html(one.on_full) + (f", {links.a('faults', one.overflow.name)}" if one.overflow else ""),
    )
    yield "Wait for more", links.a("faults", one.underflow.name) if one.underflow else ""


def fault_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of faults."""
    known = book.every(lambda a: a.faults)
    if not known:
        return
    links = book.at("faults")
    parts = [
        title(
            "Faults", "What may go wrong, by code. A fault leaves the state as it was before its instruction."
        )
    ]
    faults = sorted(known.values(), key=lambda f: f.code)
    parts.append(
        table(
            ("Fault", "Code", "Carries", "Meaning"),
            (
                (
                    f"[`{f.name}`](#{f.name})",
                    str(f.code),
                    f"`{f.value.name}`" if f.value else "",
                    links.inline(f.summary),
                )
                for f in faults
            ),
        )
    )
    for one in faults:
        parts += _item(
            one,
            links,
            [
                ("Code", str(one.code)),
                ("Carries", one.value.name if one.value else ""),
                ("Stops", "the machine, whatever a trap entry says" if one.stops else ""),
            ],
            "##",
        )
        parts.append(raised_in(one.name, links))
    yield "faults.md", join(parts)
