"""Command queues, mailboxes and traces: what is in them, what plays which role, and in what order things happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import amount, anchored, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import (
        HostRegister,
        Mailbox,
        Message,
        Packet,
        Queue,
        Record,
        RegisterBlock,
        Structure,
        Trace,
    )

#: What packets have the device do.
PACKETS = {
    "launch": "runs a list of programs, and finishes when all of them have exited",
    "copy": "copies bytes from a source to a target, which may not overlap",
    "fill": "fills bytes with a pattern",
    "barrier_and": "waits until all signals are zero; those whose address is zero are left out",
    "barrier_or": "waits until one signal is zero; those whose address is zero are left out",
    "semaphore_wait": "waits until the unsigned word at an address is at least a value",
    "semaphore_signal": "raises the unsigned word at an address to a value, if it is less",
    "timestamp": "writes the device's time, in ticks",
    "fence": "waits for all earlier packets of its queue",
    "none": "does nothing",
    "vendor": "does what this spec does not say",
}
MESSAGES = {
    "identify": "says what device this is",
    "ping": "answers with what was asked",
    "time": "tells the time",
    "reset": "begins anew",
    "last_error": "tells what went wrong last",
    "configure": "changes settings",
    "vendor": "does what this spec does not say",
}
RECORDS = {
    "instruction": "an instruction was executed",
    "packet": "a packet was worked on",
    "copy": "bytes were moved",
    "interrupt": "an interrupt was raised",
    "register": "the host accessed a register",
    "mailbox": "a message was answered",
    "fault": "something went wrong",
    "lost": "records found no room",
    "marker": "a program marked a place",
}
_ORDER = """
- Packets of one queue start in the order of their indices, each once; packets of different queues in any order.
- A packet with `barrier` starts when all earlier ones of its queue have finished. One without may start before that.
- Before a packet with `acquire` starts, what was read earlier and may be old is forgotten.
- What a packet with `release` wrote is visible before it completes.
- A packet that has finished and has a `completion` decrements the signal at that address, with release.
- The read index counts packets whose slots may be written again.
- A queue that meets an error stops, and says which error, of which packet.
"""


def queue_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of queues and a page for each."""
    words = "Rings of packets: the host writes them, rings a doorbell, and the device works on them."
    yield from _index(book, "queues", "Queues", words, "Queue")
    for name, one in book.every(lambda a: a.queues).items():
        yield f"queues/{name}.md", join(_queue(one, book.at(f"queues/{name}")))


def mailbox_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of mailboxes and a page for each."""
    words = "Registers through which the host asks the firmware, one message at a time."
    yield from _index(book, "mailboxes", "Mailboxes", words, "Mailbox")
    for name, one in book.every(lambda a: a.mailboxes).items():
        yield f"mailboxes/{name}.md", join(_mailbox(one, book.at(f"mailboxes/{name}")))


def trace_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of traces and a page for each."""
    words = "Records of one size that a device writes while it runs."
    yield from _index(book, "traces", "Traces", words, "Trace")
    for name, one in book.every(lambda a: a.traces).items():
        yield f"traces/{name}.md", join(_trace(one, book.at(f"traces/{name}")))


def _index(book: Book, kind: str, head: str, words: str, column: str) -> Iterator[tuple[str, str]]:
    things = book.every(lambda a: getattr(a, kind))
    if things:
        links = book.at(kind)
        rows = ((links.md(kind, one.name), links.inline(one.summary)) for one in things.values())
        yield f"{kind}.md", join([title(head, words), table((column, "Meaning"), rows)])


def _queue(one: Queue, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(_queue_facts(one, links))
    yield links.prose(one.description)
    yield "## Packets"
    yield f"Each is told by {code(one.type)} of its header, {links.md('structures', one.header.name)}."
    heads = ("Packet", "Code", "Structure", "Does", "Meaning")
    yield table(heads, (_packet(p, links) for p in one.packets.values()))
    yield "## Order"
    yield _ORDER
    yield "## Registers"
    yield _registers(one.registers, one.block, links)
    yield "## Members by role"
    yield from _roles(one.packets.values(), links)
    for packet in one.packets.values():
        if packet.program is not None:
            yield f"The list that {code(packet.name)} points to holds {links.md('structures', packet.program.name)}:"
            yield table(("Role", "Member"), ((plain(r), code(m)) for r, m in packet.program_roles.items()))
    protocols = [
        p.name
        for p in links.book.every(lambda a: a.protocols).values()
        if p.queue and p.queue.name == one.name
    ]
    if protocols:
        yield "## Protocol"
        yield f"Both sides as state machines, of which all orders were tried: {links.mds('protocols', protocols)}."
    yield from requirements(one, links)


def _queue_facts(one: Queue, links: Links) -> Iterator[tuple[str, str]]:
    low, high = one.capacity
    yield "Queues", links.book.told(lambda a: str(a.queues[one.name].count) if one.name in a.queues else "")
    yield "Packet", amount(one.size)
    yield "Slots", f"{low} to {high}, a power of two"
    yield "Index", f"<code>{one.index.name}</code>, counts packets"
    yield "Ring in", links.a("memories", one.memory.name) if one.memory is not None else "host memory"
    yield "Registers", links.a("registers", one.block.name)
    yield from life(one, links)


def _packet(one: Packet, links: Links) -> tuple[str, ...]:
    does = PACKETS[one.does]
    if one.arguments_in is not None:
        does += f"; arguments are copied to {one.arguments_in.name} at {one.arguments_at:#x}"
    name = anchored(code(one.name), one.name)
    return (
        name,
        str(one.code),
        links.md("structures", one.structure.name),
        plain(does),
        links.inline(one.summary),
    )


def _registers(registers: Mapping[str, HostRegister], block: RegisterBlock, links: Links) -> str:
    rows = (
        (plain(role), code(register.name), f"`{register.offset:#x}`", links.inline(register.summary))
        for role, register in registers.items()
    )
    return table(("Register for the", f"Of {links.md('registers', block.name)}", "Offset", "Meaning"), rows)


def _roles(items: Iterable[Packet | Record], links: Links) -> Iterator[str]:
    """One table for all: a row per structure, what plays the roles that it has."""
    met: set[Structure] = set()
    rows = []
    for one in items:
        if one.structure not in met:
            met.add(one.structure)
            told = ", ".join(f"{plain(role)}: {code(path)}" for role, path in one.roles.items())
            rows.append((links.md("structures", one.structure.name), told))
    yield table(("Structure", "Roles"), rows)


def _mailbox(one: Mailbox, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts([("Registers", links.a("registers", one.block.name)), *life(one, links)])
    yield links.prose(one.description)
    yield "## Messages"
    heads = ("Message", "Code", "Request", "Response", "The firmware", "Meaning")
    yield table(heads, (_message(m, links) for m in one.messages.values()))
    yield "## Order"
    states = {state: code(str(value)) for state, value in one.states.items()}
    yield (
        "The host writes the request to `data`, the code to `command`, and then any value to `doorbell`. "
        f"`status` is busy ({states.get('busy', '')}) until the firmware has answered: done ({states.get('done', '')}), and the "
        f"response lies in `data`, or failed ({states.get('failed', '')}), and `error` has a code. It is idle "
        f"({states.get('idle', '')}) until the first message."
    )
    yield "## Registers"
    yield _registers(one.registers, one.block, links)
    yield from requirements(one, links)


def _message(one: Message, links: Links) -> tuple[str, ...]:
    request = links.md("structures", one.request.name) if one.request is not None else ""
    response = links.md("structures", one.response.name) if one.response is not None else ""
    return (
        anchored(code(one.name), one.name),
        str(one.code),
        request,
        response,
        MESSAGES[one.does],
        links.inline(one.summary),
    )


def _trace(one: Trace, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(
        [("Record", amount(one.size)), ("Told by", f"<code>{html(one.type)}</code>"), *life(one, links)]
    )
    yield links.prose(one.description)
    yield "## Records"
    yield f"Each begins with {links.md('structures', one.header.name)}."
    rows = (
        (
            anchored(code(r.name), r.name), str(r.code), links.md("structures", r.structure.name),
            RECORDS[r.does], plain(r.category), links.inline(r.summary),
        )
        for r in one.records.values()
    )  # fmt: skip
    yield table(("Record", "Code", "Structure", "Tells that", "Category", "Meaning"), rows)
    yield "## Members by role"
    yield from _roles(one.records.values(), links)
    yield from requirements(one, links)
