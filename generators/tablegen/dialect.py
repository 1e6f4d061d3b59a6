"""What the templates of MLIR's dialect show: operations, attributes and resources, made once for an architecture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.naming import C_WORDS, Scope, camel
from specgen.generators.tablegen.roles import Roles, roles_of
from specgen.generators.tablegen.text import WORDS
from specgen.generators.target import stamp
from specgen.model.identity import binary_hash
from specgen.model.legality import FieldIn, conditions_of
from specgen.model.templates import Kind, Place, template_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Enum, Field, Instruction
    from specgen.semantics import Semantics

_ACCESSORS = frozenset(
    ("attributes", "context", "dialect", "loc", "name", "operands", "operation", "properties")
)
"""What operations of MLIR have a ``get`` of their own for."""
_INT64 = 1 << 63


@dataclass(frozen=True, slots=True)
class Resource:
    """State or a memory, which operations read and write."""

    record: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class EnumAttribute:
    """A closed enum, or an open one: then it names values and refuses none."""

    enum: Enum
    record: str
    name: str
    cases: tuple[tuple[str, str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A kind of integer: the constraints that its values obey, as records."""

    record: str
    summary: str
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An instruction as an operation: its operands are attributes."""

    instruction: Instruction
    record: str
    arguments: tuple[tuple[str, str, str], ...]
    effects: tuple[str, ...]


class Dialect:
    """Everything that a template asks about one architecture."""

    def __init__(self, architecture: Architecture, semantics: Semantics | None) -> None:
        self.architecture = architecture
        self.name = camel(architecture.name)
        self.dialect = architecture.name.replace("-", "_").lower()
        self.namespace = Scope(C_WORDS).give("", self.dialect)
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.binary_hash = binary_hash(architecture)
        self._semantics = semantics
        self._scope = Scope(WORDS | C_WORDS, (f"{self.name}Dialect", "Identity", "Outside"))
        self.resources = self._resources()
        self.enums = {
            enum.name: self._enum(enum)
            for enum in architecture.enums.values()
            if all(0 <= m.value < 1 << 31 for m in enum.members)
        }
        self.numbers: dict[str, Number] = {}
        self.operations = [self._operation(one) for one in architecture.instructions.values()]

    @cached_property
    def scales(self) -> bool:
        """Whether some number is a multiple of another."""
        return any("MultipleOf" in text for number in self.numbers.values() for text in number.constraints)

    def _resources(self) -> dict[str, Resource]:
        states = (s for s in self.architecture.state.values() if s.view_of is None)
        found = {
            f"state {s.name}": Resource(
                self._scope.give(("state", s.name), f"{camel(s.name)}State"), s.name, s.summary
            )
            for s in states
        }
        for m in self.architecture.memories.values():
            record = self._scope.give(("memory", m.name), f"{camel(m.name)}Memory")
            found[f"memory {m.name}"] = Resource(record, m.name, m.summary)
        return found

    def _enum(self, enum: Enum) -> EnumAttribute:
        name = self._scope.give(("enum", enum.name), camel(enum.name))
        scope = Scope(C_WORDS)
        cases = tuple((scope.give(m.name, m.name), m.name, m.value, m.summary) for m in enum.members)
        return EnumAttribute(enum, f"{self.name}_{name}", name, cases)

    def _operation(self, one: Instruction) -> Operation:
        places = {p.name: p for p in template_of(one, self.architecture.state).places}
        ranges = {c.field.name: c for c in conditions_of(one) if isinstance(c, FieldIn)}
        order = list(places)
        fields = sorted(one.operands, key=lambda f: order.index(f.name) if f.name in places else len(order))
        names = Scope(WORDS | C_WORDS | _ACCESSORS).all(f.name for f in one.operands)
        arguments = tuple(
            (self._attribute(f, places.get(f.name), ranges.get(f.name)), names[f.name], f.summary)
            for f in fields
        )
        effects: tuple[str, ...] = (f"MemWrite<{self.name}_Outside>",)
        if self._semantics is not None and one.name in self._semantics.programs:
            effects = self._effects(roles_of(one, self._semantics))
        return Operation(one, self._scope.give(("op", one.name), f"{camel(one.name)}Op"), arguments, effects)

    def _effects(self, roles: Roles) -> tuple[str, ...]:
        read = [f"state {s.name}" for s in roles.states_read] + [f"memory {m.name}" for m in roles.loads]
        written = [f"state {s.name}" for s in roles.states_written] + [
            f"memory {m.name}" for m in roles.stores
        ]
        counters = {p.program_counter.name for p in self.architecture.processors.values()}
        written += sorted(f"state {name}" for name in counters if roles.jumps)
        known = self.resources
        found = [f"MemRead<{self.name}_{known[key].record}>" for key in dict.fromkeys(read) if key in known]
        found += [
            f"MemWrite<{self.name}_{known[key].record}>" for key in dict.fromkeys(written) if key in known
        ]
        return tuple(found + [f"MemWrite<{self.name}_Outside>"] * roles.outside)

    def _attribute(self, field: Field, place: Place | None, condition: FieldIn | None) -> str:
        """The record of an operand: an enum's, or a number within limits."""
        if field.enum is not None and not field.enum.open and field.enum.name in self.enums:
            return f"{self.name}_{self.enums[field.enum.name].name}Attr"
        ends = [field.value(raw) for span in condition.ranges for raw in span] if condition else []
        low, high = (min(ends), max(ends)) if ends else (field.low, field.high)
        if condition is not None and field.signed:
            low, high = field.low, field.high
        step = abs(field.scale)
        file = place.file if place is not None and place.kind is Kind.REGISTER else ""
        wanted = f"{camel(file) if file else 'Number'}{low}To{high}".replace("-", "Minus")
        wanted += f"By{step}" if step != 1 else ""
        record = self._scope.give(("number", file, low, high, step, field.bias % step), wanted)
        limits = [f"IntMinValue<{low}>"] * (low > -_INT64) + [f"IntMaxValue<{high}>"] * (high < _INT64 - 1)
        limits += [f"{self.name}_MultipleOf<{step}, {field.bias % step}>"] * (step != 1)
        told = f"{f'A register of {file}' if file else 'A number'} from {low} to {high}"
        self.numbers[record] = Number(f"{self.name}_{record}", told, tuple(limits if high < _INT64 else ()))
        return f"{self.name}_{record}"
