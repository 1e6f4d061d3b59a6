"""Parameters, structures and enums of a runtime in C."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.naming import C_WORDS, Scope
from specgen.model.interfaces import Handle, Structure
from specgen.model.isa import Enum
from specgen.model.types import FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.interfaces import Call, Member, Parameter, Runtime, Value
    from specgen.model.types import NumberType


def number(kind: NumberType) -> str:
    """Return the type of C of an integer of 8, 16, 32 or 64 bits, f32 or f64."""
    if isinstance(kind, IntegerType):
        return f"{'' if kind.signed else 'u'}int{kind.width}_t"
    return "float" if kind.name == "f32" else "double"


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter as C declares it. ``type`` includes the stars; ``target`` is what an out parameter points to."""

    parameter: Parameter
    name: str
    type: str
    target: str

    @property
    def declaration(self) -> str:
        """Type and name."""
        return f"{self.type}{self.name}" if self.type.endswith("*") else f"{self.type} {self.name}"

    @property
    def pointer(self) -> bool:
        """Whether it is a pointer that may not be null, unless it is optional or counts to zero."""
        return self.type.endswith("*")


@dataclass(frozen=True, slots=True)
class Function:
    """A function as C declares it."""

    call: Call
    name: str
    member: str
    arguments: tuple[Argument, ...]

    @property
    def retired(self) -> bool:
        """Whether only its place in the table is left."""
        return self.call.retired is not None

    @property
    def parameters(self) -> str:
        """The list between the parentheses."""
        return ", ".join(a.declaration for a in self.arguments) or "void"

    @property
    def names(self) -> str:
        """The arguments, to hand them on."""
        return ", ".join(a.name for a in self.arguments)

    def playing(self, role: str) -> Argument | None:
        """The argument that plays a role."""
        return next((a for a in self.arguments if a.parameter.name == self.call.roles.get(role)), None)


_OURS = frozenset(("mock", "mock_call", "mock_at", "mock_result", "told", "ref", "ref_error"))
"""What the definitions of functions call their own."""
_TABLE = frozenset(("size", "version"))
"""What the dispatch table has besides functions."""


class Names:
    """The names of a runtime in C: all begin with its prefix."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.prefix = runtime.prefix
        self.upper = runtime.prefix.upper()
        self.error = f"{runtime.prefix}_status"
        self._members = Scope(C_WORDS | _TABLE)
        self.functions = tuple(self._function(call) for call in runtime.functions.values())
        types = [p.type for call in runtime.functions.values() for p in call.parameters]
        self.structures = tuple(dict.fromkeys(t for t in types if isinstance(t, Structure)))
        self.structures = _with_inner(self.structures)
        enums = [t for t in types if isinstance(t, Enum)]
        enums += [e for s in self.structures for m in s.members for e in _enums(m)]
        self.enums = tuple(dict.fromkeys(enums))

    @property
    def live(self) -> tuple[Function, ...]:
        """The functions that are not retired."""
        return tuple(f for f in self.functions if not f.retired)

    def type(self, name: str) -> str:
        """The name of a handle, or of what begins with the prefix."""
        return f"{self.prefix}_{name}"

    def struct(self, structure: Structure) -> str:
        """The name of a structure as C hands it over: its values lie as the host has them."""
        return f"{self.prefix}_{structure.name}_t"

    def constant(self, *parts: str) -> str:
        """The name of a constant."""
        return "_".join((self.upper, *parts)).upper()

    def _function(self, call: Call) -> Function:
        scope = Scope(C_WORDS | _OURS)
        arguments = []
        for p in call.parameters:
            target, type_ = self._types(p)
            arguments.append(Argument(p, scope.give(p.name, p.name), type_, target))
        member = self._members.give(call.name, call.name)
        return Function(call, f"{self.prefix}_{call.name}", member, tuple(arguments))

    def _types(self, p: Parameter) -> tuple[str, str]:
        """What a parameter points to, and its own type."""
        if p.kind == "number":
            assert isinstance(p.type, IntegerType | FloatType)
            base = number(p.type)
        elif p.kind == "bytes":
            base = "void" if p.counted_by else "void *"
        elif p.kind == "text":
            base = "char" if p.direction == "in" or p.counted_by else "const char *"
        elif p.kind == "error":
            base = self.error
        elif isinstance(p.type, Structure):
            base = self.struct(p.type)
        elif isinstance(p.type, Enum):
            base = "uint32_t"
        else:
            assert isinstance(p.type, Handle)
            base = self.type(p.type.name)
        if p.direction != "in":
            return base, f"{base}*" if base.endswith("*") else f"{base} *"
        if p.counted_by is not None or p.kind in ("bytes", "text", "structure"):
            return base, f"const {base} *"
        return base, base


@dataclass(frozen=True, slots=True)
class Line:
    """A member of a struct: its declaration and a remark."""

    name: str
    declaration: str
    member: Member


def struct_lines(names: Names, structure: Structure) -> list[Line]:
    """Return the members of a structure as C declares them; unions are anonymous."""
    scope, lines = Scope(C_WORDS), []
    for member in structure.members:
        if member.union:
            arms = " ".join(
                f"{_declared(names, arm, scope.give(arm.name, arm.name))};" for arm in member.arms
            )
            lines.append(
                Line(scope.give(member.arms[0].name, member.arms[0].name), f"union {{ {arms} }}", member)
            )
        else:
            assert member.value is not None
            name = scope.give(member.name, member.name)
            lines.append(Line(name, _declared(names, member.value, name), member))
    return lines


def _declared(names: Names, value: Value, name: str) -> str:
    if isinstance(value.type, Structure):
        base = names.struct(value.type)
    elif value.text:
        base = "char"
    else:
        base = number(value.type)
    return f"{base} {name}" + (f"[{value.count}]" if value.count is not None else "")


def _with_inner(structures: tuple[Structure, ...]) -> tuple[Structure, ...]:
    """Structures with those that they hold, which come first."""
    found: dict[Structure, None] = {}

    def add(structure: Structure) -> None:
        for member in structure.members:
            for value in (member.value, *member.arms):
                if value is not None and isinstance(value.type, Structure):
                    add(value.type)
        found[structure] = None

    for structure in structures:
        add(structure)
    return tuple(found)


def _enums(member: Member) -> list[Enum]:
    values = [member.value, *member.arms, *member.bits]
    return [v.enum for v in values if v is not None and v.enum is not None]
