"""Fields of formats: where they lie in the word, and how their bits are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.deltas import Delta, deltas
from specgen.review.rules.isa.paired import many, one_pair, variant_of, with_format
from specgen.review.rules.isa.searching import settled
from specgen.review.rules.registry import rule
from specgen.review.verdicts import Level

if TYPE_CHECKING:
    from specgen.model.isa import Format
    from specgen.review.findings import Finding
    from specgen.review.rules.isa.paired import Pair
    from specgen.review.rules.registry import Found
    from specgen.review.subject import Review

_KEYS = ("pieces.**", "signed", "scale", "bias", "reserved")
ON = ("formats.*.fields.*", *(f"formats.*.fields.*.{key}" for key in _KEYS), "instructions.*.format")
KINDS = (Kind.ADDED, Kind.REMOVED, Kind.CHANGED)

OfChange = Callable[[Change, "Review", "Found"], Iterable["Finding"]]


def told_by(id: str) -> OfChange:  # noqa: A002
    """What a rule says of a change of a format: the differences that are its own, one finding a field."""

    def function(change: Change, review: Review, found: Found) -> Iterable[Finding]:
        variant = variant_of(review, change)
        before, after, pairs = _formats(review, variant, change)
        if before is None or after is None or before.width != after.width:
            return
        key = ("deltas", variant, change.path[:2], before.name, after.name)
        for delta in review.once(key, lambda: tuple(deltas(before, after))):
            if delta.rule == id:
                yield _finding(change, review, found, variant, pairs, delta)

    return function


def _formats(review: Review, variant: str, change: Change) -> tuple[Format | None, Format | None, list[Pair]]:
    """The formats before and after, and the instructions that are encoded with them."""
    if change.section == "formats":
        return (
            change.old,
            change.new,
            with_format(review, variant, change.new) if change.new is not None else [],
        )
    return change.before, change.after, [one_pair(review, variant, change)]


def _finding(
    change: Change, review: Review, found: Found, variant: str, pairs: list[Pair], delta: Delta
) -> Finding:
    within = ("fields",) if change.section == "formats" else ("format",)
    path = (*change.path[:2], *within, delta.field)
    about = replace(change, kind=Kind.CHANGED, path=path, before=delta.before, after=delta.after)
    concerns = f": {many(pairs)}" if change.section == "formats" else f" in {change.name}"
    one = found(f"{delta.message}{concerns}", about)

    def make() -> Finding:
        made = settled(one, review, variant, pairs, delta.field)
        return replace(made, verdict=made.verdict.at_most(Level.RISK)) if delta.checked else made

    return review.once(("field", path, delta), make)


_CHECKED = (
    " Where a word with another bit than zero there was illegal, no old program has one: that old consumers refuse the new "
    "words is then all that remains."
)

rule(
    "ISA_FIELD_MOVED", "B B B B B", "back fwd",
    "A field lies at other bits of the word.",
    "Who encodes by the old place puts the operand where another one, or the opcode, is read.",
    on=ON, kinds=KINDS,
)(told_by("ISA_FIELD_MOVED"))  # fmt: skip
rule(
    "ISA_FIELD_WIDENED_INTO_RESERVED", "c R R B c", "back fwd",
    "A field takes bits that were not its own.",
    "Old programs may have anything in bits that were ignored, and a sign is read from another bit." + _CHECKED,
    on=ON, kinds=KINDS,
)(told_by("ISA_FIELD_WIDENED_INTO_RESERVED"))  # fmt: skip
rule(
    "ISA_FIELD_SIGNEDNESS", "B B B B B", "back fwd num",
    "A field is read as signed, and was not, or the other way round.",
    "The upper half of all values means other numbers.",
    on=ON, kinds=KINDS,
)(told_by("ISA_FIELD_SIGNEDNESS"))  # fmt: skip
rule(
    "ISA_FIELD_SCALE_OR_BIAS", "B B B B B", "back fwd num",
    "The bits of a field stand for other values.",
    "A count that was stored less one, a distance in words that becomes one in bytes: every old word means something else.",
    on=ON, kinds=KINDS,
)(told_by("ISA_FIELD_SCALE_OR_BIAS"))  # fmt: skip
rule(
    "ISA_FIELD_SPLIT_ORDER", "B B B B B", "back fwd num",
    "The pieces of a field are put together in another order.",
    "The same bits of the word make another number.",
    on=ON, kinds=KINDS,
)(told_by("ISA_FIELD_SPLIT_ORDER"))  # fmt: skip
