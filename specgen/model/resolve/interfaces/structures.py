"""Structures: members at their offsets, without a byte that nobody named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from specgen.model.documents.structures import ConstraintDocument, MemberDocument
from specgen.model.interfaces import Checksum, Constraint, Member, Structure, Value
from specgen.model.interfaces.codec.places import member_places, places
from specgen.model.interfaces.structures import enum_values
from specgen.model.resolve.interfaces.conditions import Names, condition
from specgen.model.resolve.interfaces.members import bit_fields, value, where_valid
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size, whole
from specgen.model.types import IntegerType
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.structures import StructureDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

Find = Callable[..., Structure | None]
MAX_SIZE = 1 << 24
MAX_DEPTH = 16
MAX_INNER = 1 << 14
_CHECKSUM_BYTES = {"crc32": 4, "crc32c": 4, "sum32": 4, "crc64": 8, "sha256": 32}


def resolve_structures(ctx: Context) -> None:
    """Resolve all structures, each after those that it holds."""
    entries = ctx.merged.sections.structures
    for name in entries:
        _resolved(ctx, name, ())
    ctx.structures.items = {
        name: ctx.structures.items[name] for name in entries if name in ctx.structures.items
    }


def _resolved(ctx: Context, name: str, inside: tuple[str, ...]) -> Structure | None:
    known, entry = ctx.structures, ctx.merged.sections.structures[name]
    if name in known.items or name in known.broken:
        return known.items.get(name)
    before = ctx.failures
    made = _structure(ctx, name, entry.document, entry.origin, (*inside, name))
    if made is None or ctx.failures > before:
        known.broken.add(name)
        return None
    known.items[name] = made
    return made


def _structure(
    ctx: Context, name: str, document: StructureDocument, origin: Origin, inside: tuple[str, ...]
) -> Structure | None:
    def find(ctx: Context, other: str, where: Origin) -> Structure | None:
        message = ""
        if other in inside:
            way = " holds ".join((*inside[inside.index(other) :], other))
            message = f"{other} cannot lie within itself: {way}"
        elif len(inside) >= MAX_DEPTH:
            message = f"{other} lies within {len(inside)} structures, and at most {MAX_DEPTH - 1} may hold each other"
        if message:
            ctx.report("struct-cycle", message, where.at("type"))
            return None
        found = _resolved(ctx, other, inside)
        ctx.failures += found is None
        return found

    builder = _Builder(ctx, document, origin)
    for key, given in document.fields.items():
        member = given if isinstance(given, MemberDocument) else MemberDocument(type=given)
        builder.add(key, member, origin.child("fields", key), find)
    if not builder.members:
        if not document.fields:
            ctx.report("spec-empty", "a structure has at least one member", origin.at("fields"))
        return None
    return None if builder.lost else builder.finish(name)


class _Builder:
    """The members so far, and the offset after them, which tells nothing once one was ``lost``."""

    def __init__(self, ctx: Context, document: StructureDocument, origin: Origin) -> None:
        self.ctx, self.document, self.origin = ctx, document, origin
        self.members: list[Member] = []
        self.at, self.align = 0, 1
        self.multibyte = False
        self.lost = False

    def add(self, name: str, document: MemberDocument, origin: Origin, find: Find) -> None:
        ctx, before = self.ctx, self.ctx.failures
        given = {"type": document.type, "union": document.union}
        if sum(part is not None for part in given.values()) != 1:
            ctx.report("struct-type", f"{name} has a type or a union", origin.key(), hint="type: u32")
            self.lost = True
            return
        if document.union is not None:
            arms = [
                value(ctx, key, arm, origin.child("union", key), find) for key, arm in document.union.items()
            ]
            found = tuple(arm for arm in arms if arm is not None)
            one = None
        else:
            one = value(ctx, name, document, origin, find)
            found = () if one is None else (one,)
        if not found or ctx.failures > before:
            ctx.failures += ctx.failures == before
            self.lost = True
            return
        self._place(name, document, origin, one, found)

    def _place(
        self, name: str, document: MemberDocument, origin: Origin, one: Value | None, found: tuple[Value, ...]
    ) -> None:
        ctx = self.ctx
        alignment = 1 if self.document.packed else max(v.alignment for v in found)
        if self.at % alignment:
            gap = -self.at % alignment
            hint = f"pad_{self.at}: {{type: u8, count: {gap}, reserved: zero}}"
            message = f"{name} would lie at {self.at}, which is no multiple of {alignment}"
            if not self.lost:
                ctx.report("struct-padding", message, origin.key(), hint=hint)
            self.at += gap
        if document.offset is not None:
            stated = whole(ctx, document.offset, origin, "offset", high=MAX_SIZE)
            if stated != self.at and not self.lost:
                ctx.report("struct-offset", f"{name} lies at {self.at}, not {stated}", origin.at("offset"))
        length = max(v.size for v in found)
        length += -length % alignment if document.union is not None else 0
        self.multibyte |= any(_multibyte(v) for v in found)
        self.align = max(self.align, alignment)
        reserved = document.reserved
        if (
            reserved is None
            and document.type
            and (name == "reserved" or name.startswith(("reserved_", "pad_")))
        ):
            reserved = "zero"
        integer = one.type if one is not None and isinstance(one.type, IntegerType) else None
        if document.bits is not None and (integer is None or one is None or one.count is not None):
            ctx.report("struct-bits", "bits divide one integer", origin.key("bits"))
        bits = bit_fields(ctx, document, integer.width, origin) if document.bits and integer else ()
        constant = None
        if document.constant is not None and integer is not None:
            constant = whole(ctx, document.constant, origin, "constant", low=integer.low, high=integer.high)
        item = common(name, document, origin)
        self.members.append(
            Member(
                **item,
                offset=self.at,
                size=length,
                value=one,
                arms=found if one is None else (),
                bits=bits,
                constant=constant,
                reserved=reserved,
            )
        )
        self.at += length

    # -- when all members are known ------------------------------------------------------------------------------------

    def finish(self, name: str) -> Structure | None:
        ctx, document, origin = self.ctx, self.document, self.origin
        singles = (m.value.type for m in self.members if m.value is not None and m.value.count is None)
        inner = sum(len(places(one)) for one in singles if isinstance(one, Structure))
        if inner > MAX_INNER:
            ctx.report(
                "struct-size",
                f"its inner structures have {inner} members, of at most {MAX_INNER}",
                origin.key(),
            )
            return None
        if self.multibyte and document.endian is None:
            message = "in which order do the bytes of its values lie?"
            ctx.report("struct-endian", message, origin.key(), hint="endian: little")
        names = self._names()
        members = tuple(self._completed(member, names) for member in self.members)
        self._check_counts(members)
        self._check_sums(members)
        align = self.align
        if document.align is not None:
            align = whole(ctx, document.align, origin, "align", low=1, high=4096)
            if align & (align - 1) or align < self.align:
                hint = f"a power of two, at least {self.align}"
                ctx.report("struct-size", f"{align} is no alignment of it", origin.at("align"), hint=hint)
                align = self.align
        self._check_size(align)
        return Structure(
            **common(name, document, origin),
            endian=document.endian or "little",
            size=self.at,
            align=align,
            packed=document.packed,
            members=members,
            constraints=tuple(self._constraints(names)),
            growth=document.growth,
            sized_by=self._sized_by(members),
            least=self._least(members),
        )

    def _names(self) -> Names:
        """What conditions may name: members, bit fields, members of inner structures, values of enums."""
        others: set[str] = set()
        for key, where in _namable(self.members):
            if key in others and where is not None:
                self.ctx.report("name-clash", f"two things of the structure are called {key!r}", where.key())
            others.add(key)
        integers = member_places(self.members, "little")
        ranges = {name: place.range for name, place in integers.items()}
        return Names(ranges, frozenset(others), enum_values(self.members))

    def _completed(self, member: Member, names: Names) -> Member:
        """A member with its conditions and its checksum."""
        ctx = self.ctx
        document = self.document.fields[member.name]
        if not isinstance(document, MemberDocument):
            return member
        origin = member.origin
        one = member.value
        if one is not None and document.valid_when is not None:
            one = replace(one, valid_when=where_valid(ctx, document, names, origin))
        arms = []
        for arm in member.arms:
            given = (document.union or {})[arm.name]
            if given.valid_when is None:
                message = f"when is {arm.name} the one that is there?"
                hint = 'valid_when: "kind == ..."'
                ctx.report("struct-union", message, arm.origin.key(), hint=hint)
            arms.append(replace(arm, valid_when=where_valid(ctx, given, names, arm.origin)))
        bits = tuple(
            replace(b, valid_when=where_valid(ctx, (document.bits or {})[b.name], names, b.origin))
            for b in member.bits
        )
        checksum = self._checksum(member, document)
        return replace(member, value=one, arms=tuple(arms), bits=bits, checksum=checksum)

    def _checksum(self, member: Member, document: MemberDocument) -> Checksum | None:
        given, ctx = document.checksum, self.ctx
        if given is None:
            return None
        known = [m.name for m in self.members]
        first, last = given.first or known[0], given.last or known[-1]
        for key, name in (("first", first), ("last", last)):
            if name not in known:
                at = member.origin.at("checksum", key)
                ctx.report("ref-unknown", f"no member is called {name!r}", at)
                return None
        if known.index(first) > known.index(last):
            ctx.report("struct-checksum", f"{last} lies before {first}", member.origin.at("checksum", "last"))
        if first == last == member.name:
            message = f"{first} covers nothing but itself, which counts as zero"
            ctx.report("struct-checksum", message, member.origin.at("checksum"))
        if member.size != _CHECKSUM_BYTES[given.algorithm]:
            message = f"{given.algorithm} takes {_CHECKSUM_BYTES[given.algorithm]} bytes, not {member.size}"
            ctx.report("struct-checksum", message, member.origin.at("checksum", "algorithm"))
        return Checksum(algorithm=given.algorithm, first=first, last=last)

    def _check_sums(self, members: tuple[Member, ...]) -> None:
        """Refuse checksums that cover each other: each would have to be computed first."""
        place = {m.name: index for index, m in enumerate(members)}

        def covers(one: Member, other: Member) -> bool:
            given = one.checksum
            return given is not None and place[given.first] <= place[other.name] <= place[given.last]

        for one, other in combinations([m for m in members if m.checksum is not None], 2):
            if covers(one, other) and covers(other, one):
                message = f"{one.name} and {other.name} cover each other"
                related = [Related(one.origin.key(), f"{one.name} covers {other.name}")]
                self.ctx.report("struct-checksum", message, other.origin.key(), related=related)

    def _check_counts(self, members: tuple[Member, ...]) -> None:
        counts = {m.name for m in members if m.value is not None and m.value.count is None and not m.bits}
        counts |= {b.name for m in members for b in m.bits}
        for member in members:
            for one in (member.value, *member.arms):
                if one is None:
                    continue
                if one.counted_by is not None and one.counted_by not in counts:
                    message = f"no member {one.counted_by!r} tells how many there are"
                    self.ctx.report("struct-count", message, one.origin.at("counted_by"))
                if one.flexible and self.document.growth != "fixed":
                    message = f"{one.name} ends where the structure does, so that nothing can be added"
                    self.ctx.report("struct-growth", message, self.origin.at("growth"))
                if one.flexible and (member is not members[-1] or member.union):
                    message = f"{one.name} has no fixed size, so that nothing can follow it"
                    hint = "give it a count, or move it to the end"
                    self.ctx.report("struct-count", message, one.origin.key(), hint=hint)
                if isinstance(one.type, Structure) and one.type.flexible is not None:
                    message = f"{one.type.name} has no fixed size, so that nothing can hold it"
                    self.ctx.report("struct-count", message, one.origin.at("type"))

    def _check_size(self, align: int) -> None:
        ctx, document, origin = self.ctx, self.document, self.origin
        if self.at % align:
            gap = -self.at % align
            hint = f"pad_{self.at}: {{type: u8, count: {gap}, reserved: zero}}"
            message = f"it ends at {self.at}, which is no multiple of its alignment {align}"
            ctx.report("struct-padding", message, origin.key(), hint=hint)
        if self.at > MAX_SIZE:
            ctx.report("struct-size", f"a structure has at most {MAX_SIZE} bytes", origin.key())
        if document.size is not None:
            stated = size(ctx, document.size, origin, "size", low=1, high=MAX_SIZE)
            if stated != self.at:
                ctx.report(
                    "struct-size", f"its members take {self.at} bytes, not {stated}", origin.at("size")
                )

    def _constraints(self, names: Names) -> Iterator[Constraint]:
        for index, given in enumerate(self.document.constraints or ()):
            where = self.origin.child("constraints", index)
            full = given if isinstance(given, ConstraintDocument) else ConstraintDocument(holds=given)
            holds = condition(self.ctx, full.holds, names, where, *(("holds",) if full is given else ()))
            found = self.ctx.find(self.ctx.errors, full.error, where, "error")
            if holds is not None:
                yield Constraint(holds=holds, summary=full.summary, error=found, origin=where)

    def _sized_by(self, members: tuple[Member, ...]) -> str | None:
        document, ctx = self.document, self.ctx
        name = document.sized_by
        if (name is not None) != (document.growth == "sized"):
            message = "a structure that is sized names the member that holds its size, and no other does"
            ctx.report("struct-growth", message, self.origin.key("growth"), hint="sized_by: size")
        if name is None:
            return None
        if all(m.name != name or m.value is None or m.value.count is not None for m in members):
            ctx.report("struct-growth", f"no member {name!r} holds a size", self.origin.at("sized_by"))
        return name

    def _least(self, members: tuple[Member, ...]) -> int:
        """The bytes of its first version: up to the first member that came later."""
        grown = [m for m in members if m.since is not None and m.since != self.document.since]
        if not grown or self.document.growth == "fixed":
            return self.at
        first = members.index(grown[0])
        for member in members[first:]:
            if member.since is None:
                message = f"{member.name} is older than {grown[0].name}, which lies before it"
                hint = "what is added is added at the end"
                self.ctx.report("struct-growth", message, member.origin.key(), hint=hint)
        return grown[0].offset


def _multibyte(one: Value) -> bool:
    return not isinstance(one.type, Structure) and one.element_size > 1


def _namable(members: list[Member]) -> Iterator[tuple[str, Origin | None]]:
    for member in members:
        yield member.name, member.origin
        yield from ((b.name, b.origin) for b in member.bits)
        inner = member.value.type if member.value is not None and member.value.count is None else None
        if isinstance(inner, Structure):
            yield from ((f"{member.name}.{key}", None) for key, _ in _namable(list(inner.members)))
