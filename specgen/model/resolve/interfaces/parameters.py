"""Parameters of a runtime's functions: their types, what counts them, and the members of structures that play roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.documents.runtimes import ParameterOfCallDocument
from specgen.model.interfaces import Parameter, Structure
from specgen.model.interfaces.verbs import ARGUMENT_KINDS, ARGUMENT_ROLES, INJECTIONS, PROPERTIES
from specgen.model.isa import Enum
from specgen.model.resolve.items import common
from specgen.model.types import FloatType, IntegerType
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.runtimes import CallDocument
    from specgen.model.interfaces import Handle
    from specgen.model.interfaces.structures import Member
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_WORDS = ("bytes", "text", "error")
_WIDTHS = (8, 16, 32, 64)


def parameters(
    ctx: Context, document: CallDocument, handles: dict[str, Handle], origin: Origin
) -> tuple[Parameter, ...]:
    """Resolve the parameters of a function; what is wrong is reported."""
    found: list[Parameter] = []
    for name, given in (document.parameters or {}).items():
        full = ParameterOfCallDocument(type=given) if isinstance(given, str) else given
        at = origin.child("parameters", name)
        kind, type_ = _type(ctx, full.type, handles, at, () if isinstance(given, str) else ("type",))
        if kind is None:
            continue
        found.append(
            Parameter(
                **common(name, full, at),
                kind=kind,
                type=type_,
                direction=full.direction,
                counted_by=full.counted_by,
                optional=full.optional,
                ownership=full.ownership,
            )
        )
    for one in found:
        _check_count(ctx, one, found)
    return tuple(found)


def _type(
    ctx: Context, name: str, handles: dict[str, Handle], origin: Origin, path: tuple[str, ...]
) -> tuple[str | None, IntegerType | FloatType | Structure | Enum | Handle | None]:
    if name in _WORDS:
        return name, None
    if name in handles:
        return "handle", handles[name]
    if name in ctx.merged.sections.structures:
        structure = ctx.find(ctx.structures, name, origin, *path)
        if structure is not None and (structure.packed or structure.flexible is not None):
            message = f"{name} is packed or has no fixed size, so that it is no struct of C"
            ctx.report("api-type", message, origin.at(*path))
        return ("structure" if structure else None), structure
    if name in ctx.merged.sections.enums:
        enum = ctx.find(ctx.enums, name, origin, *path)
        return ("enum" if enum else None), enum
    others = (*_WORDS, *handles, *ctx.merged.sections.structures, *ctx.merged.sections.enums)
    number = ctx.number_type(name, origin, *path, others=others)
    if isinstance(number, IntegerType):
        fine = number.width in _WIDTHS
    else:
        fine = isinstance(number, FloatType) and number.name in ("f32", "f64")
    if number is not None and not fine:
        hint = (
            "integers of 8, 16, 32 or 64 bits, f32, f64, bytes, text, error, a structure, an enum or a handle"
        )
        ctx.report("api-type", f"C hands over no {name}", origin.at(*path), hint=hint)
        return None, None
    return ("number" if number else None), number


def _check_count(ctx: Context, one: Parameter, others: list[Parameter]) -> None:
    if one.counted_by is None:
        return
    count = next((p for p in others if p.name == one.counted_by), None)
    integer = count is not None and isinstance(count.type, IntegerType) and not count.type.signed
    if count is None or not integer or count.direction != "in":
        message = f"no unsigned parameter {one.counted_by!r} that goes in tells how many there are"
        ctx.report("api-count", message, one.origin.at("counted_by"))


def structure_roles(
    ctx: Context, document: CallDocument, given: tuple[Parameter, ...], roles: dict[str, str], origin: Origin
) -> dict[str, str]:
    """Return who plays roles inside structures and enums: a launch's arguments, a device's properties, faults."""
    named = {k: v for k, v in (document.roles or {}).items() if "." in k}
    by_role = {role: next(p for p in given if p.name == name) for role, name in roles.items()}
    work = _Inside(ctx, named, origin)
    if document.does == "launch":
        work.arguments(by_role["arguments"])
    elif document.does == "properties":
        work.properties(by_role["properties"])
    elif document.does == "inject":
        work.enum("fault", by_role["fault"].type, INJECTIONS, by_role["fault"].origin)
    for key in named:
        if key not in work.used:
            message = f"{key.partition('.')[0]} has no role {key.partition('.')[2]!r} inside"
            ctx.report("api-role", message, origin.key("with", key))
    return work.found


class _Inside:
    """Looks for the members that play roles; ``named`` are those whose names are others."""

    def __init__(self, ctx: Context, named: dict[str, str], origin: Origin) -> None:
        self.ctx, self.named, self.origin = ctx, named, origin
        self.found: dict[str, str] = {}
        self.used: set[str] = set()

    def _name(self, key: str) -> str:
        self.used.add(key)
        return self.named.get(key, key.rpartition(".")[2])

    def arguments(self, one: Parameter) -> None:
        """An argument says of which kind it is, and its value: a number, or an address in a buffer."""
        assert isinstance(one.type, Structure)
        for role in ARGUMENT_ROLES:
            key = f"arguments.{role}"
            name = self._name(key)
            member = one.type.by_name.get(name)
            if member is None:
                message = f"{one.type.name} has no member {name!r}, which is the {role} of an argument"
                self.ctx.report("api-role", message, one.origin.key(), hint=f"with: {{{key}: ...}}")
            elif self._integer(member, one.origin):
                self.found[key] = name
                if role == "kind":
                    enum = member.value.enum if member.value else None
                    self.enum(key, enum, ARGUMENT_KINDS, one.origin)

    def properties(self, one: Parameter) -> None:
        """Every member that is not reserved is one of the things that a device tells about itself."""
        assert isinstance(one.type, Structure)
        members = {m.name: m for m in one.type.members if m.reserved is None and m.name != one.type.sized_by}
        for role in PROPERTIES:
            name = self._name(f"properties.{role}")
            member = members.pop(name, None)
            text = member is not None and member.value is not None and member.value.text
            if member is None:
                continue
            if role in ("name", "variant", "content_hash"):
                if not text:
                    self.ctx.report("api-role", f"{name} is a text", one.origin.key())
            else:
                self._integer(member, one.origin)
            self.found[f"properties.{role}"] = name
        for name in members:
            hint = did_you_mean(name, PROPERTIES) or f"it knows {', '.join(PROPERTIES)}"
            self.ctx.report("api-role", f"no device tells {name!r} about itself", one.origin.key(), hint=hint)

    def _integer(self, member: Member, origin: Origin) -> bool:
        value = member.value
        if (
            value is not None
            and isinstance(value.type, IntegerType)
            and value.count is None
            and not member.bits
        ):
            return True
        self.ctx.report("api-role", f"{member.name} is one integer", origin.key())
        return False

    def enum(self, key: str, one: object, roles: tuple[str, ...], origin: Origin) -> None:
        """The members of an enum that mean what the roles do."""
        by_name = one.by_name if isinstance(one, Enum) else {}
        names = {role: self._name(f"{key}.{role}") for role in roles}
        found = {f"{key}.{role}": name for role, name in names.items() if name in by_name}
        needed = roles if key.startswith("arguments") else ()
        for role in needed:
            if f"{key}.{role}" not in found:
                message = f"{key.rpartition('.')[2]} has no value {names[role]!r}"
                self.ctx.report(
                    "api-role", message, origin.key(), hint="it has an enum with " + " and ".join(roles)
                )
        if not found and not needed:
            self.ctx.report("api-role", f"there are {', '.join(roles)}, and it has none", origin.key())
        self.found |= found
