"""Bytes of structures that tell two versions apart: what either writes, and what either takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import Window, pack
from specgen.model.interfaces.codec.places import order_of, places
from specgen.model.interfaces.codec.reading import chosen, expected_checksums
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces import BitField, Value
    from specgen.model.isa import Enum

MOST = 160
"""Values of one structure that are tried."""
_COMBINED = 48
_NUMBER = re.compile(r"\b(0[xX][0-9a-fA-F_]+|\d[\d_]*)\b")
_LONGEST = 8


def images(structure: Structure, focus: Iterable[str], other: Structure | None = None) -> Iterator[bytes]:
    """Yield bytes that a writer of the structure makes, those first in which the members of ``focus`` differ.

    Numbers that the ``other`` version tells, such as its limits, are tried, too.
    """
    seen: set[bytes] = set()
    for values in islice(_values(structure, tuple(focus), other), MOST):
        made = _packed(structure, values)
        if made is not None and made not in seen:
            seen.add(made)
            yield made


def raw(structure: Structure, base: bytes) -> Iterator[bytes]:
    """Yield bytes with what is reserved filled with ones, and ends cut off: readers may take them although nobody writes them."""
    order = order_of(structure)
    for member in structure.members:
        end = member.offset + member.size
        if end > len(base):
            break
        mask = sum(bits.mask for bits in member.bits if bits.reserved is not None)
        if member.reserved is not None or mask:
            held = int.from_bytes(base[member.offset : end], order) | (mask or (1 << 8 * member.size) - 1)
            yield _summed(structure, base[: member.offset] + held.to_bytes(member.size, order) + base[end:])
    if structure.growth != "fixed":
        yield from (
            _summed(structure, base[: m.offset]) for m in structure.members if 0 < m.offset < len(base)
        )


def _summed(structure: Structure, data: bytes) -> bytes:
    """The same bytes with their checksums right, and their size."""
    made = bytearray(data)
    window = Window(structure, memoryview(made), 0, len(made))
    if structure.sized_by is not None:
        place = places(structure)[structure.sized_by]
        if place.offset + place.size <= len(made):
            made[place.offset : place.offset + place.size] = len(made).to_bytes(place.size, place.order)
    for member, expected in expected_checksums(window):
        made[member.offset : member.offset + member.size] = expected
    return bytes(made)


def _packed(structure: Structure, values: Mapping[str, Any]) -> bytes | None:
    try:
        return pack(structure, values)
    except (ValueError, OverflowError, TypeError):
        return None


# -- values ------------------------------------------------------------------------------------------------------------------


def _values(
    structure: Structure, focus: tuple[str, ...], other: Structure | None
) -> Iterator[dict[str, Any]]:
    """Values with the needed ones alone, with one other value each, and with those of ``focus`` together."""
    base = _base(structure)
    choices = {name: _choices(structure, other, name) for name in _involved(structure, focus, other)}
    rest = [name for name in _names(structure) if name not in choices]
    if not focus:
        yield _with_arms(structure, base)
    for name, values in choices.items():
        yield from (_with_arms(structure, _set(base, name, value)) for value in values)
    if len(choices) > 1:
        for together in islice(product(*choices.values()), _COMBINED):
            made = base
            for name, value in zip(choices, together, strict=True):
                made = _set(made, name, value)
            yield _with_arms(structure, made)
    yield _with_arms(structure, base)
    for name in rest:
        yield from (_with_arms(structure, _set(base, name, v)) for v in _choices(structure, other, name)[:2])


def _names(structure: Structure) -> list[str]:
    found = []
    for member in structure.members:
        if member.bits:
            found += [bits.name for bits in member.bits if bits.reserved is None]
        elif member.value is not None and member.reserved is None and member.checksum is None:
            found.append(member.name)
    return found


def _involved(structure: Structure, focus: Iterable[str], other: Structure | None) -> list[str]:
    """Members of ``focus``, and what conditions on them and constraints over them name."""
    wanted = list(focus)
    for version in (structure, other):
        if version is None:
            continue
        held = [one.holds for one in version.constraints if not wanted or set(one.holds.names) & set(wanted)]
        held += [c for name, c in _conditions(version) if name in wanted]
        wanted += [name for one in held for name in one.names]
    counts = [
        value.counted_by
        for member in structure.members
        for value in (member.value, *member.arms)
        if value is not None and value.counted_by is not None and member.name in wanted
    ]
    known = {*_names(structure), *(m.name for m in structure.members)}
    wanted = [name for name in wanted if name.partition(".")[0] in known and name not in counts]
    return [name for name in dict.fromkeys(wanted) if not _union(structure, name)]


def _union(structure: Structure, name: str) -> bool:
    return name in structure.by_name and (structure.by_name[name].union or bool(structure.by_name[name].bits))


def _conditions(structure: Structure) -> Iterator[tuple[str, Expression]]:
    """Conditions under which members, bit fields and arms of unions are there, by the name of what is."""
    for member in structure.members:
        parts: tuple[Value | BitField | None, ...] = (member.value, *member.arms, *member.bits)
        for part in parts:
            if part is not None and part.valid_when is not None:
                yield part.name if part in member.bits else member.name, part.valid_when


def _base(structure: Structure) -> dict[str, Any]:
    """What has to be said although it is not zero: the least values, and names of enums without a zero."""
    found: dict[str, Any] = {}
    for member in structure.members:
        value = member.value
        if value is None or member.reserved is not None or value.valid_when is not None:
            continue
        for bits in member.bits:
            if bits.enum is not None and 0 not in bits.enum.by_value and bits.reserved is None:
                found[bits.name] = bits.enum.members[0].value
        if value.count is None and not member.bits and member.constant is None:
            needed = _needed(value)
            if needed:
                found[member.name] = needed
    return found


def _needed(value: Value) -> Any:
    if isinstance(value.type, Structure):
        return _base(value.type)
    if value.enum is not None and 0 not in value.enum.by_value:
        return value.enum.members[0].value
    if value.low is not None and value.high is not None and not value.low <= 0 <= value.high:
        return value.low
    return None


def _set(values: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of values with another one at a path."""
    first, _, rest = path.partition(".")
    inner = values.get(first)
    return {
        **values,
        first: _set(inner if isinstance(inner, Mapping) else {}, rest, value) if rest else value,
    }


def _with_arms(structure: Structure, values: dict[str, Any]) -> dict[str, Any]:
    """Values with something in the arm of each union that is there."""
    made = _packed(structure, values)
    for member in structure.members:
        if member.union and made is not None:
            arm = chosen(Window(structure, memoryview(made), 0, len(made)), member)
            patterns = [] if arm is None else _patterns(arm)
            if arm is not None and patterns:
                values = {**values, member.name: {arm.name: patterns[0]}}
    return values


# -- one member ----------------------------------------------------------------------------------------------------------------


def _choices(structure: Structure, other: Structure | None, path: str) -> list[Any]:
    """Values of a member by its name, numbers of conditions and of the other version's limits among them."""
    found: list[Any] = []
    for version in (structure, other):
        place = _find(version, path) if version is not None else None
        if place is None:
            continue
        value, bits = place
        found += _whole(bits.width, bits.signed, bits.enum) if bits is not None else _patterns(value)
        if bits is None and value.low is not None and value.high is not None:
            found += [value.high, value.low, value.high + 1, value.low - 1]
        texts = [c.text for _, c in _conditions(version)] if version is not None else []
        texts += [one.holds.text for one in version.constraints] if version is not None else []
        numbers = [
            int(n.replace("_", ""), 0) for text in texts if _last(path) in text for n in _NUMBER.findall(text)
        ]
        found += [number + step for number in numbers for step in (0, 1, -1)]
    unique = [one for n, one in enumerate(found) if one not in found[:n]]
    return unique[:16]


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _find(structure: Structure, path: str) -> tuple[Value, BitField | None] | None:
    first, _, rest = path.partition(".")
    if first in structure.bit_fields and not rest:
        member, bits = structure.bit_fields[first]
        return (member.value, bits) if member.value is not None else None
    member_ = structure.by_name.get(first)
    value = member_.value if member_ is not None else None
    if value is None or (member_ is not None and member_.reserved is not None):
        return None
    if rest:
        return _find(value.type, rest) if isinstance(value.type, Structure) else None
    return value, None


def _patterns(value: Value) -> list[Any]:
    """Values of a member that are not zero, and differ in every byte if they can."""
    if value.count is not None:
        return _arrays(value)
    if isinstance(value.type, Structure):
        return [made for values in islice(_values(value.type, (), None), 4) if (made := values)]
    if isinstance(value.type, FloatType):
        return [1.5, -2.0]
    return _whole(value.type.width, value.type.signed, value.enum)


def _arrays(value: Value) -> list[Any]:
    count = min(value.count or 3, _LONGEST)
    if value.text:
        return ["abcdefgh"[:count]]
    if isinstance(value.type, Structure):
        one = _base(value.type)
        return [[one] * count]
    if isinstance(value.type, FloatType):
        return [[1.5] * count]
    each = _whole(value.type.width, value.type.signed, value.enum)
    if value.type == IntegerType(8, False) and value.enum is None:
        return [bytes(range(1, count + 1))]
    return [[each[0]] * count, [each[-1]]]


def _whole(width: int, signed: bool, enum: Enum | None) -> list[int]:
    """Whole numbers of some bits: names of an enum, or a different value in every byte, and the ends."""
    if enum is not None:
        free = [max(enum.by_value) + 1] if enum.open else []
        return [*list(enum.by_value)[:12], *free]
    high = (1 << width - signed) - 1
    pattern = int.from_bytes(bytes(range(1, width // 8 + 2)), "big") & high
    return [pattern or high, high, 1, *([-1, -high - 1] if signed else [])]
