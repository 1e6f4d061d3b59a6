"""Structures as ``repr(C)`` structs, their bytes taken and given one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope, camel
from specgen.generators.rust.bits import Bits, Whole
from specgen.generators.rust.text import WORDS, decimal, number
from specgen.model.interfaces import Structure
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.generators.rust.enums import Enumeration
    from specgen.model.interfaces import Member, Value


@dataclass(frozen=True, slots=True)
class Field:
    """A member: its type, how it is taken out of ``bytes`` and put in, its first value, and what shows it wrong."""

    member: Member
    name: str
    type: str
    taken: str
    put: tuple[str, ...]
    initial: str
    tests: tuple[str, ...]
    typed: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Arm:
    """What a union may hold: functions that take and put it."""

    get: str
    set: str
    type: str
    taken: str
    put: tuple[str, ...]
    union: str
    summary: str


@dataclass(frozen=True, slots=True)
class Rest:
    """The elements behind a structure, as many as one of its members tells."""

    name: str
    type: str
    count: str
    offset: int
    step: int
    taken: str
    summary: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A structure as a struct."""

    structure: Structure
    name: str
    derives: str
    representation: str
    fields: tuple[Field, ...]
    bits: tuple[tuple[str, Bits], ...]
    arms: tuple[Arm, ...]
    rest: Rest | None
    sized: Field | None


class Structures:
    """Makes structs of structures."""

    def __init__(self, types: Scope, enums: Mapping[str, Enumeration]) -> None:
        self._types = types
        self._enums = enums
        self._packed: set[str] = set()

    def layouts(self, structures: Iterable[Structure]) -> list[Layout]:
        """Return the structures in their order."""
        every = tuple(structures)
        self._packed = {name for one in every if one.packed for name in _within(one)}
        return [self._layout(one) for one in every]

    def name(self, one: Structure) -> str:
        """Return the type of a structure."""
        return self._types.give(("structure", one.name), camel(one.name))

    def _layout(self, one: Structure) -> Layout:
        names, methods = Scope(WORDS), Scope(WORDS, ("read", "write", "from_bytes", "to_bytes", "fault"))
        fields = tuple(self._field(one, m, names, methods) for m in one.members if m.size)
        named = {f.member.name: f for f in fields}
        bits = tuple(
            (
                named[m.name].name,
                Whole(f"self.{named[m.name].name}", 8 * m.size).bits(b, self._enum(b.enum), methods),
            )
            for m in one.members
            for b in m.bits
            if b.reserved is None
        )
        arms = tuple(
            self._arm(one, m, arm, named[m.name].name, methods) for m in one.members for arm in m.arms
        )
        return Layout(
            one,
            self.name(one),
            "Clone, Copy, Debug, PartialEq" + ("" if _floats(one) else ", Eq"),
            self._representation(one),
            fields,
            bits,
            arms,
            self._rest(one, methods, named),
            named.get(one.sized_by or ""),
        )

    def _representation(self, one: Structure) -> str:
        """``repr`` of a structure: a union is bytes here, which alone would leave it less aligned."""
        if one.packed:
            return "C, packed"
        return (
            f"C, align({one.align})" if one.align > _alignment(one) and one.name not in self._packed else "C"
        )

    def _enum(self, enum: object) -> Enumeration | None:
        return self._enums.get(getattr(enum, "name", ""))

    def _field(self, one: Structure, member: Member, names: Scope, methods: Scope) -> Field:
        name = names.give(member.name, member.name.lower())
        value = member.value
        if value is None:
            kind, initial = f"[u8; {member.size}]", f"[0; {member.size}]"
            put = f"bytes[{_span(member.offset, member.size)}].copy_from_slice(&self.{name});"
            return Field(member, name, kind, f"take(bytes, {member.offset})", (put,), initial, (), None)
        enum, typed = self._enum(value.enum), None
        if enum is not None and value.count is None:
            method = methods.give(("typed", member.name), f"{member.name.lower()}_enum")
            known = _cast(f"self.{name}", self._element(value), enum.type)
            made = f"{enum.name}({known})" if enum.open else f"{enum.name}::from_value({known})"
            typed = (method, enum.name if enum.open else f"Option<{enum.name}>", made)
        return Field(
            member,
            name,
            self._type(value),
            self._taken(one, value, member.offset),
            self._put(one, value, f"self.{name}", member.offset),
            self._initial(member, value),
            tuple(self._tests(one, member, value, name)),
            typed,
        )

    def _element(self, value: Value) -> str:
        if isinstance(value.type, Structure):
            return self.name(value.type)
        if isinstance(value.type, IntegerType):
            return f"{'i' if value.type.signed else 'u'}{value.type.width}"
        return f"f{value.type.width}"

    def _type(self, value: Value) -> str:
        return self._element(value) if value.count is None else f"[{self._element(value)}; {value.count}]"

    def _initial(self, member: Member, value: Value) -> str:
        if isinstance(value.type, Structure):
            one = f"{self.name(value.type)}::INITIAL"
        else:
            one = "0" if isinstance(value.type, IntegerType) else "0.0"
        if member.constant is not None and value.count is None:
            return decimal(member.constant)
        return one if value.count is None else f"[{one}; {value.count}]"

    def _taken(self, one: Structure, value: Value, offset: int) -> str:
        if value.count is None:
            return self._one(one, value, str(offset))
        if self._element(value) == "u8":
            return f"take(bytes, {offset})"
        at = f"{offset} + {value.element_size} * i" if offset else f"{value.element_size} * i"
        return f"core::array::from_fn(|i| {self._one(one, value, at)})"

    def _one(self, one: Structure, value: Value, at: str, source: str = "bytes") -> str:
        element = self._element(value)
        if element == "u8":
            return f"{source}[{at}]"
        if isinstance(value.type, Structure):
            return f"{element}::from_bytes(take({source}, {at}))"
        return f"{element}::from_{_order(one)}_bytes(take({source}, {at}))"

    def _put(self, one: Structure, value: Value, name: str, offset: int) -> tuple[str, ...]:
        """The statements that put a value, ``name``, into ``bytes``."""
        element, step = self._element(value), value.element_size
        if element == "u8" and value.count is None:
            return (f"bytes[{offset}] = {name};",)
        if element == "u8" or value.count is None:
            given = name if element == "u8" else self._bytes(one, value, name)
            return (f"bytes[{_span(offset, value.size)}].copy_from_slice(&{given});",)
        return (
            f"for (i, one) in {name}.into_iter().enumerate() {{",
            f"    let at = {f'{offset} + ' if offset else ''}{step} * i;",
            f"    bytes[at..at + {step}].copy_from_slice(&{self._bytes(one, value, 'one')});",
            "}",
        )

    def _bytes(self, one: Structure, value: Value, name: str) -> str:
        return (
            f"{name}.to_bytes()" if isinstance(value.type, Structure) else f"{name}.to_{_order(one)}_bytes()"
        )

    def _arm(self, one: Structure, member: Member, arm: Value, union: str, methods: Scope) -> Arm:
        get = f"{member.name}_{arm.name}".lower()
        return Arm(
            methods.give(("arm", member.name, arm.name), get),
            methods.give(("set", member.name, arm.name), f"set_{get}"),
            self._type(arm),
            self._taken(one, arm, 0),
            self._put(one, arm, "value", 0),
            union,
            arm.summary or f"`{arm.name}`",
        )

    def _rest(self, one: Structure, methods: Scope, named: Mapping[str, Field]) -> Rest | None:
        last = one.flexible
        if last is None or last.value is None or last.value.counted_by is None:
            return None
        counter = last.value.counted_by
        count = f"self.{named[counter].name}" if counter in named else f"self.{counter.lower()}()"
        value = last.value
        taken = self._one(one, value, "0", "one")
        name = methods.give(("rest", last.name), last.name.lower())
        return Rest(
            name,
            self._element(value),
            count,
            last.offset,
            value.element_size,
            taken,
            last.summary or f"`{last.name}`",
        )

    def _tests(self, one: Structure, member: Member, value: Value, name: str) -> list[str]:
        """What shows that a member cannot have its value."""
        here = f"self.{name}"
        if isinstance(value.type, Structure):
            if value.count is None:
                return [f"{here}.fault().is_some()"]
            return [f"{here}.into_iter().any(|one| one.fault().is_some())"]
        if member.constant is not None or member.reserved == "zero":
            # Arrays are compared by reference: out of a packed structure, a copy is.
            copied = f"{{ {here} }}" if one.packed and value.count is not None else here
            return [f"{copied} != {self._initial(member, value)}"]
        if value.count is not None or not isinstance(value.type, IntegerType):
            return []
        enum = self._enum(value.enum)
        if enum is not None and not enum.open and not enum.complete:
            known = _cast(here, self._element(value), enum.type)
            return [f"{enum.name}::from_value({known}).is_none()"]
        low, high = value.low, value.high
        tests = [f"{here} < {decimal(low)}"] if low is not None and low > value.type.low else []
        tests += [f"{here} > {decimal(high)}"] if high is not None and high < value.type.high else []
        zero = sum(b.mask for b in member.bits if b.reserved == "zero")
        return tests + ([f"{here} & {number(zero)} != 0"] if zero else [])


def _span(offset: int, size: int) -> str:
    return f"{offset}..{offset + size}"


def _cast(text: str, kind: str, to: str) -> str:
    return text if kind == to else f"{text} as {to}"


def _order(one: Structure) -> str:
    return "be" if one.endian == "big" else "le"


def _inner(one: Structure) -> Iterator[Structure]:
    """The structures that its members are."""
    for member in one.members:
        if member.value is not None and isinstance(member.value.type, Structure):
            yield member.value.type


@lru_cache(maxsize=1024)
def _within(one: Structure) -> frozenset[str]:
    """The names of the structures that lie in it, at any depth."""
    return frozenset(name for inner in _inner(one) for name in (inner.name, *_within(inner)))


def _alignment(one: Structure) -> int:
    """What it is aligned to without being told."""
    values = (m.value for m in one.members if m.value is not None and m.size)
    return max((v.alignment for v in values), default=1)


@lru_cache(maxsize=1024)
def _floats(one: Structure) -> bool:
    kinds = (m.value.type for m in one.members if m.value is not None)
    own = any(not isinstance(kind, IntegerType | Structure) for kind in kinds)
    return own or any(_floats(inner) for inner in _inner(one))
