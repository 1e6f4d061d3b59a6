"""Registers that a host sees: the map of addresses, every register bit by bit, and interrupts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.bits import word_diagram
from specgen.generators.docs.parts.page import anchored, codes, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html, plain
from specgen.model.isa import BitRange, Field, Format

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import FieldPlace, HostRegister, Interrupt, RegisterBlock, RegisterField

ACCESSES = {
    "rw": "Software reads and writes it.",
    "ro": "Software reads it; what it writes there changes nothing.",
    "wo": "Software writes it, and reads zero.",
    "w1c": "Software reads it; a one written clears the bit, a zero leaves it.",
    "w1s": "Software reads it; a one written sets the bit, a zero leaves it.",
    "w0c": "Software reads it; a zero written clears the bit, a one leaves it.",
    "w1t": "Software reads it; a one written toggles the bit, a zero leaves it.",
    "rc": "Software reads it, and that clears it: a debugger that looks at it does so too.",
    "rs": "Software reads it, and that sets all its bits: a debugger that looks at it does so too.",
    "w1": "Software writes it once after a reset; from then on it is read-only.",
    "lock": "A one written locks, until a reset: what names this field is read-only from then on.",
}
"""What each access means, in one sentence."""
_HARDWARE = {
    "rw": "",
    "r": "the device reads it",
    "w": "the device writes it",
    "na": "the device leaves it alone",
}
_RESERVED = {"zero": "write zero", "ignored": "write anything", "preserve": "write what was read"}
_TRIGGERS = {
    "level": "while it is pending",
    "edge": "each time it becomes pending",
    "message": "by a message, each time it becomes pending",
}


def register_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the map of addresses, and a page for each block."""
    blocks = book.every(lambda a: a.registers)
    if not blocks:
        return
    links = book.at("registers")
    words = "What a host reads and writes: blocks of registers in one space of addresses."
    ordered = sorted(blocks.values(), key=lambda b: b.base)
    rows = (
        (code(_range(b)), links.md("registers", b.name), _many(b), links.inline(b.summary)) for b in ordered
    )
    parts = [title("Registers", words), table(("Addresses", "Block", "How many", "Meaning"), rows)]
    if len({f"{b.name}.{r.name}" for b in ordered for r in b.registers}) <= _MOST_LISTED:
        parts += [
            "## All registers",
            table(("Address", "Register", "Bits", "Access", "Meaning"), _all(ordered, links)),
        ]
    yield "registers.md", join(parts)
    for name, block in blocks.items():
        yield f"registers/{name}.md", join(_page(block, book.at(f"registers/{name}")))


_MOST_LISTED = 1000


def _all(blocks: Iterable[RegisterBlock], links: Links) -> Iterator[tuple[str, ...]]:
    for block in blocks:
        for one in block.registers:
            link = f"[{plain(block.name)}.{plain(one.name)}](registers/{block.name}.md#{one.name})"
            yield code(_address(block, one)), link, str(one.width), _access(one), links.inline(one.summary)


def _page(block: RegisterBlock, links: Links) -> Iterator[str]:
    yield title(block.name, links.inline(block.summary))
    order = (
        "the least significant byte first" if block.endian == "little" else "the most significant byte first"
    )
    yield facts([
        ("Addresses", html(_range(block))),
        ("How many", html(_many(block))),
        ("One access", f"{block.width} bits, {order}"),
        *life(block, links),
    ])  # fmt: skip
    yield links.prose(block.description)
    rows = (
        (
            code(f"{r.offset:#x}"),
            f"[{plain(r.name)}](#{r.name})",
            _many(r),
            str(r.width),
            _access(r),
            links.inline(r.summary),
        )
        for r in block.registers
    )
    yield table(("Offset", "Register", "How many", "Bits", "Access", "Meaning"), rows)
    used = {f.access for r in block.registers for f in r.fields if f.reserved is None}
    yield "\n".join(f"- `{kind}`: {words}" for kind, words in ACCESSES.items() if kind in used)
    for register in block.registers:
        yield from _register(block, register, links)
    yield from requirements(block, links)


def _register(block: RegisterBlock, one: HostRegister, links: Links) -> Iterator[str]:
    yield f"## {plain(one.name)} {{: #{one.name} }}"
    yield links.inline(one.summary)
    unknown = " where it is known" if any(f.reset is None for f in one.fields) else ""
    yield facts([
        ("Address", html(", ".join([_address(block, one), *_ranges(block, one)]))),
        ("Bits", str(one.width)),
        ("After a reset", f"<code>{one.reset:#x}</code>{unknown}"),
        *life(one, links),
    ])  # fmt: skip
    yield links.prose(one.description)
    drawing = word_diagram(one.name, _drawn(one), {}, lambda field: f"#{one.name}-{field.name}")
    yield f'<div class="sg-drawing" data-search-exclude>{drawing}</div>'
    heads = ("Bits", "Field", "Access", "After a reset", "Values", "Besides", "Meaning")
    yield table(heads, [*(_field(one, f, links) for f in reversed(one.fields)), *_rest(one)])
    yield from (part.replace("## ", "### ") for part in requirements(one, links))


def _drawn(one: HostRegister) -> Format:
    """A register as a word with fields, and what nobody named as reserved ones."""
    fields = [_box(f.name, f.high, f.low, f.reserved, f.summary) for f in one.fields]
    fields += [_box(_unnamed(one), high, low, "zero", "") for high, low in _gaps(one)]
    return Format(name=one.name, width=one.width, fields=tuple(fields))


def _box(name: str, high: int, low: int, reserved: str | None, summary: str) -> Field:
    return Field(name=name, pieces=(BitRange(high, low),), reserved=reserved and "ignored", summary=summary)


def _gaps(one: HostRegister) -> list[tuple[int, int]]:
    """The runs of bits that no field names."""
    found, low = [], 0
    for field in one.fields:
        if field.low > low:
            found.append((field.low - 1, low))
        low = field.high + 1
    return [*found, (one.width - 1, low)] if low < one.width else found


def _unnamed(one: HostRegister) -> str:
    """What the bits are called that no field names."""
    name = "reserved"
    while any(f.name == name for f in one.fields):
        name += "_"
    return name


def _rest(one: HostRegister) -> Iterator[tuple[str, ...]]:
    gaps = _gaps(one)
    if gaps:
        bits = " ".join(_bits(high, low) for high, low in reversed(gaps))
        name = anchored(_unnamed(one), f"{one.name}-{_unnamed(one)}")
        yield code(bits), name, "", code("0"), "", "", "Write zero."


def _field(one: HostRegister, field: RegisterField, links: Links) -> tuple[str, ...]:
    name = anchored(code(field.name), f"{one.name}-{field.name}")
    bits = code(_bits(field.high, field.low))
    reset = "unknown" if field.reset is None else code(_value(field.reset))
    if field.reserved:
        return (
            bits,
            name,
            "",
            reset,
            "",
            f"reserved: {_RESERVED[field.reserved]}",
            links.inline(field.summary),
        )
    told = ["acts once, then reads zero"] if field.pulse else []
    told += [f"locked by {code(field.locked_by)}"] if field.locked_by else []
    told += [_HARDWARE[field.hardware]] if _HARDWARE[field.hardware] else []
    told += [f"set by {codes(field.when)}"] if field.when else []
    values = links.md("enums", field.enum.name) if field.enum else "signed" if field.signed else ""
    return bits, name, code(field.access), reset, values, "; ".join(told), links.inline(field.summary)


def interrupt_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of interrupts."""
    found = book.every(lambda a: a.interrupts)
    if not found:
        return
    links = book.at("interrupts")
    words = "What the device tells the host without being asked: reasons, by line."
    ordered = sorted(found.values(), key=lambda i: i.line)
    heads = ("Line", "Interrupt", "Raised", "Pending", "Enabled by", "Forced by", "When", "Meaning")
    yield (
        "interrupts.md",
        join([title("Interrupts", words), table(heads, (_interrupt(i, links) for i in ordered))]),
    )


def _interrupt(one: Interrupt, links: Links) -> tuple[str, ...]:
    name = anchored(code(one.name), one.name)
    places = (_place(place) for place in (one.pending, one.enable, one.force))
    return str(one.line), name, _TRIGGERS[one.trigger], *places, codes(one.when), links.inline(one.summary)


def _place(place: FieldPlace | None) -> str:
    if place is None:
        return ""
    path = f"{place.block.name}.{place.register.name}.{place.field.name}"
    return f"[{plain(path)}](registers/{place.block.name}.md#{place.register.name}-{place.field.name})"


# -- words -----------------------------------------------------------------------------------------------------------------


def _range(block: RegisterBlock) -> str:
    end = block.base + ((block.count or 1) - 1) * block.stride + block.size
    return f"{block.base:#06x} to {end - 1:#06x}"


def _address(block: RegisterBlock, one: HostRegister) -> str:
    """The address, with an index for each array that it is in."""
    arrays = [(block.count, block.stride, "n"), (one.count, one.stride, "i")]
    steps = "".join(f" + {index} · {stride:#x}" for count, stride, index in arrays if count is not None)
    return f"{block.base + one.offset:#06x}{steps}"


def _ranges(block: RegisterBlock, one: HostRegister) -> Iterator[str]:
    for count, index in ((block.count, "n"), (one.count, "i")):
        if count is not None:
            yield f"{index} from 0 to {count - 1}"


def _many(one: RegisterBlock | HostRegister) -> str:
    return "" if one.count is None else f"{one.count}, {one.stride:#x} apart"


def _access(one: HostRegister) -> str:
    kinds = list(dict.fromkeys(f.access for f in one.fields if f.reserved is None))
    return ", ".join(code(kind) for kind in kinds)


def _bits(high: int, low: int) -> str:
    return str(high) if high == low else f"{high}:{low}"


def _value(value: int) -> str:
    return str(value) if value < 10 else f"{value:#x}"
