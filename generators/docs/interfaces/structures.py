"""Structures: a map of their bytes, their members, what holds between them, and who uses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.interfaces.bytemap import byte_map
from specgen.generators.docs.parts.bits import word_diagram
from specgen.generators.docs.parts.page import anchored, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, plain
from specgen.model.interfaces import Structure
from specgen.model.isa import BitRange, Field, Format
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import BitField, Member, Value

#: Kinds of things that are made of structures.
_POLICIES = {"zero": "reserved, zero", "ignored": "reserved, ignored", "preserve": "reserved, preserved"}
_GROWTH = {
    "fixed": "never",
    "append": "later versions add members at its end",
    "sized": "later versions add members at its end",
}
_HEADS = ("Member", "Offset", "Bytes", "Type", "Values", "There where", "Meaning")


def structure_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of structures and a page for each."""
    structures = book.every(lambda a: a.structures)
    if not structures:
        return
    index = book.at("structures")
    rows = (
        (
            index.md("structures", one.name),
            str(one.size) + (" and more" if one.flexible is not None else ""),
            one.endian,
            index.inline(one.summary),
        )
        for one in structures.values()
    )
    words = "Bytes that two sides agree on, with every byte named: packets, table entries, headers, records."
    parts = [title("Structures", words), table(("Structure", "Bytes", "Order", "Meaning"), rows)]
    yield "structures.md", join(parts)
    for name, one in structures.items():
        yield f"structures/{name}.md", join(_page(one, book, book.at(f"structures/{name}")))


def _page(one: Structure, book: Book, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    sized = f", <code>{html(one.sized_by)}</code> tells its size" if one.sized_by else ""
    yield facts(
        [
            ("Size", f"{one.size} bytes" + (" and its array" if one.flexible is not None else "")),
            ("Every version has", f"{one.least} bytes" if one.growth != "fixed" else ""),
            ("Alignment", "1 byte (packed)" if one.packed else f"{one.align} bytes"),
            ("Order of bytes", f"{one.endian} endian"),
            ("Grows", _GROWTH[one.growth] + sized if one.growth != "fixed" else ""),
            *life(one, links),
        ]
    )
    yield links.prose(one.description)
    yield byte_map(one)
    yield "## Members"
    yield table(_HEADS, (row for member in one.members for row in _rows(one, member, links)))
    for member in one.members:
        if member.bits:
            yield f"## Bits of {code(member.name)} {{: #bits-{member.name} }}"
            yield from _bits(member, links)
    if one.constraints:
        yield "## Constraints"
        rules = (
            (code(c.holds.text), _error(c.error, links), links.inline(c.summary)) for c in one.constraints
        )
        yield table(("Holds", "Else", "Meaning"), rules)
    yield from requirements(one, links)


def _error(error: object, links: Links) -> str:
    name = getattr(error, "name", "")
    return links.md("errors", name) if name else ""


def _rows(of: Structure, member: Member, links: Links) -> Iterator[tuple[str, ...]]:
    one, meaning = member.value, links.inline(member.summary)
    name = anchored(code(member.name), member.name)
    if one is None:
        yield name, str(member.offset), str(member.size), "union", "", "", meaning
    else:
        size = "any" if one.flexible else str(member.size)
        values = _values(member, one, links)
        there = code(one.valid_when.text) if one.valid_when is not None else ""
        since = f" (since {plain(member.since)})" if member.since and of.growth != "fixed" else ""
        yield name, str(member.offset), size, _type(one, links), values, there, meaning + since
    for arm in member.arms:
        there = code(arm.valid_when.text) if arm.valid_when is not None else ""
        name = f"… {code(arm.name)}"
        yield (
            name,
            str(member.offset),
            str(arm.size),
            _type(arm, links),
            _limits(arm, links),
            there,
            links.inline(arm.summary),
        )


def _type(one: Value, links: Links) -> str:
    kind = links.md("structures", one.type.name) if isinstance(one.type, Structure) else code(one.type.name)
    if one.text:
        return f"text of up to {one.count} bytes"
    if one.counted_by is not None:
        most = f"up to {one.count} " if one.count else ""
        return f"{most}{kind}, as many as {code(one.counted_by)}"
    return kind if one.count is None else f"{one.count} × {kind}"


def _values(member: Member, one: Value, links: Links) -> str:
    said = []
    if member.reserved is not None:
        said.append(_POLICIES[member.reserved])
    if member.constant is not None:
        said.append(f"always {code(hex(member.constant) if member.constant > 255 else member.constant)}")
    if member.checksum is not None:
        given = member.checksum
        said.append(f"{given.algorithm} of {code(given.first)} to {code(given.last)}")
    if member.bits:
        said.append(f"[bits](#bits-{member.name})")
    return ", ".join([*said, *filter(None, [_limits(one, links)])])


def _limits(one: Value, links: Links) -> str:
    said = []
    if one.enum is not None:
        said.append(links.md("enums", one.enum.name))
    if one.low is not None and isinstance(one.type, IntegerType):
        least, most = one.low == one.type.low, one.high == one.type.high
        said.append(
            f"at least {one.low}" if most else f"at most {one.high}" if least else f"{one.low} to {one.high}"
        )
    if one.address_of is not None:
        said.append(f"address in {links.md('memories', one.address_of.name)}")
    if one.unit:
        said.append(plain(one.unit))
    return ", ".join(said)


def _bits(member: Member, links: Links) -> Iterator[str]:
    parts = tuple(
        Field(name=b.name, summary=b.summary, pieces=(BitRange(b.high, b.low),), reserved=b.reserved)
        for b in reversed(member.bits)
    )
    drawn = word_diagram(
        member.name,
        Format(name=member.name, width=8 * member.size, fields=parts),
        {},
        lambda field: f"#{field.name}",
    )
    yield f'<div class="sg-drawing" data-search-exclude>{drawn}</div>'
    rows = (_bit_row(member, bits, links) for bits in reversed(member.bits))
    yield table(("Bits", "Name", "Values", "There where", "Meaning"), rows)


def _bit_row(member: Member, bits: BitField, links: Links) -> tuple[str, ...]:
    values = links.md("enums", bits.enum.name) if bits.enum is not None else "signed" if bits.signed else ""
    if bits.reserved is not None:
        values = _POLICIES[bits.reserved]
    there = code(bits.valid_when.text) if bits.valid_when is not None else ""
    where = str(bits.high) if bits.high == bits.low else f"{bits.high}:{bits.low}"
    return code(where), anchored(code(bits.name), bits.name), values, there, links.inline(bits.summary)
