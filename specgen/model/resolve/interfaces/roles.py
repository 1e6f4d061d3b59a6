"""Members and registers by the role that they play: by the role's own name, unless the spec says which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specgen.model.interfaces import Place, Structure, place_of
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.interfaces import HostRegister, RegisterBlock
    from specgen.model.isa import Enum
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

#: Roles of several values: arrays of integers play them too.
_MANY = frozenset({"signals", "word"})


def members(
    ctx: Context,
    rule: str,
    wanted: Iterable[str],
    structure: Structure,
    given: Mapping[str, str] | None,
    origin: Origin,
    key: str = "with",
) -> dict[str, str]:
    """Return the member that plays each role; those in parentheses may be missing.

    A role is played by what is ``given`` at ``key``, else by the member or bit field of its name, else by that of the
    structure's first member.
    """
    given = given or {}
    known = {role.strip("()"): not role.startswith("(") for role in wanted}
    for role in given.keys() - known.keys():
        hint = did_you_mean(role, known) or f"the roles are {', '.join(known)}"
        ctx.report(rule, f"there is no role {role!r} here", origin.key(key, role), hint=hint)
    made: dict[str, str] = {}
    for role, required in known.items():
        path = given.get(role) or _default(structure, role)
        place = place_of(structure, path)
        at = origin.at(key, role) if role in given else origin.key()
        if place is not None and _plays(place, role):
            made[role] = path
        elif place is not None:
            ctx.report(rule, f"{path} of {structure.name} is no integer, and cannot be its {role}", at)
        elif role in given:
            ctx.report(rule, f"{structure.name} has no {path!r}", at, hint=_near(structure, path))
        elif required:
            hint = _candidates(structure, role, key)
            ctx.report(rule, f"no member of {structure.name} is its {role}", at, hint=hint)
    return made


def _default(structure: Structure, role: str) -> str:
    inherited = f"{structure.members[0].name}.{role}"
    return role if place_of(structure, role) or not place_of(structure, inherited) else inherited


def _plays(place: Place, role: str) -> bool:
    return place.whole or (role in _MANY and not place.compound)


def _near(structure: Structure, path: str) -> str | None:
    return did_you_mean(path, list(_paths(structure)))


def _candidates(structure: Structure, role: str, key: str) -> str:
    """The names that would do."""
    fit = [path for path in _paths(structure) if (place := place_of(structure, path)) and _plays(place, role)]
    return f"{key}: {{{role}: ...}} of {', '.join(fit[:8])}" if fit else f"add a member {role}"


def _paths(structure: Structure, before: str = "") -> Iterable[str]:
    for member in structure.members:
        inner = member.value.type if member.value is not None else None
        if member.reserved is not None:
            continue
        if isinstance(inner, Structure):
            yield from _paths(inner, f"{before}{member.name}.")
        elif member.bits:
            yield from (f"{before}{bits.name}" for bits in member.bits if bits.reserved is None)
        else:
            yield f"{before}{member.name}"


def type_enum(ctx: Context, rule: str, header: Structure, name: str, origin: Origin) -> Enum | None:
    """Return the enum of the member or bit field at ``type`` that tells what follows the header."""
    place = place_of(header, name)
    if place is None:
        ctx.report(rule, f"{header.name} has no {name!r}", origin.at("type"), hint=_near(header, name))
        return None
    enum = place.bits.enum if place.bits else place.member.value.enum if place.member.value else None
    if enum is None:
        ctx.report(
            rule, f"{name} of {header.name} has no enum to tell by", origin.at("type"), hint="enum: ..."
        )
    return enum


def begins_with(
    ctx: Context, rule: str, header: Structure, size: int, structure: Structure, at: Origin
) -> None:
    """Refuse a structure that has not ``size`` bytes or does not begin with the header."""
    if structure.size != size or structure.flexible is not None:
        message = f"{structure.name} has {structure.size} bytes, and here each has {size}"
        ctx.report(rule, message, at.at("structure"))
    first = structure.members[0]
    if structure is not header and (first.value is None or first.value.type is not header):
        message = f"{structure.name} begins with {first.name}, not with {header.name}"
        ctx.report(rule, message, at.at("structure"), hint=f"fields: {{header: {header.name}, ...}}")


def registers(
    ctx: Context,
    rule: str,
    wanted: Iterable[str],
    block: RegisterBlock,
    given: Mapping[str, str] | None,
    origin: Origin,
) -> dict[str, HostRegister]:
    """Return the register of a block that plays each role; those in parentheses may be missing."""
    given = given or {}
    known = {role.strip("()"): not role.startswith("(") for role in wanted}
    for role in given.keys() - known.keys():
        hint = did_you_mean(role, known) or f"the roles are {', '.join(known)}"
        ctx.report(rule, f"there is no role {role!r} here", origin.key("registers", role), hint=hint)
    made: dict[str, HostRegister] = {}
    for role, required in known.items():
        name = given.get(role, role)
        found = block.by_name.get(name)
        if found is not None:
            made[role] = found
        elif role in given or required:
            at = origin.at("registers", role) if role in given else origin.at("block")
            hint = (
                did_you_mean(name, block.by_name)
                or f"registers: {{{role}: ...}} of {', '.join(block.by_name)}"
            )
            ctx.report(rule, f"no register of {block.name} is its {role}", at, hint=hint)
    return made
