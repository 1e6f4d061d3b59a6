"""Enums, closed and open, in the type that everything which has their values fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope, camel
from specgen.generators.rust.text import WORDS, decimal, integer
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Enum


@dataclass(frozen=True, slots=True)
class Named:
    """A constant or a member: its identifier, its value and what it is for."""

    name: str
    value: str
    summary: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enum; an open one is a number with named values."""

    name: str
    type: str
    open: bool
    summary: str
    members: tuple[Named, ...]

    @property
    def complete(self) -> bool:
        """Whether every number of its type is one of its members."""
        return len(self.members) == 1 << int(self.type[1:])


Code = tuple[str, int, str]
"""Name, number, what it means."""


class Enums:
    """The enums of a crate."""

    def __init__(self, architecture: Architecture, types: Scope) -> None:
        self._architecture = architecture
        self._types = types

    @cached_property
    def of_spec(self) -> dict[str, Enumeration]:
        """The enums of the spec by name."""
        limits: dict[str, list[int]] = {name: [0] for name in self._architecture.enums}
        for enum, low, high in _uses(self._architecture):
            if enum is not None and enum.name in limits:
                limits[enum.name] += [low, high]
        return {e.name: self._enumeration(e, limits[e.name]) for e in self._architecture.enums.values()}

    @cached_property
    def all(self) -> list[Enumeration]:
        """All of them, those of the spec first."""
        coded = (self._coded(name, told, list(codes)) for name, told, codes in _codes(self._architecture))
        return [*self.of_spec.values(), *(one for one in coded if one.members)]

    def _enumeration(self, enum: Enum, limits: list[int]) -> Enumeration:
        names = Scope(WORDS).all((m.name for m in enum.members), str.upper if enum.open else camel)
        values = [m.value for m in enum.members] + limits
        members = tuple(
            Named(names[m.name], decimal(m.value), m.summary or f"`{m.name}`") for m in enum.members
        )
        name = self._types.give(("enum", enum.name), camel(enum.name))
        return Enumeration(
            name, integer(min(values), max(values)), enum.open, enum.summary or f"`{enum.name}`", members
        )

    def _coded(self, name: str, summary: str, codes: list[Code]) -> Enumeration:
        names = Scope(WORDS).all((n for n, _, _ in codes), camel)
        members = tuple(Named(names[n], decimal(code), told or f"`{n}`") for n, code, told in codes)
        kind = integer(0, max((code for _, code, _ in codes), default=0))
        return Enumeration(self._types.give(("codes", name), camel(name)), kind, False, summary, members)


def _codes(architecture: Architecture) -> Iterator[tuple[str, str, Iterable[Code]]]:
    """What is told apart by numbers and is no enum of the spec."""
    one = architecture
    faults = ((f.name, f.code, f.summary) for f in one.faults.values())
    yield "fault", "What an instruction may raise.", faults
    yield "error", "What a runtime reports.", ((e.name, e.code, e.summary) for e in one.errors.values())
    lines = ((i.name, i.line, i.summary) for i in one.interrupts.values())
    yield "interrupt", "The interrupts, by line.", lines
    for queue in one.queues.values():
        packets = ((p.name, p.code, p.summary) for p in queue.packets.values())
        yield f"{queue.name}_packet", f"Packets of `{queue.name}`.", packets
    for box in one.mailboxes.values():
        messages = ((m.name, m.code, m.summary) for m in box.messages.values())
        yield f"{box.name}_message", f"Messages to `{box.name}`.", messages
    for trace in one.traces.values():
        records = ((r.name, r.code, r.summary) for r in trace.records.values())
        yield f"{trace.name}_record", f"Records of `{trace.name}`.", records


def _uses(architecture: Architecture) -> Iterator[tuple[Enum | None, int, int]]:
    """What has values of an enum, with the least and the greatest number that it holds."""
    for one in architecture.formats.values():
        yield from ((f.enum, f.low, f.high) for f in one.fields)
    for structure in architecture.structures.values():
        for member in structure.members:
            yield from (_held(b.enum, b.width, b.signed) for b in member.bits)
            values = (v for v in (member.value, *member.arms) if v is not None and v.enum is not None)
            yield from (_held(v.enum, 8 * v.element_size, _signed(v.type)) for v in values)
    for block in architecture.registers.values():
        fields = (f for register in block.registers for f in register.fields)
        yield from (_held(f.enum, f.width, f.signed) for f in fields)


def _held(enum: Enum | None, width: int, signed: bool) -> tuple[Enum | None, int, int]:
    least = -(1 << (width - 1)) if signed else 0
    return enum, least, least + (1 << width) - 1


def _signed(kind: object) -> bool:
    return isinstance(kind, IntegerType) and kind.signed
