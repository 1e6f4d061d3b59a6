"""Which words an instruction has: bits that are fixed or free, reserved bits, operands' values that are refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.model.cubes import Cube, TooManyCubes, subtract_sets
from specgen.model.legality import words_of
from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.fields import KINDS, ON, told_by
from specgen.review.rules.isa.paired import one_pair, variant_of
from specgen.review.rules.isa.searching import ask_word, settled, stream_of
from specgen.review.rules.registry import Found, rule
from specgen.review.verdicts import Level

if TYPE_CHECKING:
    from specgen.review.findings import Finding
    from specgen.review.rules.isa.paired import Pair
    from specgen.review.subject import Review

_ENCODING = ("instructions.*.encoding.*",)
_CONSTRAINTS = ("instructions.*.constraints", "instructions.*.constraints.**")


@rule(
    "ISA_FIELD_NARROWED", "B B B B B", "back fwd",
    "A field has fewer bits, or an operand fewer values.",
    "Programs with a value that no longer fits have words that are illegal, or another instruction. It is the same where a "
    "constraint comes to exclude values, and where an operand is fixed.",
    on=(*ON, *_ENCODING, *_CONSTRAINTS), kinds=KINDS,
)  # fmt: skip
def _narrowed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[2:3] == ("encoding",):
        name = change.path[3]
        was = change.old.format.by_name.get(name)
        if change.kind is Kind.ADDED and was is not None and was.reserved is None:
            variant = variant_of(review, change)
            finding = found(f"{name} of {change.name} is no operand any more: it is always {change.after}")
            yield settled(finding, review, variant, [one_pair(review, variant, change)], name)
    elif change.path[2:3] == ("constraints",):
        yield from _by_words(change, review, found, narrower=True)
    else:
        yield from told_by("ISA_FIELD_NARROWED")(change, review, found)


@rule(
    "ISA_MATCH_MASK_WIDENED", "c R R B R", "back",
    "Bits that could be anything are fixed.",
    "Who was told that a bit does not matter may have set it: such words are illegal now, or another instruction. A compiler "
    "that always wrote zeros does not notice.",
    on=ON, kinds=KINDS,
)  # fmt: skip
def _mask_widened(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from told_by("ISA_MATCH_MASK_WIDENED")(change, review, found)


@rule(
    "ISA_MATCH_MASK_NARROWED", "R B B B B", "fwd back",
    "A fixed field becomes an operand, or a constraint goes: an instruction has more words.",
    "Words that were illegal, or another instruction, are this one. Who decodes by the old mask refuses them, and does not "
    "know the operand. Where only a constraint goes, and all its words were illegal, no old program has one: a risk.",
    on=(*_ENCODING, *_CONSTRAINTS), kinds=KINDS,
)  # fmt: skip
def _mask_narrowed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[2] == "constraints":
        yield from _by_words(change, review, found, narrower=False)
    elif change.kind is Kind.REMOVED and change.path[3] in change.new.format.by_name:
        variant, name = variant_of(review, change), change.path[3]
        finding = found(f"{name} of {change.name} is an operand, and was always {change.before}")
        yield settled(finding, review, variant, [one_pair(review, variant, change)], name)


@rule(
    "ISA_RESERVED_POLICY_CHANGED", "R B B B R", "back fwd",
    "Reserved bits that had to be zero are ignored.",
    "Words that trapped do not any more, and once programs have them the bits can never be given a meaning.",
    on=ON, kinds=KINDS,
)  # fmt: skip
def _policy(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    made = list(told_by("ISA_RESERVED_POLICY_CHANGED")(change, review, found))
    yield from made
    wider = any(told_by("ISA_MATCH_MASK_WIDENED")(change, review, found))
    if not made and not wider and change.section == "formats" and _reserved_only(change):
        finding = found(f"the reserved bits of {change.name} are divided otherwise")
        yield finding.proved(
            "what is illegal is so as before, or is told of the fields that took or left the bits"
        )


def _reserved_only(change: Change) -> bool:
    """Whether a change is of a reserved field, which takes or leaves bits."""
    name = change.path[3]
    fields = [side.by_name.get(name) for side in (change.old, change.new) if side is not None]
    return all(field is None or field.reserved is not None for field in fields)


def _by_words(change: Change, review: Review, found: Found, *, narrower: bool) -> Iterable[Finding]:
    """What constraints mean for the words of an instruction, by the algebra of cubes."""
    variant = variant_of(review, change)
    pair = one_pair(review, variant, change)
    old, new = pair
    if old is None or new is None:
        return
    cubes = review.once(("words", variant, change.name), lambda: _difference(pair))
    before, after = (", ".join(c.text for c in one.constraints) or "none" for one in (old, new))
    about = replace(change, path=change.path[:3], before=old.constraints, after=new.constraints)
    finding = found(f"the constraints of {change.name} were {before}, and are {after}", about)
    if cubes is None:
        if narrower:
            yield settled(finding, review, variant, [pair])
        return
    lost, got = cubes
    if not lost and not got and narrower:
        yield finding.proved("the same words satisfy them, by the algebra of their cubes")
    of = lost if narrower else got
    stream = stream_of(review, variant, pair)
    if of and stream is not None:
        words = [cube.value for cube in of[:64]]
        word = next((w for w in words if stream.differs(w)), words[0])
        witness = ask_word(review, stream, word, new.format.width)
        made = finding.seen(witness, "other instructions have the words that it concerns, as before")
        trapped = all(stream.old.decode(w) is None for w in words)
        yield made if narrower or not trapped else replace(made, verdict=made.verdict.at_most(Level.RISK))


def _difference(pair: Pair) -> tuple[list[Cube], list[Cube]] | None:
    """The words that only the old, and only the new encoding has; None where they cannot be listed."""
    old, new = pair
    assert old is not None
    assert new is not None
    try:
        a, b = words_of(old), words_of(new)
    except TooManyCubes:
        return None
    if len(a) * len(b) > 1 << 16:
        return None
    return subtract_sets(a, b), subtract_sets(b, a)
