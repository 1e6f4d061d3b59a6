"""What kind of change each place of a structure is: which rule speaks of it."""

from __future__ import annotations

from specgen.model.interfaces import BitField, Member
from specgen.review.changes import Change, Kind
from specgen.review.rules.artefacts.comparing import Sides, bit_owners, owners
from specgen.review.rules.words import is_of_words

OFFSET, KIND, GONE, SIZE = "offset", "kind", "gone", "size"
APPENDED, NAMED, POLICY, FIXED = "appended", "named", "policy", "fixed"
LEAST, ARMS, LIMIT, SUM, ORDER, NOTHING = "least", "arms", "limit", "sum", "order", ""

_OF_STRUCTURE = {
    "endian": ORDER, "size": SIZE, "align": SIZE, "packed": SIZE, "growth": SIZE, "sized_by": SIZE, "least": LEAST,
    "constraints": LIMIT,
}  # fmt: skip
_OF_MEMBER = {
    "offset": OFFSET,
    "size": KIND,
    "constant": FIXED,
    "reserved": POLICY,
    "checksum": SUM,
    "value": KIND,
}
_OF_VALUE = {"low": LIMIT, "high": LIMIT, "valid_when": LEAST}
_OF_BITS = {"signed": KIND, "enum": KIND, "reserved": POLICY, "valid_when": LEAST}
FREE = frozenset({"reserved", "beyond the end"})


def kind_of(sides: Sides, change: Change) -> str:
    """Return which rule speaks of a change of a structure: one of the words above, NOTHING where none does."""
    path = change.path[2:]
    quiet = change.kind in (Kind.RENAMED, Kind.REORDERED, Kind.REWRITTEN)
    if not path or is_of_words(change) or "retired" in path[-2:] or (quiet and "arms" not in path):
        return NOTHING
    if path[0] != "members":
        return SIZE if path[0] == "least" and _whole(sides) else _OF_STRUCTURE.get(path[0], NOTHING)
    if len(path) == 2:
        return _of_member(sides, change)
    if path[2] != "reserved" and _reserved(sides, path):
        return NAMED
    if path[2] == "arms":
        return _of_arms(path)
    if path[2] == "bits":
        return _of_bits(sides, path, change)
    if path[2] == "value" and len(path) > 3:
        return _OF_VALUE.get(path[3], KIND)
    if path[2] == "reserved":
        return (
            POLICY if change.before is not None and change.after is not None else _use(change.before is None)
        )
    return _OF_MEMBER.get(path[2], NOTHING)


def _reserved(sides: Sides, path: tuple[str, ...]) -> bool:
    """Whether the member, or the bit field, was reserved and is: only others can say what its bytes are now."""
    new = sides.new.by_name[path[1]]
    old = sides.old.by_name[sides.before(path[1])]
    if path[2] == "bits" and len(path) > 4:
        bits = sides.new.bit_fields[path[3]][1], sides.old.bit_fields[sides.before(path[3])][1]
        return path[4] != "reserved" and all(one.reserved is not None for one in bits)
    return new.reserved is not None and old.reserved is not None and not new.bits


def _use(was_used: bool) -> str:
    return GONE if was_used else NAMED


def _whole(sides: Sides) -> bool:
    """Whether all of a structure has to be there on both sides: what it needs is then its size."""
    return all(one.least == one.size for one in (sides.old, sides.new))


def _of_member(sides: Sides, change: Change) -> str:
    """A member that is gone or new: what its bytes were, or are."""
    if change.kind is Kind.REMOVED:
        member: Member = change.before
        if member.reserved is None:
            return GONE
        there = owners(sides.new, member)
        return SIZE if "beyond the end" in there else NAMED
    member = change.after
    had = owners(sides.old, member)
    if had == {"beyond the end"}:
        return SIZE if sides.old.growth == "fixed" else APPENDED
    if had <= FREE:
        return NAMED
    gone = {m.name for m in sides.old.members} - {sides.before(m.name) for m in sides.new.members}
    return GONE if had & gone else OFFSET if member.reserved is None else NAMED


def _of_arms(path: tuple[str, ...]) -> str:
    if len(path) > 4 and path[4] in ("low", "high"):
        return LIMIT
    return KIND if len(path) > 4 and path[4] not in ("valid_when",) else ARMS


def _of_bits(sides: Sides, path: tuple[str, ...], change: Change) -> str:
    if len(path) == 3:
        return KIND  # divided, or no longer
    if len(path) == 4:
        bits: BitField = change.before or change.after
        there = sides.new if change.kind is Kind.REMOVED else sides.old
        name = path[1] if change.kind is Kind.REMOVED else sides.before(path[1])
        member = there.by_name.get(name) or sides.new.by_name[path[1]]
        others = bit_owners(member, bits.mask)
        if change.kind is Kind.REMOVED:
            return NAMED if bits.reserved is not None else GONE
        if bits.reserved is not None:
            return NAMED if others <= FREE else GONE
        gone = {b.name for b in member.bits} - {
            sides.before(b.name) for m in sides.new.members for b in m.bits
        }
        return NAMED if others <= FREE else GONE if others & gone else OFFSET
    if path[4] in ("high", "low"):
        return OFFSET if _moved(sides, path) else KIND
    if path[4] == "reserved" and (change.before is None or change.after is None):
        return _use(change.before is None)
    return _OF_BITS.get(path[4], NOTHING)


def _moved(sides: Sides, path: tuple[str, ...]) -> bool:
    """Whether bits have another lowest one; else they are more, or fewer."""
    new = next(b for b in sides.new.by_name[path[1]].bits if b.name == path[3])
    old = sides.old.bit_fields.get(sides.before(path[3]))
    return old is None or old[1].low != new.low or new.reserved is not None
