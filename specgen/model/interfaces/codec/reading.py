"""Checks bytes against a structure, in the order that readers in all languages keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.model.interfaces.codec.checksums import checksum
from specgen.model.interfaces.codec.places import Window, joined, narrowed, order_of, places
from specgen.model.interfaces.codec.refusals import Refusal
from specgen.model.interfaces.structures import Structure
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces.structures import BitField, Member, Value


def measured(window: Window) -> int | Refusal:
    """Return how many of the window's bytes are the structure's own, or why they are too few."""
    structure, have = window.structure, window.extent
    if have < structure.least:
        return window.refusal(0, "", "size", f"{have} bytes, of at least {structure.least}")
    if structure.flexible is not None and structure.flexible.value is not None:
        return _with_tail(window, structure.flexible.value)
    extent, offset, name = min(have, structure.size), 0, structure.sized_by or ""
    if structure.sized_by is not None:
        extent, offset = window.number(name), places(structure)[name].offset
        if not structure.least <= extent <= have:
            message = f"a size of {extent}, where {have} bytes are, and {structure.least} needed"
            return window.refusal(offset, name, "size", message)
    if extent < structure.size and all(m.offset != extent for m in structure.members):
        return window.refusal(offset, name, "size", f"{extent} bytes end within a member")
    return extent


def _with_tail(window: Window, tail: Value) -> int | Refusal:
    structure, counter = window.structure, tail.counted_by or ""
    count = window.number(counter)
    if not 0 <= count * tail.element_size <= window.extent - structure.size:
        offset = places(structure)[counter].offset
        return window.refusal(
            offset, counter, "count", f"{count} {tail.name} do not fit {window.extent} bytes"
        )
    return structure.size + count * tail.element_size


def refusals(structure: Structure, data: memoryview, at: int, have: int, path: str = "") -> Iterator[Refusal]:
    """Yield what is wrong: sizes, then members in their order, then checksums, then constraints."""
    extent = measured(Window(structure, data, at, have, path))
    if isinstance(extent, Refusal):
        yield extent
        return
    window = Window(structure, data, at, extent, path)
    if structure.flexible is None:
        yield from _zero(window, structure.size, extent, "", "unknown")
    for member in structure.members:
        if member.offset + member.size <= extent:
            yield from _member(window, member)
    for member, expected in expected_checksums(window):
        found = window.bytes(member.offset, member.size)
        if found != expected:
            message = f"{found.hex()}, not {expected.hex()}"
            yield window.refusal(member.offset, member.name, "checksum", message)
    yield from _constraints(window)


def _constraints(window: Window) -> Iterator[Refusal]:
    known = places(window.structure)
    for one in window.structure.constraints:
        if not window.holds(one.holds):
            first = next(iter(one.holds.names), "")
            offset = known[first].offset if first else 0
            message = one.summary or f"{one.holds.text} does not hold"
            yield window.refusal(offset, first, "constraint", message, one.error)


def _member(window: Window, member: Member) -> Iterator[Refusal]:
    end = member.offset + member.size
    if member.reserved is not None:
        if member.reserved == "zero":
            yield from _zero(window, member.offset, end, member.name, "reserved")
        return
    one = chosen(window, member)
    if one is None:
        yield from _zero(window, member.offset, end, member.name, "absent")
        return
    name = joined(member.name, one.name) if member.union else member.name
    yield from (
        _array(window, one, member, name)
        if one.count is not None
        else _single(window, one, member, member.offset, name)
    )
    if member.union:
        yield from _zero(window, member.offset + one.size, end, member.name, "absent")


def chosen(window: Window, member: Member) -> Value | None:
    """Return the value that is there: of a union the first arm whose condition holds."""
    for one in member.arms or (member.value,):
        if one is not None and (one.valid_when is None or window.holds(one.valid_when)):
            return one
    return None


def counted(window: Window, one: Value) -> int:
    """Return how many values of an array are there; a count that is wrong is cut to what there is room for."""
    if one.counted_by is None:
        return one.count or 0
    room = (window.extent - window.structure.size) // one.element_size if one.flexible else one.count or 0
    return max(0, min(window.number(one.counted_by), room))


def _array(window: Window, one: Value, member: Member, name: str) -> Iterator[Refusal]:
    if one.counted_by is not None and not one.flexible:
        stated = window.number(one.counted_by)
        if not 0 <= stated <= (one.count or 0):
            offset = places(window.structure)[one.counted_by].offset
            message = f"{stated} {one.name}, of at most {one.count}"
            yield window.refusal(offset, one.counted_by, "count", message)
            return
    count = counted(window, one)
    if one.text:
        yield from _text(window, member.offset, count, name)
    elif isinstance(one.type, Structure) or one.enum is not None or one.low is not None:
        for index in range(count):
            offset = member.offset + index * one.element_size
            yield from _single(window, one, member, offset, f"{name}[{index}]")
    if not one.flexible:
        unused = member.offset + count * one.element_size
        yield from _zero(window, unused, member.offset + one.size, name, "absent")


def _single(window: Window, one: Value, member: Member, offset: int, name: str) -> Iterator[Refusal]:
    if isinstance(one.type, Structure):
        inner = Window(one.type, window.data, window.at + offset, one.type.size, joined(window.path, name))
        yield from refusals(inner.structure, inner.data, inner.at, inner.extent, inner.path)
        extent = measured(inner)
        if isinstance(extent, int):
            yield from _zero(window, offset + extent, offset + inner.extent, name, "absent")
        return
    if not isinstance(one.type, IntegerType):
        return
    raw = int.from_bytes(window.bytes(offset, one.element_size), order_of(window.structure))
    value = narrowed(raw, one.type.width, one.type.signed)
    if member.constant is not None and value != member.constant:
        yield window.refusal(offset, name, "constant", f"{value}, not {member.constant}")
    if one.enum is not None and not one.enum.open and value not in one.enum.by_value:
        yield window.refusal(offset, name, "enum", f"{value} is no {one.enum.name}")
    if one.low is not None and one.high is not None and not one.low <= value <= one.high:
        yield window.refusal(offset, name, "limit", f"{value}, not between {one.low} and {one.high}")
    for bits in member.bits:
        yield from _bits(window, bits, raw, offset)


def _bits(window: Window, bits: BitField, raw: int, offset: int) -> Iterator[Refusal]:
    value = narrowed(raw >> bits.low, bits.width, bits.signed)
    if bits.reserved is not None:
        if bits.reserved == "zero" and value:
            yield window.refusal(offset, bits.name, "reserved", f"{value}, not zero")
    elif bits.valid_when is not None and not window.holds(bits.valid_when):
        if value:
            yield window.refusal(offset, bits.name, "absent", f"{value}, not zero")
    elif bits.enum is not None and not bits.enum.open and value not in bits.enum.by_value:
        yield window.refusal(offset, bits.name, "enum", f"{value} is no {bits.enum.name}")


def _text(window: Window, offset: int, size: int, name: str) -> Iterator[Refusal]:
    content = window.bytes(offset, size)
    text, _, rest = content.partition(b"\0")
    try:
        text.decode()
    except UnicodeDecodeError as error:
        yield window.refusal(offset + error.start, name, "text", "not UTF-8")
        return
    filled = rest.lstrip(b"\0")
    if filled:
        yield window.refusal(offset + size - len(filled), name, "text", "not filled up with zeros")


def _zero(window: Window, start: int, end: int, name: str, rule: str) -> Iterator[Refusal]:
    filled = bytes(window.data[window.at + start : window.at + max(start, end)]).lstrip(b"\0")
    if filled:
        yield window.refusal(end - len(filled), name, rule, f"byte {filled[0]:#04x}, not zero")


def expected_checksums(window: Window) -> Iterator[tuple[Member, bytes]]:
    """Yield members that hold a checksum and are there, with the bytes that they ought to have."""
    structure = window.structure
    for member in structure.members:
        if member.checksum is None or member.offset + member.size > window.extent:
            continue
        if chosen(window, member) is not None:
            value = checksum(member.checksum.algorithm, _covered(window, member))
            reverse = structure.endian == "big" and member.checksum.algorithm != "sha256"
            yield member, value[::-1] if reverse else value


def _covered(window: Window, member: Member) -> bytes:
    """The bytes that a checksum covers, its own as zero.

    Up to the last member means all there is, what other versions added and the values of a flexible array included.
    """
    structure, given = window.structure, member.checksum
    assert given is not None
    start, last = structure.by_name[given.first].offset, structure.by_name[given.last]
    end = window.extent if last is structure.members[-1] else min(last.offset + last.size, window.extent)
    covered = bytearray(window.data[window.at + start : window.at + end])
    own = member.offset - start
    if 0 <= own < len(covered):
        covered[own : own + member.size] = bytes(member.size)
    return bytes(covered)
