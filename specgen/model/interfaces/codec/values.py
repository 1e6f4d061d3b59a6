"""Values of structures as plain Python, out of bytes and into them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from specgen.model.interfaces.codec.places import Window, joined, narrowed, order_of
from specgen.model.interfaces.codec.reading import chosen, counted, expected_checksums, measured
from specgen.model.interfaces.codec.refusals import Refused
from specgen.model.interfaces.structures import Structure
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces.structures import Member, Value

Values = dict[str, Any]


def read(window: Window) -> Values:
    """Return the values of a window's members; see `unpack`."""
    found: Values = {}
    for member in window.structure.members:
        if member.reserved is not None and member.reserved != "preserve":
            continue
        if member.union:
            one = chosen(window, member)
            found[member.name] = {} if one is None else {one.name: _read(window, one, member)}
        elif member.bits:
            found |= {
                b.name: _read_bits(window, member, b.low, b.width, b.signed)
                for b in member.bits
                if b.reserved in (None, "preserve")
            }
        elif member.value is not None:
            found[member.name] = value_of(window, member.name)
    return found


def value_of(window: Window, name: str, arm: str = "") -> Any:
    """Return the value of a member, or of an arm of a union whether or not it is valid; see `unpack`."""
    member, one = _found(window, name, arm)
    absent = one.valid_when is not None and not window.holds(one.valid_when)
    if isinstance(one.type, Structure) and (absent or member.offset + member.size > window.extent):
        return {} if one.count is None else []
    return _read(window, one, member)


def count_of(window: Window, name: str, arm: str = "") -> int:
    """Return how many values of an array are there."""
    return counted(window, _found(window, name, arm)[1])


def slice_of(window: Window, name: str, arm: str = "") -> memoryview:
    """Return the bytes of an array of bytes, where they lie."""
    member, one = _found(window, name, arm)
    if member.offset + member.size > window.extent:
        return memoryview(bytes(one.size))
    at = window.at + member.offset
    return window.data[at : at + counted(window, one)]


def inner(window: Window, name: str, arm: str = "", index: int = 0) -> Window:
    """Return the bytes of an inner structure, all zero where they are missing."""
    member, one = _found(window, name, arm)
    assert isinstance(one.type, Structure)
    offset, size = member.offset + index * one.type.size, one.type.size
    if offset + size > window.extent:
        return Window(one.type, memoryview(bytes(size)), 0, size)
    found = Window(one.type, window.data, window.at + offset, size)
    extent = measured(found)
    return Window(one.type, window.data, found.at, extent if isinstance(extent, int) else size)


def _found(window: Window, name: str, arm: str) -> tuple[Member, Value]:
    member = window.structure.by_name[name]
    return member, next(v for v in (*member.arms, member.value) if v is not None and arm in ("", v.name))


def _read_bits(window: Window, member: Member, low: int, width: int, signed: bool) -> int:
    raw = int.from_bytes(window.bytes(member.offset, member.size), order_of(window.structure))
    return narrowed(raw >> low, width, signed)


def _read(window: Window, one: Value, member: Member) -> Any:
    if one.count is None:
        return _read_one(window, one, member.offset)
    count = counted(window, one)
    if one.text:
        text, _, _ = window.bytes(member.offset, count).partition(b"\0")
        return text.decode(errors="replace")
    if plain_bytes(one):
        return window.bytes(member.offset, count)
    return [_read_one(window, one, member.offset + i * one.element_size) for i in range(count)]


def plain_bytes(one: Value) -> bool:
    """Whether an array is given as ``bytes``: of u8 that mean no more than that."""
    return one.count is not None and one.type == IntegerType(8, False) and one.enum is None and not one.text


def _read_one(window: Window, one: Value, offset: int) -> Any:
    if isinstance(one.type, Structure):
        return read(Window(one.type, window.data, window.at + offset, one.type.size))
    content = window.bytes(offset, one.element_size)
    order = order_of(window.structure)
    if isinstance(one.type, FloatType):
        return struct.unpack(_float(one.type, order), content)[0]
    return int.from_bytes(content, order, signed=one.type.signed)


def _float(type_: FloatType, order: str) -> str:
    return f"{'>' if order == 'big' else '<'}{'f' if type_.width == 32 else 'd'}"


def writable(structure: Structure, values: Mapping[str, Any], data: memoryview, at: int, path: str) -> Window:
    """Return the window that ``values`` fill: of all bytes, or of as many as they say themselves."""
    window = Window(structure, data, at, len(data) - at if structure.flexible else structure.size, path)
    given = values.get(structure.sized_by) if structure.sized_by is not None else None
    if isinstance(given, int):
        if not structure.least <= given <= len(data) - at:
            raise Refused(window.refusal(0, structure.sized_by or "", "size", f"a size of {given}"))
        window.extent = given
    return window


def write(window: Window, values: Mapping[str, Any]) -> None:
    """Write values over zeros; what they leave out follows, or is zero; see `pack`."""
    structure = window.structure
    _refuse_unknown(structure, values, window.path)
    given = {**implied(structure, window.extent, values), **values}
    later = [m for m in structure.members if m.union or (m.value is not None and m.value.valid_when)]
    for member in structure.members:
        if member not in later:
            there = member.offset + member.size <= window.extent
            _write_member(window, member, given if there else values, there=there)
    for member in later:
        one = chosen(window, member)
        if member.union and values.get(member.name):
            _write_arm(window, member, one, values[member.name])
        elif not member.union:
            there = one is not None and member.offset + member.size <= window.extent
            _write_member(window, member, given if there else values, there=there)
    for _ in range(sum(member.checksum is not None for member in structure.members)):
        for member, expected in expected_checksums(window):
            _put(window, member.offset, expected)


def _write_member(window: Window, member: Member, values: Mapping[str, Any], *, there: bool) -> None:
    one = member.value
    assert one is not None
    inner_one = isinstance(one.type, Structure) and one.count is None
    if member.bits:
        _write_bits(window, member, values, there=there)
    elif inner_one and (there or values.get(member.name)):
        _write(window, one, member, values.get(member.name, {}), member.name)
    elif not inner_one and member.name in values:
        _write(window, one, member, values[member.name], member.name)


def implied(structure: Structure, size: int, values: Mapping[str, Any]) -> Values:
    """Return what follows from the rest: constants, the size, and how many there are in arrays."""
    found: Values = {m.name: m.constant for m in structure.members if m.constant is not None}
    if structure.sized_by is not None:
        found[structure.sized_by] = size
    for member in structure.members:
        union = values.get(member.name) if member.union else None
        for one in member.arms or (member.value,):
            content = union.get(one.name) if isinstance(union, Mapping) and one else values.get(member.name)
            if one is not None and one.counted_by is not None and isinstance(content, Sequence):
                found[one.counted_by] = len(content.encode() if isinstance(content, str) else content)
    return found


def _refuse_unknown(structure: Structure, values: Mapping[str, Any], path: str) -> None:
    known = {m.name for m in structure.members if not m.bits} | structure.bit_fields.keys()
    for name in values:
        if name not in known:
            raise ValueError(f"{structure.name} has no member {joined(path, name)!r}")


def _write_bits(window: Window, member: Member, values: Mapping[str, Any], *, there: bool) -> None:
    fixed = member.constant if there and member.constant is not None else 0
    raw = fixed & ((1 << (8 * member.size)) - 1)
    for bits in member.bits:
        if bits.name in values:
            one = _named(values[bits.name], bits.enum)
            _fits(window, one, IntegerType(bits.width, bits.signed), member.offset, bits.name)
            raw = raw & ~bits.mask | one << bits.low & bits.mask
    _put(window, member.offset, raw.to_bytes(member.size, order_of(window.structure)))


def _write_arm(window: Window, member: Member, one: Value | None, given: object) -> None:
    if not isinstance(given, Mapping) or len(given) != 1 or one is None or one.name not in given:
        arms = ", ".join(map(str, given)) if isinstance(given, Mapping) else str(given)
        message = f"{arms} given where {one.name if one else 'nothing'} is valid"
        raise Refused(window.refusal(member.offset, member.name, "absent", message))
    _write(window, one, member, given[one.name], f"{member.name}.{one.name}")


def _write(window: Window, one: Value, member: Member, given: Any, name: str) -> None:
    if one.count is None:
        _write_one(window, one, given, member.offset, name)
        return
    content = given.encode() if isinstance(given, str) and one.text else given
    room = len(content) if one.flexible else one.count
    if isinstance(content, str) or len(content) > room:
        message = f"{len(content)} values, of at most {room}"
        raise Refused(window.refusal(member.offset, name, "count", message))
    if isinstance(content, bytes | bytearray | memoryview) and one.element_size == 1:
        _put(window, member.offset, bytes(content))
        return
    for index, each in enumerate(content):
        _write_one(window, one, each, member.offset + index * one.element_size, f"{name}[{index}]")


def _write_one(window: Window, one: Value, given: Any, offset: int, name: str) -> None:
    order = order_of(window.structure)
    if isinstance(one.type, Structure):
        at = window.at + offset
        inner = window.data[: at + one.type.size]
        write(writable(one.type, given, inner, at, joined(window.path, name)), given)
    elif isinstance(one.type, FloatType):
        _put(window, offset, struct.pack(_float(one.type, order), given))
    else:
        number = _named(given, one.enum)
        _fits(window, number, one.type, offset, name)
        _put(window, offset, number.to_bytes(one.element_size, order, signed=one.type.signed))


def _named(given: Any, enum: Any) -> int:
    if isinstance(given, str) and enum is not None and given in enum.by_name:
        return int(enum.by_name[given].value)
    if isinstance(given, int):
        return int(given)
    raise ValueError(f"{given!r} is no whole number{f' and no {enum.name}' if enum is not None else ''}")


def _fits(window: Window, value: int, type_: IntegerType, offset: int, name: str) -> None:
    if not type_.low <= value <= type_.high:
        message = f"{value}, not between {type_.low} and {type_.high}"
        raise Refused(window.refusal(offset, name, "limit", message))


def _put(window: Window, offset: int, content: bytes) -> None:
    if offset + len(content) <= window.extent:
        window.data[window.at + offset : window.at + offset + len(content)] = content
    elif any(content):
        message = f"a value at {offset}, beyond the size of {window.extent}"
        raise Refused(window.refusal(offset, "", "size", message))
