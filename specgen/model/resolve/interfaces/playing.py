"""Which member of a structure plays which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.interfaces import Place, Structure, place_of
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_BYTES = frozenset({"magic", "spec_hash", "extents", "bytes", "scale"})
_TEXTS = frozenset({"name", "variant", "layout", "element", "format"})
_HASH = 32


def played(
    ctx: Context,
    roles: tuple[str, ...],
    given: dict[str, str] | None,
    structure: Structure,
    origin: Origin,
    key: str,
) -> dict[str, str] | None:
    """Return by role the path of the member or bit field of ``structure`` that plays it: by default the one of its name.

    Roles in parentheses may be missing. What is wrong is reported, and gives None.
    """
    known = [role.strip("()") for role in roles]
    before = ctx.failures
    for role in given or {}:
        if role not in known:
            hint = did_you_mean(role, known) or f"roles are {', '.join(known)}"
            ctx.report("exe-role", f"there is no role {role!r}", origin.key(key, role), hint=hint)
    found: dict[str, str] = {}
    for role, name in zip(roles, known, strict=True):
        path = (given or {}).get(name) or name
        place = place_of(structure, path)
        if place is None:
            if name in (given or {}) or not role.startswith("("):
                at = origin.at(key, name) if name in (given or {}) else origin.key()
                likely = did_you_mean(path, (*structure.by_name, *structure.bit_fields))
                message = f"{structure.name} has no member {path!r}"
                ctx.report("exe-role", f"{message} for the role {name}", at, hint=likely)
            continue
        wrong = _unfit(name, place)
        if wrong is not None:
            ctx.report("exe-role", f"{path} of {structure.name} {wrong}", origin.key())
        found[name] = path
    return found if ctx.failures == before else None


def _unfit(role: str, place: Place) -> str | None:
    """Why a member cannot play a role, or None."""
    value = place.member.value
    if role == "spec_hash" and place.member.size != _HASH:
        return f"is no {_HASH} bytes"
    if role == "checksum":
        return None if place.member.size in (4, _HASH) else "is neither crc32 (4 bytes) nor sha256 (32)"
    if role in _BYTES or (role in _TEXTS and value is not None and value.text):
        return None
    return None if place.whole else "is no integer"


@frozen()
class Parts:
    """What all structures of a format agree on."""

    ctx: Context
    endian: str
    alignment: int

    def check(self, structure: Structure, origin: Origin, key: str) -> None:
        """Report a structure of another byte order, of no fixed size, or aligned to more than sections are."""
        ctx, at = self.ctx, origin.at(key)
        if structure.endian != self.endian:
            message = f"{structure.name} is {structure.endian}-endian, and the format {self.endian}-endian"
            ctx.report("exe-endian", message, at)
        if structure.flexible is not None:
            ctx.report("exe-entry", f"{structure.name} has no fixed size", at)
        if structure.align > self.alignment:
            message = (
                f"{structure.name} is aligned to {structure.align}, and sections begin at multiples of "
                f"{self.alignment}"
            )
            ctx.report("exe-alignment", message, at)
