"""Functions that get and set members and bit fields of a struct by name, right on machines of either order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.structures.c import types as c
from specgen.generators.structures.order import values_of
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.generators.structures.names import Names
    from specgen.model.interfaces import BitField, Member, Structure, Value


def accessors(names: Names, structure: Structure) -> Iterator[str]:
    """Yield an accessor pair for every single number, number of an array, and bit field."""
    for member in structure.members:
        for one in values_of(member):
            if isinstance(one.type, IntegerType | FloatType) and not _bytes(one):
                path = (member.name, one.name) if member.union else (member.name,)
                yield from _number(names, structure, member, one, path)
        for bits in member.bits:
            yield from _bits(names, structure, member, bits)


def _bytes(one: Value) -> bool:
    return one.count is not None and one.element_size == 1


def _number(
    names: Names, structure: Structure, member: Member, one: Value, path: tuple[str, ...]
) -> Iterator[str]:
    assert isinstance(one.type, IntegerType | FloatType)
    tag, kind, width = names.tag(structure), c.c_type(one.type), c.width_of(one.type)
    index = "" if one.count is None else ", size_t index"
    at = f"bytes + {member.offset}" + (f" + {width // 8} * index" if index else "")
    order = c.order(structure)
    yield ""
    yield f"static inline {kind} {names.tag(structure, 'get', *path)}(const struct {tag} *from{index})"
    yield "{"
    yield "    const uint8_t *bytes = (const uint8_t *)from;"
    yield from (f"    {line}" for line in returned(one.type, c.load(names.prefix, order, width, at)))
    yield "}"
    yield ""
    yield f"static inline void {names.tag(structure, 'set', *path)}(struct {tag} *to{index}, {kind} value)"
    yield "{"
    yield "    uint8_t *bytes = (uint8_t *)to;"
    yield from (f"    {line}" for line in stored(names.prefix, order, one.type, at))
    yield "}"


def returned(type_: c.Scalar, raw: str) -> list[str]:
    """Return the statements that return a value of a type, of its raw bits."""
    if isinstance(type_, FloatType):
        return [
            f"uint{type_.width}_t raw = {raw};",
            f"{c.c_type(type_)} value;",
            "memcpy(&value, &raw, sizeof value);",
            "return value;",
        ]
    if type_.signed:
        return [f"uint64_t raw = {raw};", f"return ({c.c_type(type_)}){c.signed('raw', type_.width)};"]
    return [f"return {raw};"]


def stored(prefix: str, order: str, type_: c.Scalar, at: str) -> list[str]:
    """Return the statements that store ``value``."""
    if isinstance(type_, FloatType):
        return [
            f"uint{type_.width}_t raw;",
            "memcpy(&raw, &value, sizeof raw);",
            c.store(prefix, order, type_.width, at, "raw"),
        ]
    value = f"(uint{type_.width}_t)value" if type_.signed else "value"
    return [c.store(prefix, order, type_.width, at, value)]


def _bits(names: Names, structure: Structure, member: Member, bits: BitField) -> Iterator[str]:
    tag, kind = names.tag(structure), c.integer(bits.width, bits.signed)
    yield ""
    yield f"static inline {kind} {names.tag(structure, 'get', bits.name)}(const struct {tag} *from)"
    yield "{"
    yield f"    const uint8_t *bytes = (const uint8_t *)from + {member.offset};"
    yield from (f"    {line}" for line in bits_of(names.prefix, c.order(structure), 8 * member.size, bits))
    yield "}"
    yield ""
    if bits.width not in (8, 16, 32, 64):
        yield "/* Bits of the value that have no place are left out. */"
    yield f"static inline void {names.tag(structure, 'set', bits.name)}(struct {tag} *to, {kind} value)"
    yield "{"
    yield f"    uint8_t *bytes = (uint8_t *)to + {member.offset};"
    yield from (f"    {line}" for line in put_bits(names.prefix, c.order(structure), 8 * member.size, bits))
    yield "}"


def bits_of(prefix: str, order: str, width: int, bits: BitField) -> list[str]:
    """Return the statements that return a bit field of the integer at ``bytes``."""
    raw = f"({c.load(prefix, order, width, 'bytes')} >> {bits.low}) & {_ones(bits.width)}"
    kind = c.integer(bits.width, bits.signed)
    if bits.signed:
        return [f"uint64_t raw = {raw};", f"return ({kind}){c.signed('raw', bits.width)};"]
    return [f"return ({kind})({raw});"]


def put_bits(prefix: str, order: str, width: int, bits: BitField) -> list[str]:
    """Return the statements that replace a bit field of the integer at ``bytes`` by ``value``."""
    raw = f"uint64_t raw = {c.load(prefix, order, width, 'bytes')};"
    mask = f"UINT64_C({bits.mask:#x})"
    new = f"(raw & ~{mask}) | (((uint64_t)value << {bits.low}) & {mask})"
    return [raw, c.store(prefix, order, width, "bytes", f"(uint{width}_t)({new})")]


def _ones(width: int) -> str:
    return f"UINT64_C({(1 << width) - 1:#x})"
