"""Attributes of the classes of values: how each is typed, and how it becomes a value of the codec and comes back."""

from __future__ import annotations

import keyword
from collections.abc import Callable
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.generators.naming import Scope
from specgen.generators.structures.order import values_of
from specgen.model.interfaces import Structure
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces import BitField, Member, Value

WORDS = frozenset([*keyword.kwlist, *keyword.softkwlist])
GLOBALS = (
    "Any",
    "ClassVar",
    "IntEnum",
    "Literal",
    "Refusal",
    "Refused",
    "annotations",
    "codec",
    "dataclass",
    "field",
)
_TYPES = ("int", "float", "str", "bytes", "list", "tuple", "memoryview", "property", "classmethod", "range")
_METHODS = (
    "STRUCTURE",
    "from_bytes",
    "from_values",
    "to_bytes",
    "to_values",
    "size_in_bytes",
    "within",
    "self",
    "cls",
)
RESERVED = (*GLOBALS, *_TYPES, *_METHODS)
"""What attributes of classes are not called: annotations and bodies beside them need these names."""


@frozen()
class Attribute:
    """A member, bit field or union of a class of values.

    ``out`` is the expression that makes it a value called ``key`` of the codec, ``back`` the one that reads that. What is
    ``optional`` is left out where it is None.
    """

    key: str
    name: str
    type: str
    default: str
    out: str
    back: str
    words: str
    optional: bool = False


@frozen()
class Typed:
    """The type of a value and its default; in ``out`` and ``back``, ``{0}`` stands for the value."""

    type: str
    default: str
    out: str = "{0}"
    back: str = "{0}"


def typed(one: Value, name: Callable[[Structure], str]) -> Typed:
    """Return how a value is typed; ``name`` gives the class of an inner structure."""
    if one.text:
        return Typed("str", '""')
    if isinstance(one.type, Structure):
        inner = name(one.type)
        if one.count is None:
            back = f"{inner}.from_values({{0}}) if {{0}} else {inner}()"
            return Typed(inner, f"field(default_factory={inner})", "{0}.to_values()", back)
        many = f"[{inner}.from_values(one) for one in {{0}}]"
        return Typed(
            f"list[{inner}]", "field(default_factory=list)", "[one.to_values() for one in {0}]", many
        )
    number = Typed("float", "0.0") if isinstance(one.type, FloatType) else Typed("int", "0")
    if one.count is None:
        return number
    if one.type == IntegerType(8, False) and one.enum is None:
        return Typed("bytes", 'b""')
    return Typed(f"list[{number.type}]", "field(default_factory=list)")


def attributes(structure: Structure, name: Callable[[Structure], str]) -> list[Attribute]:
    """Return the attributes of a structure's class; what is reserved is one only where it is to be preserved."""
    scope = Scope(WORDS, RESERVED)
    found: list[Attribute] = []
    for member in structure.members:
        if member.reserved not in (None, "preserve"):
            continue
        for bits in member.bits:
            if bits.reserved in (None, "preserve"):
                found.append(_bit_field(structure, member, bits, scope.give(bits.name, bits.name)))
        if member.union:
            found.append(_union(member, scope.give(member.name, member.name), name))
        elif member.value is not None and not member.bits:
            kind = typed(member.value, name)
            found.append(_member(structure, member, kind, scope.give(member.name, member.name)))
    return found


def _member(structure: Structure, member: Member, kind: Typed, name: str) -> Attribute:
    one, text, key = member.value, words(member.summary, member.name), f"values[{member.name!r}]"
    assert one is not None
    out, back = kind.out.format(f"self.{name}"), kind.back.format(key)
    if member.constant is not None or member.checksum is not None:
        return Attribute(member.name, name, f"{kind.type} | None", "None", out, "None", text, optional=True)
    if _counts(structure, member.name):
        return Attribute(member.name, name, f"{kind.type} | None", "None", out, back, text, optional=True)
    if isinstance(one.type, Structure) and one.count is None and one.valid_when is not None:
        back = f"{kind.type}.from_values({key}) if {key} else None"
        return Attribute(member.name, name, f"{kind.type} | None", "None", out, back, text, optional=True)
    return Attribute(member.name, name, kind.type, kind.default, out, back, text)


def _bit_field(structure: Structure, member: Member, bits: BitField, name: str) -> Attribute:
    implied = member.constant is not None or _counts(structure, bits.name)
    kind, default = ("int | None", "None") if implied else ("int", "0")
    text, back = words(bits.summary, bits.name), f"values[{bits.name!r}]"
    return Attribute(bits.name, name, kind, default, f"self.{name}", back, text, optional=implied)


def _union(member: Member, name: str, names: Callable[[Structure], str]) -> Attribute:
    kinds: list[str] = []
    out, back, given, key = "{}", "None", f"self.{name}", f"values[{member.name!r}]"
    for one in reversed(member.arms):
        kind = typed(one, names)
        kinds.insert(0, f"tuple[Literal[{one.name!r}], {kind.type}]")
        made = kind.out.format(f"{given}[1]")
        out = f"{{{one.name!r}: {made}}} if {given} is not None and {given}[0] == {one.name!r} else {out}"
        read = kind.back.format(f"{key}[{one.name!r}]")
        back = f"({one.name!r}, {read}) if {one.name!r} in {key} else {back}"
    text = words(member.summary, member.name)
    return Attribute(member.name, name, " | ".join([*kinds, "None"]), "None", out, back, text)


def _counts(structure: Structure, name: str) -> bool:
    """Whether a member is a size or a count: it follows from the rest."""
    counters = {v.counted_by for m in structure.members for v in values_of(m)}
    return name == structure.sized_by or name in counters


def words(summary: str, name: str) -> str:
    """Return text that can stand in a docstring."""
    text = " ".join(summary.split()) or name.replace("_", " ").capitalize() + "."
    return text.replace("\\", "\\\\").replace('"', "'")
