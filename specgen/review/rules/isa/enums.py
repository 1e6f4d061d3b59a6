"""Enums: the names of values, which values there are, and whether others are legal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.opcodes import at_most_risk
from specgen.review.rules.isa.paired import many, variant_of, with_enum, with_format
from specgen.review.rules.isa.searching import word_witness
from specgen.review.rules.registry import Found, rule

if TYPE_CHECKING:
    from specgen.review.findings import Finding
    from specgen.review.rules.isa.paired import Pair
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

_MEMBER = ("enums.*.members.*",)
_WHOLE = ("enums.*",)
_FIELD = ("formats.*.fields.*.enum",)


@rule(
    "ISA_ENUM_VALUE_CHANGED", "B B B B B", "back fwd num",
    "A name stands for another value.",
    "What was compiled with the old value means another of the names, or none. Where a field comes to be told by another "
    "enum, it is the same.",
    on=("enums.*.members.*.value", "enums.*.members.*.type", "enums.*.members.*.type.**", *_FIELD), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _value(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    if change.section == "formats":
        yield _other_enum(change, review, found, variant)
        return
    member, pairs = change.path[3], with_enum(review, variant, change.name)
    if change.path[4] == "value":
        message = f"{member} of {change.name} was {change.before}, and is {change.after}"
    else:
        before, after = (getattr(one, "name", one) for one in (change.before, change.after))
        message = f"{member} of {change.name} chose {before or 'no format'}, and chooses {after or 'none'}"
    witness = _constant(review, variant, change, member)
    if change.path[4] == "value":
        witness = word_witness(review, variant, pairs) or witness
    yield found(f"{message}: {many(pairs)}").seen(witness, "the name stands for the same")


def _other_enum(change: Change, review: Review, found: Found, variant: str) -> Finding:
    """A field that is told by another enum, by one, or by none."""
    pairs = with_format(review, variant, change.new)
    field = change.path[3]
    before, after = (one.name if one is not None else "no enum" for one in (change.before, change.after))
    finding = found(f"{field} of {change.name} was told by {before}, and is by {after}: {many(pairs)}")
    if not pairs:
        return finding.proved("no instruction is encoded with it")
    plain = word_witness(
        review, variant, pairs, field, names=change.before is not None and change.after is not None
    )
    if plain is not None:
        return finding.seen(plain, "")
    return at_most_risk(
        finding.seen(word_witness(review, variant, pairs, field), "every word means the same number")
    )


def _constant(review: Review, variant: str, change: Change, member: str) -> Witness | None:
    given = {"enum": change.name, "member": member}
    told = f"{change.name}.{member} is {{before}} before, {{after}} after"
    return review.witness("constant", variant, given, told)


@rule(
    "ISA_ENUM_VALUE_ADDED", "c c R R c", "fwd",
    "An enum has a value more.",
    "Old programs do not have it. Where the enum is closed, old hardware refuses new programs that do.",
    on=(*_MEMBER, *_WHOLE), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2:
        yield found(f"the enum {change.name} is new").proved("nothing was told by it before")
        return
    variant, member = variant_of(review, change), change.path[3]
    pairs = with_enum(review, variant, change.name)
    finding = found(f"{change.name} has a value more: {member} = {change.after.value}")
    witness = word_witness(review, variant, pairs) or _constant(review, variant, change, member)
    yield finding.seen(witness, "it was there before")


@rule(
    "ISA_ENUM_VALUE_REMOVED", "B B B R B", "back src",
    "An enum has a value less.",
    "Programs that have it are illegal where the enum is closed, and meaningless where it is open; sources that name it do not "
    "compile.",
    on=(*_MEMBER, *_WHOLE), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    if len(change.path) == 2:
        finding = found(f"the enum {change.name} is gone")
        members = change.before.members
        witness = _constant(review, variant, change, members[0].name) if members else None
        yield finding.seen(witness, "it had no values")
        return
    member = change.path[3]
    pairs: list[Pair] = with_enum(review, variant, change.name)
    witness = word_witness(review, variant, pairs) or _constant(review, variant, change, member)
    finding = found(f"{change.name} has no {member} any more, which was {change.before.value}: {many(pairs)}")
    yield finding.seen(witness, "the name stands for the same")


@rule(
    "ISA_ENUM_OPENNESS", "R R R R R", "back fwd",
    "Codes without a name become legal, or illegal.",
    "A closed enum makes all other codes illegal; an open one lets them through, to whoever gives them a meaning later.",
    on=("enums.*.open",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _open(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = variant_of(review, change)
    pairs = with_enum(review, variant, change.name)
    told = "is open: other codes are legal" if change.after else "is closed: other codes are illegal"
    witness = word_witness(review, variant, pairs)
    yield found(f"{change.name} {told}: {many(pairs)}").seen(witness, "no word is decoded differently")
