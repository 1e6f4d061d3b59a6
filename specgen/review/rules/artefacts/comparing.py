"""A structure on both sides: what its changes are, and the bytes that readers of the two take for something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from specgen.data import frozen
from specgen.model.interfaces import Member, Structure
from specgen.model.interfaces.codec import verify
from specgen.review.actions.bytes.structures import member_at
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.artefacts.images import images, raw
from specgen.review.subject import Review
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

MOST = 240
"""Bytes that are given to both readers for one finding."""


@frozen(eq=False)
class Sides:
    """A structure on both sides, in the first of the ``variants`` in which it differs; ``whole`` is the change of all of it."""

    old: Structure
    new: Structure
    variant: str
    variants: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name now."""
        return self.new.name

    @property
    def given(self) -> dict[str, Any]:
        """The input that names it on both sides."""
        found = {"structure": self.new.name}
        return found if self.old.name == self.new.name else {**found, "formerly": self.old.name}

    @property
    def renamed(self) -> dict[str, str]:
        """Former names of members and bit fields by the ones of now."""
        return {m.name: m.renamed_from for m in _parts(self.new) if m.renamed_from is not None}

    def refers(self, before: object, after: object) -> bool:
        """Whether two texts are the name of one member, which is called otherwise."""
        return isinstance(after, str) and after in self.renamed and self.renamed[after] == before

    def shared(self) -> list[str]:
        """The names, of now, of what both have and what a reader gives."""
        mine = {m.name for m in _values(self.old)}
        return [m.name for m in _values(self.new) if self.renamed.get(m.name, m.name) in mine]

    def before(self, name: str) -> str:
        """The former name of a member."""
        return self.renamed.get(name, name)

    def whole(self, before: str, after: str) -> Change:
        """The change of the structure as a whole, told by two texts."""
        return Change(
            Kind.CHANGED, ("structures", self.name), before, after,
            self.old, self.new, self.old.origin, self.new.origin, self.variants,
        )  # fmt: skip


def sides_of(review: Review, change: Change) -> Sides | None:
    """Return the structure of a change on both sides; None where one does not have it."""
    name = change.name

    def made() -> Sides | None:
        touched = [one for one in review.at(f"structures.{name}.**") if one.kind is not Kind.REWRITTEN]
        variants = tuple(v for v in review.pairs if any(v in one.variants for one in touched))
        for variant in variants:
            new = review.new.architectures[variant].structures.get(name)
            mine = review.old.architectures[review.pairs[variant]].structures
            if new is not None and (name in mine or new.renamed_from in mine):
                return Sides(mine.get(name) or mine[str(new.renamed_from)], new, variant, variants)
        return None

    return review.once(("structure", name), made)


def _parts(structure: Structure) -> Iterator[Any]:
    for member in structure.members:
        yield member
        yield from member.bits


def _renamed(structure: Structure) -> dict[str, str]:
    """Former names of members by the ones of now, those of inner structures too."""
    found = {m.name: m.renamed_from for m in _parts(structure) if m.renamed_from is not None}
    for member in structure.members:
        for one in (member.value, *member.arms):
            if one is not None and isinstance(one.type, Structure):
                found = _renamed(one.type) | found
            if one is not None and one.renamed_from is not None:
                found[one.name] = one.renamed_from
    return found


def _values(structure: Structure) -> Iterator[Any]:
    """What a reader gives a value of."""
    for member in structure.members:
        if member.bits:
            yield from (bits for bits in member.bits if bits.reserved is None)
        elif member.reserved is None:
            yield member


# -- witnesses -----------------------------------------------------------------------------------------------------------------


@frozen()
class Told:
    """Bytes that one reader takes and the other does not, or reads otherwise: old ones (``back``) or new ones (``fwd``)."""

    back: Witness | None
    fwd: Witness | None
    trials: int


def told_apart(
    review: Review, sides: Sides, focus: Iterable[str], fields: Iterable[str] | None = None
) -> Told:
    """Look for bytes that tell the sides apart in ``fields`` (those that both have), or that one of them refuses.

    Members of ``focus`` are varied first. Old bytes count where the old reader takes them, new ones where the new one does.
    """
    names = tuple(dict.fromkeys(focus))
    wanted = list(fields) if fields is not None else sides.shared()
    found: list[Witness | None] = []
    trials = 0
    for made in (True, False):
        mine, other = (sides.old, sides.new) if made else (sides.new, sides.old)
        own = [sides.before(n) for n in names] if made else list(names)
        seen: Witness | None = None
        for data in islice(_taken(mine, own, other), MOST):
            trials += 1
            seen = _read(review, sides, data, wanted, old=made)
            if seen is not None:
                break
        found.append(seen)
    return Told(found[0], found[1], trials)


def _taken(structure: Structure, focus: Iterable[str], other: Structure) -> Iterator[bytes]:
    """Bytes that a reader of the structure takes: what is written, then what nobody writes."""
    yield from images(structure, focus, other)
    base = next(images(structure, ()), None)
    for data in raw(structure, base) if base is not None else ():
        if not verify(structure, data, limit=1):
            yield data


def _read(review: Review, sides: Sides, data: bytes, fields: list[str], *, old: bool) -> Witness | None:
    given = {**sides.given, "bytes": data.hex(), "fields": fields}
    renamed = {was: now for now, was in _renamed(sides.new).items()}
    if renamed:
        given["renamed"] = renamed
    who = "old" if old else "new"
    seen = review.witness("structure_read", sides.variant, given, "")
    if seen is None:
        return None
    told = f"{len(data)} bytes of {sides.name} that {who} readers take"
    return replace(seen, told=f"{told}: {_differing(seen)}")


def _differing(seen: Witness) -> str:
    before, after = seen.before, seen.after
    for one, other, words in ((after, before, "are refused after"), (before, after, "are refused before")):
        if "refused" in one and "refused" not in other:
            return f"{words} ({one['refused']})"
    names = [name for name in before if before[name] != after.get(name)]
    return ", ".join(f"{n} is {_shown(before[n])} before, {_shown(after.get(n))} after" for n in names[:3])


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)


def byte_of(review: Review, sides: Sides, byte: int, bit: int | None = None) -> Witness | None:
    """Return the witness that a byte, or a bit of the member there, is another one's now."""
    given = {**sides.given, "byte": byte} | ({} if bit is None else {"bit": bit})
    what = f"byte {byte}" if bit is None else f"bit {bit} of the member at byte {byte}"
    told = f"{what} of {sides.name} is {{before}} before, {{after}} after"
    return review.witness("structure_byte", sides.variant, given, told)


def judged(finding: Finding, told: Told, why: str = "") -> Finding:
    """The finding with its witness: breaking where old bytes are misread, a risk where only new ones are."""
    if told.back is not None:
        return finding.seen(told.back, "")
    if told.fwd is not None:
        seen = finding.seen(told.fwd, "")
        verdict = replace(seen.verdict.at_most(Level.RISK), questions=("fwd",))
        return replace(seen, verdict=verdict)
    return finding.searched(told.trials, why or "both readers take the same bytes for the same")


# -- who had the bytes ---------------------------------------------------------------------------------------------------------


def owners(structure: Structure, member: Member) -> set[str]:
    """Return the members, or `reserved` or `beyond the end`, to which the bytes of another version's member belong."""
    return {
        member_at(structure, at, None) for at in range(member.offset, member.offset + max(member.size, 1))
    }


def bit_owners(member: Member, mask: int) -> set[str]:
    """Return the bit fields, or `reserved`, to which bits of a member belong."""
    found = {one.name if one.reserved is None else "reserved" for one in member.bits if one.mask & mask}
    return found or {member.name}
