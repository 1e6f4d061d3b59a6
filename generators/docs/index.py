"""Pages that lead to the others: the overview, the instructions by group and engine, the encoding map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import grid, group_of, join, slug, table, title
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.isa import Field, Instruction

SECTIONS = (
    ("status", "Status", "where it stands, and what that rests on"),
    ("instructions", "Instructions", "what each does, bit by bit"),
    ("playground", "Playground", "type a word or assembly, and see its bits"),
    ("step", "Step", "run a program instruction by instruction"),
    ("encoding", "Encoding map", "all opcodes at a glance"),
    ("formats", "Formats", "how words are divided"),
    ("types", "Data types", "number formats and their values"),
    ("enums", "Enums", "names of fields' values"),
    ("state", "State", "registers and arrays"),
    ("memories", "Memories", "size, speed, reach"),
    ("devices", "Devices", "registers beside a memory"),
    ("layouts", "Layouts", "from indices to addresses"),
    ("engines", "Processors and engines", "who executes, and how they meet"),
    ("faults", "Faults", "what may go wrong"),
    ("functions", "Functions and tables", "what instructions share"),
    ("aliases", "Aliases", "other spellings"),
    ("extensions", "Extensions", "optional parts"),
    ("registers", "Registers", "what a host reads and writes"),
    ("interrupts", "Interrupts", "what the device tells unasked"),
    ("structures", "Structures", "bytes that two sides agree on"),
    ("queues", "Queues", "what the host has the device do"),
    ("mailboxes", "Mailboxes", "what the firmware answers"),
    ("traces", "Traces", "what the device tells while it runs"),
    ("protocols", "Protocols", "in every order"),
    ("executables", "Executables", "files that are launched"),
    ("runtimes", "Runtimes", "functions that programs call"),
    ("errors", "Errors", "cause, blame and remedy"),
    ("parameters", "Parameters and variants", "side by side"),
    ("performance", "Performance", "peaks and ceilings"),
    ("rooflines", "Rooflines", "with sliders, recomputed as you move them"),
    ("workloads", "Workloads", "where their time goes"),
    ("coverage", "Coverage", "which operators the instructions do"),
    ("models", "Models", "networks that run on it"),
    ("chips", "Chips", "the spec's own beside others"),
    ("targets", "Targets", "where they stand"),
    ("decisions", "Decisions", "why it is so, in numbers"),
    ("requirements", "Requirements", "and the tests that cover them"),
    ("absent", "Left out", "and why"),
    ("glossary", "Glossary", "words of the field"),
    ("releases", "Releases", "what each brought, and what to take"),
    ("compare", "Compare versions", "what differs, and for whom"),
    ("rules", "Diagnostics", "what the checks look for"),
    ("review", "Rules of reviews", "what a change breaks, for whom"),
    ("source", "Source", "the spec's own files, line by line"),
)
"""Pages that an overview leads to, where they exist."""


def overview_pages(book: Book, made: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the home page in the spec's own words, and the overview of the reference, over pages ``made``."""
    default, links = book.default, book.at("index")
    head = title(default.name, links.inline(default.summary))
    counts = f"Version {plain(default.version)}, with {len(book.instructions)} instructions"
    if len(book.architectures) > 1:
        counts += f" in {len(book.architectures)} variants"
    tiles = _tiles(made)
    yield "index.md", join([head, links.prose(default.description), f"{counts}.", tiles])
    yield "reference.md", join([title("Reference", f"{counts}."), tiles])


def _tiles(made: frozenset[str]) -> str:
    links = (
        f'<a href="{page}.html"><strong>{html(name)}</strong><span>{html(about)}</span></a>'
        for page, name, about in SECTIONS
        if f"{page}.md" in made
    )
    return f'<div class="sg-tiles">{"".join(links)}</div>'


def instruction_index(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the instructions by group; where there are many, the table of each group on a page of its own."""
    links = book.at("instructions")
    groups: dict[str, list[Instruction]] = {}
    for one, _ in book.instructions.values():
        groups.setdefault(group_of(one), []).append(one)
    parts = [title("Instructions", "By group. A filter finds them by what they are, read, write and raise.")]
    for group, members in groups.items():
        parts.append(f"## {plain(group)} {{: #{slug(group)} }}")
        if len(book.instructions) <= _TABLES:
            parts.append(_table(members, links))
            continue
        for first in range(0, len(members), _TABLES):
            some, place = members[first : first + _TABLES], f"groups/{slug(group)}"
            place += f"-from-{some[0].name}" if first else ""
            parts.append(
                f"[{len(some)} instructions]({place}.md)" + (f", from {code(some[0].name)}" if first else "")
            )
            yield f"{place}.md", join([title(group, ""), _table(some, book.at(place)), _BACK])
        if len(book.instructions) <= _NAMES:
            parts.append(links.mds("instructions", (one.name for one in members)))
    yield "instructions.md", join(parts)


_TABLES, _NAMES = 100, 500  # instructions whose tables, and whose names, one page holds
_BACK = "[All instructions](../instructions.md)"


def _table(members: list[Instruction], links: Links) -> str:
    return table(("Instruction", "Assembly", "Bits", "Engine", "Summary"), _rows(members, links))


def _rows(members: list[Instruction], links: Links) -> Iterator[tuple[str, ...]]:
    for one in members:
        engine = links.md("engines", one.engine.name) if one.engine else ""
        name = links.md("instructions", one.name)
        yield (
            name,
            f"{code(spelling(one))}{{: .sg-wrap }}",
            str(one.format.width),
            engine,
            links.inline(one.summary),
        )


def spelling(one: Instruction) -> str:
    """Return an instruction's template with the bare names of its operands."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", r"\1", one.assembly)


def encoding_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the map of opcodes: for every first field, its values and the instructions that have them."""
    links = book.at("encoding")
    parts = [
        title("Encoding map", "Instructions by the fixed field in their lowest bits, then by the others.")
    ]
    first: dict[tuple[int, int], dict[int, list[Instruction]]] = {}
    for one, _ in book.instructions.values():
        field = _lowest(one)
        if field is not None:
            span = (field.pieces[-1].high, field.pieces[-1].low)
            first.setdefault(span, {}).setdefault(one.encoding[field.name], []).append(one)
    for (high, low), values in sorted(first.items()):
        parts += [f"## Bits {high}:{low}", _grid(low, high - low + 1, values, links)]
        if len(book.instructions) <= _ROWS:
            parts.append(_listed(values, links))
            continue
        for some in _shares(values):
            place = f"encoding/{high}-{low}-from-{min(some):#x}"
            heading = f"Bits {high}:{low} from {min(some):#x}"
            parts.append(f"[{min(some):#x} to {max(some):#x}]({place}.md)")
            yield f"{place}.md", join([title(heading, ""), _listed(some, book.at(place))])
    yield "encoding.md", join(parts)


_ROWS = 300  # instructions of which one page has a row each


def _listed(values: dict[int, list[Instruction]], links: Links) -> str:
    return table(("Value", "Bits", "Instruction", "Other fixed fields"), _values(values, links))


def _shares(values: dict[int, list[Instruction]]) -> Iterator[dict[int, list[Instruction]]]:
    """The values in order, as many together as one page holds."""
    some: dict[int, list[Instruction]] = {}
    for value, members in sorted(values.items()):
        if some and sum(map(len, some.values())) + len(members) > _ROWS:
            yield some
            some = {}
        some[value] = members
    yield some


def _lowest(one: Instruction) -> Field | None:
    fixed = [f for f in one.format.fields if f.name in one.encoding]
    return min(fixed, key=lambda f: f.pieces[-1].low, default=None)


def _grid(low: int, width: int, values: dict[int, list[Instruction]], links: Links) -> str:
    """The values of a small field as a grid, 8 to a row; empty cells are free."""
    if width > 8:
        return ""
    columns = min(8, 1 << width)
    rows = [
        (
            f"{start:#04x}",
            "".join(_cell(values.get(value, []), links) for value in range(start, start + columns)),
        )
        for start in range(0, 1 << width, columns)
        if any(value in values for value in range(start, start + columns))
    ]
    heads = ["value", *(f"+{column}" for column in range(columns))]
    return grid(f"Values of bits {low + width - 1}:{low}", heads, rows, "sg-grid sg-map")


def _cell(members: list[Instruction], links: Links) -> str:
    if len(members) > 3:
        text = f"{links.a('instructions', members[0].name)} +{len(members) - 1}"
    else:
        text = "<br>".join(links.a("instructions", one.name) for one in members)
    return f'<td class="sg-name">{_breakable(text)}</td>'


def _breakable(text: str) -> str:
    """Names in HTML that may break after an underscore, but not within their links' addresses."""
    return re.sub(r"_(?=[^<>]*(<|$))", "_<wbr>", text)


def _values(values: dict[int, list[Instruction]], links: Links) -> Iterator[tuple[str, ...]]:
    for value, members in sorted(values.items()):
        for one in sorted(members, key=lambda i: (i.format.width, tuple(i.encoding.values()))):
            first = _lowest(one)
            others = (f"{n} = {v:#x}" for n, v in one.encoding.items() if first is None or n != first.name)
            width = str(one.format.width)
            yield f"`{value:#04x}`", width, links.md("instructions", one.name), ", ".join(map(code, others))
