"""Changes of where the fields of a structure lie, and of what type they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from specgen.model.interfaces import BitField, Member, Structure, Value
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.artefacts import kinds
from specgen.review.rules.artefacts.comparing import (
    Sides,
    Told,
    bit_owners,
    byte_of,
    judged,
    owners,
    sides_of,
    told_apart,
)
from specgen.review.rules.artefacts.kinds import kind_of
from specgen.review.rules.artefacts.telling import SAME, Says, field_of, label, mine, told_of, varied
from specgen.review.rules.registry import Found
from specgen.review.subject import Review
from specgen.review.verdicts import Level


def _offset(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.OFFSET)
    if sides is None:
        return
    moved = _moved(sides)
    if not moved:  # another member has bytes of one that is still there
        yield _bytewise(
            review, sides, found(f"{label(sides, change)} has bytes that were another field's"), change
        )
        return
    texts = [f"{name} from {old} to {new}" for name, old, new, _, _ in moved]
    more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
    whole = sides.whole(
        ", ".join(f"{n} {o}" for n, o, *_ in moved), ", ".join(f"{m[0]} {m[2]}" for m in moved)
    )
    one = found(f"fields of {sides.name} moved: {', '.join(texts[:3])}{more}", whole)
    for _, _, _, byte, bit in moved:
        seen = byte_of(review, sides, byte, bit)
        if seen is not None:
            yield one.seen(seen, "")
            return
    yield judged(one, told_apart(review, sides, [m[0] for m in moved]))


def _moved(sides: Sides) -> list[tuple[str, str, str, int, int | None]]:
    """What moved: its name, where it was and is, and the byte, and the bit of it, where it was."""
    found: list[tuple[str, str, str, int, int | None]] = []
    for member in sides.new.members:
        old = sides.old.by_name.get(sides.before(member.name))
        if old is None:
            continue
        if old.offset != member.offset and member.reserved is None:
            found.append((member.name, f"byte {old.offset}", f"byte {member.offset}", old.offset, None))
        bits = {b.name: b for b in old.bits}
        for one in member.bits:
            was = bits.get(sides.before(one.name))
            if was is not None and was.low != one.low and one.reserved is None:
                found.append((one.name, f"bit {was.low}", f"bit {one.low}", old.offset, was.low))
    return found


def _bytewise(review: Review, sides: Sides, one: Finding, change: Change) -> Finding:
    member = sides.new.by_name.get(change.path[3])
    for byte in range(member.offset, member.offset + member.size) if member is not None else ():
        seen = byte_of(review, sides, byte)
        if seen is not None:
            return one.seen(seen, "")
    for bits in member.bits if member is not None else ():
        seen = byte_of(review, sides, member.offset, bits.low) if member is not None else None
        if seen is not None:
            return one.seen(seen, "")
    return judged(one, told_apart(review, sides, varied(sides, change)))


def _type(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.KIND)
    if sides is None:
        return
    if sides.refers(change.before, change.after):
        yield found(f"{label(sides, change)}: {told_of(change)}").proved(SAME)
        return
    if change.path[-1] in ("unit", "address_of"):
        one = found(f"{label(sides, change)}: {told_of(change)}")
        yield one.seen(None, "the bytes are read as before, and mean something else to who uses them")
        return
    name, former = field_of(change), sides.before(field_of(change))
    before, after = (_spelled(_place(*side)) for side in ((sides.old, former), (sides.new, name)))
    at = change.path[: 6 if name != change.path[3] else 4]
    whole = replace(change, kind=Kind.CHANGED, path=at, before=before, after=after)
    one = found(f"{name} of {sides.name} is {after}, was {before}", whole)
    key = ("type", change.name, name)
    yield judged(one, review.once(key, lambda: told_apart(review, sides, varied(sides, change))))


def _place(structure: Structure, name: str) -> Member | BitField | Value | None:
    """What has a name in a structure: a member, a bit field, an arm of a union."""
    arms = {arm.name: arm for member in structure.members for arm in member.arms}
    bits = {bits.name: bits for member in structure.members for bits in member.bits}
    return structure.by_name.get(name) or bits.get(name) or arms.get(name)


def _spelled(place: Member | BitField | Value | None) -> str:
    """What something is, as a spec would say it: ``u16 x 4 of kind``."""
    if isinstance(place, BitField):
        words = ["signed"] if place.signed else []
        words += [f"bits {place.high}:{place.low}", *([f"of {place.enum.name}"] if place.enum else [])]
        return " ".join(words)
    if isinstance(place, Member):
        if place.union:
            return f"a union of {', '.join(arm.name for arm in place.arms)} in {place.size} bytes"
        place = place.value
    if place is None:
        return "nothing"
    made = "text" if place.text else place.type.name
    if isinstance(place.type, Structure):
        made += f" of {place.type.size} bytes"
    made += f" x {place.count}" if place.count else ""
    made += f" as many as {place.counted_by}" if place.counted_by else ""
    return made + (f" of {place.enum.name}" if place.enum is not None else "")


def _gone(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.GONE)
    if sides is None:
        return
    if change.kind is not Kind.ADDED:
        yield _removed(review, sides, change, found)
        return
    every = [
        *review.at(f"structures.{change.name}.members.*"),
        *review.at(f"structures.{change.name}.members.*.bits.*"),
    ]
    for one in every:  # what has its bytes now: the finding of what is gone
        if one.kind is Kind.REMOVED and kind_of(sides, one) == kinds.GONE:
            yield _removed(review, sides, one, found)


def _removed(review: Review, sides: Sides, change: Change, found: Found) -> Finding:
    name = field_of(change)

    def made() -> Finding:
        told = told_apart(review, sides, [name], [*sides.shared(), name])
        return found(f"{name} of {sides.name} is gone", change).seen(
            told.back, "no bytes that are read otherwise were found"
        )

    return review.once(("gone", *change.path), made)


def _size(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.SIZE)
    if sides is None:
        return
    old, new = sides.old, sides.new
    if old.growth != "fixed" and new.size > old.size:
        return  # it grows as it may: said of what was added
    if old.size == new.size:
        one = found(f"{label(sides, change)}: {told_of(change)}")
        if sides.refers(change.before, change.after):
            yield one.proved(SAME)
        elif change.path[-1] in ("sized_by", "packed"):
            yield judged(one, told_apart(review, sides, [x for x in (old.sized_by, new.sized_by) if x]))
        else:
            yield one.seen(None, "its bytes are the same")
        return
    whole = sides.whole(f"{old.size} bytes", f"{new.size} bytes")
    told = f"{sides.name} takes {new.size} bytes, took {old.size}"
    words = f"{sides.name} takes {{before}} before, {{after}} after"
    seen = review.witness("structure_size", sides.variant, sides.given, words)
    yield found(told, whole).seen(seen, "")


def _appended(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = sides_of(review, change)
    if sides is None:
        return
    kind = kind_of(sides, change)
    grows = kind == kinds.SIZE and sides.old.growth != "fixed" and sides.new.size > sides.old.size
    if kind == kinds.APPENDED or grows:
        names = ", ".join(m.name for m in sides.new.members if m.offset >= sides.old.size)
        whole = sides.whole(f"{sides.old.size} bytes", f"{sides.new.size} bytes")
        one = found(
            f"{names} at the end of {sides.name}, which has {sides.new.size} bytes, had {sides.old.size}",
            whole,
        )
        told = told_apart(review, sides, [m.name for m in sides.new.members if m.offset >= sides.old.size])
        yield one.seen(told.fwd, "old readers take all bytes of new writers")


def _named(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.NAMED)
    if sides is None:
        return
    names = _newly_named(sides)
    if not names:
        told = f"what is reserved in {sides.name} is divided otherwise"
        one = found(told, sides.whole("reserved", "reserved"))
        yield replace(one, verdict=one.verdict.at_most(Level.INFO))
        return
    one = found(
        f"{', '.join(names)} of {sides.name} where it was reserved", sides.whole("", ", ".join(names))
    )
    yield one.seen(told_apart(review, sides, names).fwd, "old readers take all bytes of new writers")


def _newly_named(sides: Sides) -> list[str]:
    """Members and bit fields that the old side does not have, or has as reserved, where all was reserved."""
    shared = set(sides.shared())
    made = []
    for member in sides.new.members:
        was = sides.old.by_name.get(sides.before(member.name))
        if member.bits and was is not None:
            made += [
                b.name for b in member.bits if b.reserved is None and bit_owners(was, b.mask) <= kinds.FREE
            ]
        elif member.reserved is None and owners(sides.old, member) == {"reserved"}:
            made += [b.name for b in member.bits if b.reserved is None] or [member.name]
    return [name for name in made if name not in shared]


def _zero(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = sides_of(review, change)
    if sides is None:
        return
    kind = kind_of(sides, change)
    if kind == kinds.POLICY:
        one = found(f"{label(sides, change)} {_POLICIES[change.after]}, {_POLICIES[change.before]} before")
        yield judged(one, told_apart(review, sides, varied(sides, change)))
    elif kind == kinds.NAMED and change.kind is not Kind.REMOVED:
        names = _newly_named(sides)
        told = told_apart(review, sides, names) if names else Told(None, None, 0)
        if told.back is not None:
            whole = sides.whole("zero", ", ".join(names))
            words = f"{', '.join(names)} of {sides.name}: what old writers left there is not as before"
            yield found(words, whole).seen(told.back, "")


_POLICIES = {"zero": "must be zero", "ignored": "is ignored", "preserve": "is preserved"}


SAYS: dict[str, Says] = {
    "ART_FIELD_OFFSET": _offset,
    "ART_FIELD_TYPE": _type,
    "ART_FIELD_REMOVED": _gone,
    "ART_STRUCT_SIZE": _size,
    "ART_FIELD_APPENDED_SIZED": _appended,
    "ART_FIELD_IN_RESERVED": _named,
    "ART_RESERVED_ZERO_MEANING": _zero,
}
