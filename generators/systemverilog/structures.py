"""Structures as packed structs: a variable of one holds the bytes of memory as one number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope
from specgen.generators.systemverilog.text import WORDS, vector
from specgen.model.interfaces import Structure

if TYPE_CHECKING:
    from specgen.model.interfaces import BitField, Member, Value
    from specgen.model.isa import Enum

EnumType = Mapping[tuple[str, int], str]
"""The type of an enum where so many bits have it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A member of a packed struct: its type, the indices of an array, its name, what it is."""

    type: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed struct, its members from the top bit down."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """A function that takes what a union holds out of a structure."""

    name: str
    type: str
    value: str
    summary: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A structure: what its parts are, itself, the arms of its unions, and where its members are."""

    structure: Structure
    parts: tuple[Packed, ...]
    packed: Packed
    arms: tuple[Arm, ...]
    constants: tuple[tuple[str, int], ...]


class Structures:
    """Makes packed structs of structures, each after those that it holds."""

    def __init__(self, scope: Scope, enums: EnumType) -> None:
        self._scope = scope
        self._enums = enums

    def layouts(self, structures: Iterable[Structure]) -> list[Layout]:
        """Return the structures, inner ones first."""
        found: dict[str, Layout] = {}
        for one in structures:
            self._visit(one, found)
        return list(found.values())

    def _visit(self, one: Structure, found: dict[str, Layout]) -> None:
        if one.name in found:
            return
        for member in one.members:
            for value in (member.value, *member.arms):
                if value is not None and isinstance(value.type, Structure):
                    self._visit(value.type, found)
        found[one.name] = self._layout(one)

    def _layout(self, one: Structure) -> Layout:
        scope, parts = Scope(WORDS), []
        names = scope.all(m.name for m in one.members)
        lines: list[Line] = []
        arms: list[Arm] = []
        constants = [(self._upper(one.name, "SIZE"), one.size)]
        for member in one.members:
            constants.append((self._upper(one.name, member.name, "OFFSET"), member.offset))
            if member.size == 0:
                continue
            if member.bits:
                parts.append(self._bits(one, member))
            lines.append(Line(self._type(one, member), names[member.name], member.summary))
            arms += [self._arm(one, member, arm, names[member.name]) for arm in member.arms]
        if one.endian == "little":
            lines.reverse()
        packed = Packed(self.name(one), f"Structure {one.name}", tuple(lines))
        return Layout(one, tuple(parts), packed, tuple(arms), tuple(constants))

    def name(self, one: Structure) -> str:
        """Return the type of a structure."""
        return self._scope.give(("structure", one.name), f"{one.name.lower()}_t")

    def _bits(self, one: Structure, member: Member) -> Packed:
        names = Scope(WORDS).all(b.name for b in member.bits)
        fields = sorted(member.bits, key=lambda b: -b.low)
        lines = tuple(Line(self._bit_type(b), names[b.name], b.summary) for b in fields)
        name = self._scope.give(("bits", one.name, member.name), f"{one.name}_{member.name}_t".lower())
        return Packed(name, f"Bits of {one.name}.{member.name}", lines)

    def _bit_type(self, field: BitField) -> str:
        return self._enumerated(field.enum, field.width) or vector(field.width)

    def _enumerated(self, enum: Enum | None, width: int) -> str:
        return self._enums.get((enum.name, width), "") if enum is not None else ""

    def _type(self, one: Structure, member: Member) -> str:
        if member.bits:
            return self._scope.give(("bits", one.name, member.name), "")
        if member.value is None:
            return vector(8 * member.size)
        return self._value_type(one, member.value)

    def _value_type(self, one: Structure, value: Value) -> str:
        width = 8 * value.element_size
        element = ""
        if isinstance(value.type, Structure):
            element = self.name(value.type) if value.type.endian == one.endian else ""
        element = element or self._enumerated(value.enum, width)
        if value.count is None:
            return element or vector(width)
        span = f"[{value.count - 1}:0]" if one.endian == "little" else f"[0:{value.count - 1}]"
        return f"{element} {span}" if element else f"logic {span}[{width - 1}:0]"

    def _arm(self, one: Structure, member: Member, arm: Value, name: str) -> Arm:
        bits, whole = 8 * arm.size, 8 * member.size
        span = f"[{bits - 1}:0]" if one.endian == "little" else f"[{whole - 1}:{whole - bits}]"
        function = self._scope.give(
            ("arm", one.name, member.name, arm.name), f"{one.name}_{member.name}_{arm.name}"
        )
        single = arm.count is None and isinstance(arm.type, Structure) and arm.type.endian == one.endian
        kind = self._value_type(one, arm) if single else vector(bits)
        return Arm(function, kind, f"structure.{name}{span}", arm.summary)

    def _upper(self, *parts: str) -> str:
        return self._scope.give(("offset", *parts), "_".join(parts).upper())
