"""Checks of structures: values that nothing can hold, and unions of which two arms are there at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.expressions.nodes import Binary, Comparison, Constant, Logic, Node, Unary
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec.places import member_places, order_of
from specgen.model.types import IntegerType
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.interfaces import Value
    from specgen.model.isa import Enum
    from specgen.model.origin import Origin

#: So many assignments of a union's conditions are tried.
_MOST = 2048
_KINDS = "enums: {kind: {values: {short: 1, long: 2}}}"


@check(
    "member-enum",
    Severity.WARNING,
    "A member can hold every value of its enum.",
    "A value that has more bits than its member is never read, and writers that are given it refuse or cut it.",
    wrong="""
    enums: {kind: {values: {short: 1, long: 300}}}
    structures: {packet: {fields: {kind: {type: u8, enum: kind}}}}
    """,
    right="""
    enums: {kind: {values: {short: 1, long: 200}}}
    structures: {packet: {fields: {kind: {type: u8, enum: kind}}}}
    """,
)
def enum_fits(subject: Subject) -> Iterator[Finding]:
    """Values of enums outside of what a member, an arm or a bit field can hold."""
    for structure in subject.architecture.structures.values():
        for name, enum, kind, origin in _enums(structure):
            for one in enum.members:
                if not kind.low <= one.value <= kind.high:
                    message = f"{name} of {kind.width} bits cannot hold {enum.name}.{one.name}, {one.value}"
                    yield Finding(message, origin.key(), (Related(one.origin.key(), "it is given here"),))


def _enums(structure: Structure) -> Iterator[tuple[str, Enum, IntegerType, Origin]]:
    for member in structure.members:
        for one in (member.value, *member.arms):
            if one is not None and one.enum is not None and isinstance(one.type, IntegerType):
                yield one.name, one.enum, one.type, one.origin
        for bits in member.bits:
            if bits.enum is not None:
                yield bits.name, bits.enum, IntegerType(bits.width, bits.signed), bits.origin


@check(
    "union-arms",
    Severity.WARNING,
    "At most one arm of a union is there.",
    """
    Readers take the first arm whose condition holds. Where two hold, the second is never seen then, which who wrote it did
    not mean.
    """,
    wrong=f"""{_KINDS}
    structures:
      packet:
        endian: little
        fields:
          kind: {{type: u32, enum: kind}}
          body: {{union: {{a: {{type: u32, valid_when: kind >= short}}, b: {{type: s32, valid_when: kind == long}}}}}}
    """,
    right=f"""{_KINDS}
    structures:
      packet:
        endian: little
        fields:
          kind: {{type: u32, enum: kind}}
          body: {{union: {{a: {{type: u32, valid_when: kind == short}}, b: {{type: s32, valid_when: kind == long}}}}}}
    """,
)
def arms_apart(subject: Subject) -> Iterator[Finding]:
    """Unions with two arms that hold for values found among those that their conditions compare with."""
    for structure in subject.architecture.structures.values():
        for member in structure.members:
            for first, second in combinations(member.arms, 2):
                both = _both(structure, first, second)
                if both is not None:
                    where = ", ".join(f"{name} is {value}" for name, value in both.items())
                    message = f"where {where}, both {first.name} and {second.name} are there"
                    related = (
                        Related(first.origin.at("valid_when"), f"{first.name} is the one that is read"),
                    )
                    yield Finding(message, second.origin.at("valid_when"), related)


def _both(structure: Structure, first: Value, second: Value) -> Mapping[str, int] | None:
    """Values for which both conditions hold, and every constraint that names no others."""
    one, other = first.valid_when, second.valid_when
    if one is None or other is None:
        return None
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    compared = {*_constants(one.tree), *_constants(other.tree)}
    domains = [_domain(structure, name, compared) for name in names]
    constraints = [c.holds for c in structure.constraints if set(c.holds.names) <= set(names)]
    for count, values in enumerate(product(*domains)):
        given = dict(zip(names, values, strict=True))
        if one.holds(given) and other.holds(given) and all(c.holds(given) for c in constraints):
            return given
        if count > _MOST:
            break
    return None


def _domain(structure: Structure, name: str, compared: set[int]) -> list[int]:
    """Values worth trying: those of a closed enum, else the limits, and what is near a number of the conditions."""
    place = member_places(structure.members, order_of(structure))[name]
    low, high = place.range
    near = {0, low, high, *(c + step for c in compared for step in (-1, 0, 1))}
    *outer, last = name.split(".")
    inner = structure
    for one in outer:
        value = inner.by_name[one].value
        assert value is not None
        assert isinstance(value.type, Structure)
        inner = value.type
    enum, limits = _limits(inner, last)
    if enum is not None and not enum.open:
        near = {member.value for member in enum.members}
    return sorted(v for v in near if low <= v <= high and limits[0] <= v <= limits[1])


def _limits(structure: Structure, name: str) -> tuple[Enum | None, tuple[int, int]]:
    everything, member = (-(1 << 64), 1 << 64), structure.by_name.get(name)
    if member is None:
        return structure.bit_fields[name][1].enum, everything
    if member.constant is not None:
        return None, (member.constant, member.constant)
    one = member.value
    assert one is not None
    return one.enum, everything if one.low is None or one.high is None else (one.low, one.high)


def _constants(node: Node) -> Iterator[int]:
    match node:
        case Constant():
            if type(node.value) is int:
                yield node.value
        case Unary():
            yield from _constants(node.operand)
        case Binary() | Logic():
            yield from _constants(node.left)
            yield from _constants(node.right)
        case Comparison():
            for operand in node.operands:
                yield from _constants(operand)
