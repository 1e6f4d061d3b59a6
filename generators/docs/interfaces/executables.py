"""Formats of executables: how a file is laid out, what its sections hold, what relocations patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import (
    amount,
    anchored,
    facts,
    grid,
    join,
    life,
    requirements,
    table,
    title,
)
from specgen.generators.docs.parts.text import code, html, plain
from specgen.model.interfaces import place_of

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import Executable, Relocation, Section, Structure

#: What sections hold.
HOLDS = {
    "code": "instructions of one processor",
    "data": "bytes: constants, the contents of buffers",
    "strings": "names, each ended by a zero byte",
    "symbols": "names of places in sections, in the order of the names",
    "relocations": "places that hold addresses, in the order of the places",
    "buffers": "the plan of the memories, in the order of the names",
    "entries": "what can be launched, in the order of the names",
    "arguments": "what entry points take, one entry point after the other",
    "quantisation": "how codes in arguments mean numbers",
    "hooks": "places in code that a profiler may watch",
    "features": "what the program asks of the runtime and the device",
    "signature": "digests and signatures of the file",
    "notes": "text for people",
}
_RULES = """
- A reader takes every minor version up to its own of the same major one, and refuses others.
- A section of a kind that a reader does not know is skipped, unless it says that it is required.
- Sections lie in the order of the table, each at the first multiple of the alignment after the one before; bytes between
  them are zero, and nothing follows the last.
- What refers to an entry or a section gives its number from 0; all ones refer to nothing.
- Buffers that are needed at the same time have no byte in common, unless one is an alias of the other.
"""

_HEADED = frozenset(("relocations", "arguments", "features"))
"""Sections that are called as a heading of the page, which has the anchor."""


def executable_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of formats and a page for each."""
    forms = book.every(lambda a: a.executables)
    if not forms:
        return
    links = book.at("executables")
    rows = (
        (links.md("executables", f.name), code(f.suffix), _version(f), links.inline(f.summary))
        for f in forms.values()
    )
    words = "Files with the code of every processor, weights, the plan of the memories, and what to call."
    heads = ("Format", "Files", "Version", "Meaning")
    yield "executables.md", join([title("Executables", words), table(heads, rows)])
    for name, one in forms.items():
        yield f"executables/{name}.md", join(_page(one, book.at(f"executables/{name}")))


def _version(one: Executable) -> str:
    return f"{one.version[0]}.{one.version[1]}"


def _page(one: Executable, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(_facts(one, links))
    yield links.prose(one.description)
    yield "## The file"
    yield _map(one, links)
    yield _RULES
    yield "## Sections"
    heads = ("Kind", "Code", "Entry", "In a file", "Holds")
    kinds = _summaries(one.table, one.table_roles["kind"])
    yield table(heads, (_section(s, kinds, links) for s in one.sections.values()))
    if one.relocations:
        yield "## Relocations"
        yield (
            f"{code('value')} is the address of the symbol with the addend, {code('here')} that of the place. A value that does "
            "not fit is refused."
        )
        columns = ("Kind", "Code", "Patches", "With", "Meaning")
        fixed = next(s for s in one.sections.values() if s.does == "relocations")
        kinds = _summaries(fixed.entry, fixed.roles["kind"]) if fixed.entry is not None else {}
        yield table(columns, (_relocation(r, kinds, links) for r in one.relocations.values()))
    if one.block is not None:
        yield "## Arguments"
        yield _arguments(one, links)
    if one.features:
        yield "## Features"
        yield "Besides the extensions of the instruction set, a program may ask for:"
        yield table(("Feature", "Meaning"), ((code(n), links.inline(t)) for n, t in one.features.items()))
    yield "## Members by role"
    yield from _roles(one, links)
    yield from requirements(one, links)


def _facts(one: Executable, links: Links) -> Iterator[tuple[str, str]]:
    magic = " ".join(f"{b:02x}" for b in one.magic)
    yield "Files", f"<code>{html(one.suffix)}</code>"
    yield "Begin with", f"<code>{magic}</code>"
    yield "Version", _version(one)
    yield "Order of bytes", f"{one.endian} endian"
    yield "Header", links.a("structures", one.header.name)
    yield "Entry of the table", links.a("structures", one.table.name)
    yield "Sections", f"at most {one.most_sections}, at multiples of {amount(one.alignment)}"
    yield from life(one, links)


def _map(one: Executable, links: Links) -> str:
    """The parts of a file from its first byte on, each a link to what it is made of."""
    begin = one.header.size + -one.header.size % one.alignment
    rows = [("0", _cell(links.a("structures", one.header.name), f"{one.header.size} bytes"))]
    if begin > one.header.size:
        rows.append((str(one.header.size), _cell("zeros", f"{begin - one.header.size} bytes")))
    table_words = f"the number of sections × {one.table.size} bytes"
    rows.append((str(begin), _cell(f"table of {links.a('structures', one.table.name)}", table_words)))
    for section in one.sections.values():
        entry = section.entry
        words = f"n × {entry.size} bytes" if entry is not None else "bytes"
        what = f": {links.a('structures', entry.name)}" if entry is not None else ""
        rows.append(("", _cell(f'<a href="#{html(section.name)}">{html(section.name)}</a>{what}', words)))
    return grid("Parts of a file", ("byte", "part", "size"), rows, "sg-grid sg-map")


def _cell(what: str, size: str) -> str:
    return f'<td class="sg-used">{what}</td><td>{html(size)}</td>'


def _summaries(structure: Structure, path: str) -> dict[str, str]:
    """What the enum of kinds says of each."""
    place = place_of(structure, path)
    value = place.member.value if place is not None else None
    enum = value.enum if value is not None else None
    return {m.name: m.summary for m in enum.members} if enum is not None else {}


def _section(one: Section, kinds: Mapping[str, str], links: Links) -> tuple[str, ...]:
    many = "one" if one.most == 1 else f"up to {one.most}" if one.most else "any number"
    return (
        code(one.name) if one.name in _HEADED else anchored(code(one.name), one.name),
        str(one.code),
        links.md("structures", one.entry.name) if one.entry is not None else "",
        f"{many}, required" if one.required else many,
        links.inline(one.summary or kinds.get(one.name, "")) or plain(HOLDS[one.does]),
    )


def _relocation(one: Relocation, kinds: Mapping[str, str], links: Links) -> tuple[str, ...]:
    if one.field is not None and one.format is not None:
        where = f"{code(one.field.name)} of {links.md('formats', one.format.name)}"
    else:
        where = code(one.type.name if one.type is not None else "")
    return (
        code(one.name),
        str(one.code),
        where,
        code(one.value.text),
        links.inline(one.summary or kinds.get(one.name, "")),
    )


def _arguments(one: Executable, links: Links) -> str:
    block = one.block
    assert block is not None
    order = "first" if block.high_first else "last"
    words = f"of {block.word} bytes, the one with the high bits {order}" if block.word < 8 else "of 8 bytes"
    return (
        f"A kernel finds its arguments in {links.md('memories', block.memory.name)}, in the {block.size} bytes from "
        f"{code(hex(block.address))} on. An array is given by its address, a number by its bits, each at the offset and in the "
        f"size that its descriptor says, in words {words}."
    )


def _roles(one: Executable, links: Links) -> Iterator[str]:
    parts = [(one.header, one.header_roles), (one.table, one.table_roles)]
    parts += [(s.entry, s.roles) for s in one.sections.values() if s.entry is not None]
    rows = (
        (
            links.md("structures", structure.name),
            ", ".join(f"{plain(r)} {code(m)}" for r, m in roles.items() if r != m),
        )
        for structure, roles in parts
    )
    renamed = [row for row in rows if row[1]]
    if renamed:
        yield table(("Structure", "Members that are called otherwise"), renamed)
    else:
        yield "Every member is called as the role that it plays."
