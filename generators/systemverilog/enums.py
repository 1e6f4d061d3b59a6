"""Enumerated types: the spec's enums, and the codes of faults, errors, packets, messages, records and interrupts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.systemverilog.fields import width_of
from specgen.generators.systemverilog.text import bits_of, number, vector

if TYPE_CHECKING:
    from specgen.generators.naming import Scope
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Enum


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number and what it is for."""

    name: str
    value: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enumerated type."""

    name: str
    base: str
    summary: str
    members: tuple[Constant, ...]


Code = tuple[str, int, str]
"""Name, number, what it means."""


class Enums:
    """The enumerated types of a package."""

    def __init__(self, architecture: Architecture, scope: Scope) -> None:
        self._architecture = architecture
        self._scope = scope
        self._widths = _widths(architecture)

    @cached_property
    def all(self) -> list[Enumeration]:
        """All types, those of the spec first."""
        return [*self._of_spec.values(), *(self._coded(*told) for told in _codes(self._architecture))]

    @cached_property
    def types(self) -> dict[tuple[str, int], str]:
        """The type of each enum, by its name and the bits that have this type."""
        return {
            (name, width): made.name
            for name, made in self._of_spec.items()
            for width in (self._widths[name],)
            if made.base == vector(width)
        }

    @cached_property
    def _of_spec(self) -> dict[str, Enumeration]:
        return {e.name: self._enumeration(e) for e in self._architecture.enums.values()}

    def _enumeration(self, enum: Enum) -> Enumeration:
        signed, width = min(m.value for m in enum.members) < 0, self._widths[enum.name]
        members = tuple(
            Constant(self._upper(enum.name, m.name), number(m.value, width, signed), m.summary)
            for m in enum.members
        )
        name = self._scope.give(("enum", enum.name), f"{enum.name.lower()}_e")
        return Enumeration(name, vector(width, signed), enum.summary or enum.name, members)

    def _coded(self, name: str, summary: str, codes: list[Code]) -> Enumeration:
        width = bits_of(0, max(code for _, code, _ in codes))
        members = tuple(Constant(self._upper(name, n), number(code, width), told) for n, code, told in codes)
        return Enumeration(
            self._scope.give(("codes", name), f"{name.lower()}_e"), vector(width), summary, members
        )

    def _upper(self, *parts: str) -> str:
        return self._scope.give(("member", *parts), "_".join(parts).upper())


def _codes(architecture: Architecture) -> Iterator[tuple[str, str, list[Code]]]:
    """What is told apart by numbers and is no enum of the spec."""
    one = architecture
    told: list[tuple[str, str, Iterable[Code]]] = [
        (
            "fault",
            "What an instruction may raise.",
            ((f.name, f.code, f.summary) for f in one.faults.values()),
        ),
        ("error", "What a runtime reports.", ((e.name, e.code, e.summary) for e in one.errors.values())),
        ("interrupt", "Interrupts by line.", ((i.name, i.line, i.summary) for i in one.interrupts.values())),
    ]
    for queue in one.queues.values():
        packets = ((p.name, p.code, p.summary) for p in queue.packets.values())
        told.append((f"{queue.name}_packet", f"Packets of {queue.name}.", packets))
    for box in one.mailboxes.values():
        messages = ((m.name, m.code, m.summary) for m in box.messages.values())
        told.append((f"{box.name}_message", f"Messages to {box.name}.", messages))
    for trace in one.traces.values():
        records = ((r.name, r.code, r.summary) for r in trace.records.values())
        told.append((f"{trace.name}_record", f"Records of {trace.name}.", records))
    for name, summary, codes in told:
        listed = list(codes)
        if listed:
            yield name, summary, listed


def _widths(architecture: Architecture) -> dict[str, int]:
    """The bits of each enum: as many as most of what has it has, and its members need."""
    uses: dict[str, Counter[int]] = {name: Counter() for name in architecture.enums}
    for enum, width in _uses(architecture):
        if enum is not None and enum.name in uses:
            uses[enum.name][width] += 1
    return {name: _width(architecture.enums[name], found) for name, found in uses.items()}


def _width(enum: Enum, found: Counter[int]) -> int:
    values = [member.value for member in enum.members]
    least = bits_of(min(values), max(values))
    usual = max(found, key=lambda width: (width >= least, found[width], -width), default=least)
    return max(usual, least)


def _uses(architecture: Architecture) -> Iterator[tuple[Enum | None, int]]:
    for one in architecture.formats.values():
        yield from ((f.enum, width_of(f)) for f in one.fields)
    for structure in architecture.structures.values():
        for member in structure.members:
            yield from ((b.enum, b.width) for b in member.bits)
            values = (member.value, *member.arms)
            yield from ((v.enum, 8 * v.element_size) for v in values if v is not None)
    for block in architecture.registers.values():
        yield from ((f.enum, f.width) for register in block.registers for f in register.fields)
