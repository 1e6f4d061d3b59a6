"""Every byte of a file with what it is: for dumps in which nothing is unexplained."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.machine.executables.framing import header as check_header
from specgen.machine.executables.framing import table as check_table
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec.places import order_of
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.machine.executables.opened import Opened, Placed
    from specgen.model.interfaces import Member

_LONGEST = 64


@frozen()
class Span:
    """Bytes ``start`` to ``end`` (not included): what they are called, what they say, and of which ``part`` they are."""

    start: int
    end: int
    path: str
    text: str
    part: str


def spans(opened: Opened) -> Iterator[Span]:
    """Yield all bytes of a file in their order, as far as it can be read; the rest as one span."""
    size, at = len(opened.data), 0
    for span in _parts(opened):
        if span.start >= size:
            break
        if span.start < at:
            continue  # of a damaged file: it was shown already
        if span.start > at:
            yield Span(at, span.start, "", _zeros(opened, at, span.start), "padding")
        at = min(span.end, size)
        yield span if span.end <= size else Span(span.start, at, span.path, f"{span.text} (cut)", span.part)
    if at < size:
        yield Span(at, size, "", _zeros(opened, at, size), "padding")


def _zeros(opened: Opened, start: int, end: int) -> str:
    return "unknown" if any(opened.data[start : min(end, start + 4096)]) else "padding"


def _parts(opened: Opened) -> Iterator[Span]:
    form = opened.format
    yield from _structure(opened, form.header, 0, "header", "header")
    if len(opened.data) < form.header.size or any(check_table(opened)):
        return
    if any(r.rule in ("magic", "version") for r in islice(check_header(opened), 4)):
        return
    for i, row in enumerate(opened.table):
        yield from _structure(opened, form.table, row.at, f"sections[{i}]", "table")
    for section in sorted(opened.sections, key=lambda s: s.offset):
        yield from _section(opened, section)


def _section(opened: Opened, section: Placed) -> Iterator[Span]:
    kind, start = section.kind, section.offset
    end = min(start + section.size, len(opened.data))
    if kind is None:
        yield Span(start, end, f"sections[{section.index}]", "of an unknown kind", "unknown")
    elif kind.entry is not None:
        for i in range((end - start) // kind.entry.size):
            at = start + i * kind.entry.size
            yield from _structure(opened, kind.entry, at, f"{kind.name}[{i}]", kind.does)
    elif kind.does == "strings":
        yield from _strings(opened, start, end, kind.name)
    elif kind.does == "code":
        yield from _code(opened, section, end)
    elif end > start:
        name = opened.text(section.entry, "name")
        words = (
            bytes(opened.data[start:end])[:_LONGEST].decode(errors="replace") if kind.does == "notes" else ""
        )
        yield Span(start, end, name or kind.name, words or f"{end - start} bytes", kind.does)


def _strings(opened: Opened, start: int, end: int, name: str) -> Iterator[Span]:
    at, data = start, bytes(opened.data[start:end])
    for text in data.split(b"\0"):
        stop = min(at + len(text) + 1, end)
        if stop > at:
            yield Span(at, stop, f"{name}[{at - start}]", repr(text.decode(errors="replace")), "strings")
        at = stop


def _code(opened: Opened, section: Placed, end: int) -> Iterator[Span]:
    """Instructions, disassembled."""
    from specgen.machine.codec import Codec
    from specgen.machine.disassembler import Disassembler

    row, start = section.entry, section.offset
    name = opened.text(row, "name")
    processors = opened.architecture.processors
    processor = processors.get(opened.text(row, "processor")) or next(iter(processors.values()), None)
    if processor is None or end <= start:
        yield Span(start, end, name, "code", "code")
        return
    base = row["address"]
    labels = {
        opened.text(r, "name"): base + r["value"]
        for r in opened.rows("symbols")
        if r["section"] == section.index
    }
    shown = Disassembler(Codec(opened.architecture, processor))
    for line in shown.lines(bytes(opened.data[start:end]), base, labels):
        at = start + line.address - base
        yield Span(at, at + len(line.data), f"{name}+{line.address - base:#x}", line.text, "code")


def _structure(opened: Opened, structure: Structure, at: int, path: str, part: str) -> Iterator[Span]:
    for member in structure.members:
        start, name = at + member.offset, f"{path}.{member.name}"
        inner = member.value.type if member.value is not None and member.value.count is None else None
        if isinstance(inner, Structure):
            yield from _structure(opened, inner, start, name, part)
        else:
            yield Span(start, start + member.size, name, _said(opened, structure, member, start), part)


def _said(opened: Opened, structure: Structure, member: Member, at: int) -> str:
    """The value of a member in words."""
    data, one = bytes(opened.data[at : at + member.size]), member.value
    if member.reserved is not None:
        return "reserved"
    if one is None or not isinstance(one.type, IntegerType):
        return data.hex() if one is None or one.count is not None else _float(data, structure)
    if one.text:
        return repr(data.partition(b"\0")[0].decode(errors="replace"))
    size, signed, order = one.element_size, one.type.signed, order_of(structure)
    numbers = [int.from_bytes(data[i : i + size], order, signed=signed) for i in range(0, len(data), size)]
    if one.count is not None:
        return data.hex() if size == 1 else str(numbers)
    value = numbers[0] if numbers else 0
    if member.bits:
        fields = [(b.name, (value & b.mask) >> b.low) for b in member.bits if b.reserved is None]
        return " ".join(f"{name}={v}" for name, v in fields) or "reserved"
    named = one.enum.by_value.get(value) if one.enum is not None else None
    return (
        f"{value} {named.name}" if named is not None else f"{value} ({value:#x})" if value > 9 else str(value)
    )


def _float(data: bytes, structure: Structure) -> str:
    from struct import unpack

    if len(data) not in (4, 8):
        return data.hex()
    form = ("<" if structure.endian == "little" else ">") + ("f" if len(data) == 4 else "d")
    value: Any = unpack(form, data)[0]
    return f"{value!r}"
