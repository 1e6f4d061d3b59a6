"""Extensions: what is there only in some variants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from specgen.review.changes import Change, Kind
from specgen.review.rules.isa.paired import live, sides, variant_of
from specgen.review.rules.isa.searching import word_witness
from specgen.review.rules.registry import Found, rule
from specgen.review.verdicts import Level

if TYPE_CHECKING:
    from specgen.review.findings import Finding
    from specgen.review.rules.isa.paired import Pair
    from specgen.review.subject import Review

_EXTENSION = ("extensions.*.enabled", "extensions.*", "extensions.*.requires", "extensions.*.requires.**")
_INSTRUCTIONS = ("instructions.*", "instructions.*.extension")


def gated(change: Change, review: Review) -> bool:
    """Whether an extension decides about an instruction that a variant gained or lost.

    It is written down on both sides then, with an extension where it is not there. One that is written without any and is not
    there does not resolve: nothing gates it, it is gone.
    """
    there, not_there = (review.old, review.new) if change.kind is Kind.REMOVED else (review.new, review.old)
    assert there.spec.merged is not None
    assert not_there.spec.merged is not None
    entry = not_there.spec.merged.sections.instructions.get(change.name)
    written = change.name in there.spec.merged.sections.instructions
    return written and entry is not None and bool(entry.document.extension)


@rule(
    "ISA_FEATURE_GATE_ADDED", "B B R R R", "back",
    "What was always there needs an extension, or a variant has an extension no longer.",
    "Programs that have it trap on the variants without. Who is built for several variants has to ask before using it.",
    on=(*_INSTRUCTIONS, *_EXTENSION),
)  # fmt: skip
def _gate_added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[0] == "instructions":
        yield from _instruction(change, review, found, added=True)
    elif change.path[2:3] == ("requires",):
        before, after = change.old.requires, change.new.requires
        more = [name for name in after if name not in before]
        if more:
            about = replace(change, path=change.path[:3], before=before, after=after)
            finding = found(f"extension {change.name} requires {', '.join(more)}", about)
            yield replace(finding, verdict=finding.verdict.at_most(Level.RISK))
    elif change.path[2:] == ("enabled",) and change.before and not change.after:
        yield from _of_extension(change, review, found, change.name, added=True)
    elif change.kind is Kind.ADDED and len(change.path) == 2:
        yield found(f"extension {change.name} is new").proved(
            "what it takes with it is told of each instruction"
        )


@rule(
    "ISA_FEATURE_GATE_REMOVED", "c c c R c", "fwd",
    "What needed an extension is always there, or a variant has an extension more.",
    "Old programs run as before. Hardware has to have it now, wherever it was left out.",
    on=(*_INSTRUCTIONS, *_EXTENSION),
)  # fmt: skip
def _gate_removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[0] == "instructions":
        yield from _instruction(change, review, found, added=False)
    elif change.path[2:3] == ("requires",):
        before, after = change.old.requires, change.new.requires
        if all(name in before for name in after):
            about = replace(change, path=change.path[:3], before=before, after=after)
            gone = ", ".join(name for name in before if name not in after) or "the same, in another order"
            yield found(f"extension {change.name} requires less: {gone}", about)
    elif change.path[2:] == ("enabled",) and change.after and not change.before:
        yield from _of_extension(change, review, found, change.name, added=False)
    elif change.kind is Kind.REMOVED and len(change.path) == 2:
        yield found(f"extension {change.name} is gone").proved(
            "what it takes with it is told of each instruction"
        )


def _instruction(change: Change, review: Review, found: Found, *, added: bool) -> Iterable[Finding]:
    """An instruction with another extension, or one that a variant lost or gained with its extension."""
    if len(change.path) == 3:
        before = change.before.name if change.before is not None else ""
        after = change.after.name if change.after is not None else ""
        if added is not bool(after):
            return
        yield _regated(change, review, found, before, after)
    elif change.kind is (Kind.REMOVED if added else Kind.ADDED) and gated(change, review):
        old, new = sides(review, variant_of(review, change))
        merged = (review.new if added else review.old).spec.merged
        assert merged is not None
        extension = merged.sections.instructions[change.name].document.extension or ""
        flipped = [side.extensions.get(extension) for side in (old, new)]
        if all(one is not None for one in flipped):
            told = replace(change, kind=Kind.CHANGED, path=("extensions", extension, "enabled"), old=flipped[0],
                           new=flipped[1], before=not added, after=added)  # fmt: skip
            if flipped[0].enabled is not flipped[1].enabled:  # type: ignore[union-attr]
                yield from _of_extension(told, review, found, extension, added=added)
                return
        yield _regated(change, review, found, *(("", extension) if added else (extension, "")))


def _regated(change: Change, review: Review, found: Found, before: str, after: str) -> Finding:
    """An instruction that moved into an extension, out of one, or from one to another."""
    name = change.name
    path = ("instructions", name, "extension")
    about = replace(change, kind=Kind.CHANGED, path=path, before=before, after=after)
    if not after:
        return found(f"{name} needs no extension any more, and needed {before}", about)
    needed = f", and needed {before}" if before else ""
    finding = found(f"{name} needs the extension {after}{needed}", about)
    for variant in review.pairs:
        old, new = (live(side).get(name) for side in sides(review, variant))
        if old is not None and new is None:
            witness = word_witness(review, variant, [(old, None)])
            return replace(finding.seen(witness, "its words are another instruction's"), variants=(variant,))
    return finding.seen(
        None, "every variant that had it has the extension, so nothing is decoded differently yet"
    )


def _of_extension(
    change: Change, review: Review, found: Found, name: str, *, added: bool
) -> Iterable[Finding]:
    """Variants that have an extension less, or more, each with a word of its first instruction."""
    for variant in change.variants:
        about = replace(change, variants=(variant,))
        make = partial(_flipped, about, review, found, name, added)
        yield review.once(("extension", variant, name, added), make)


def _flipped(change: Change, review: Review, found: Found, name: str, added: bool) -> Finding:
    variant = change.variants[0]
    old, new = sides(review, variant)
    mine, theirs = live(old), live(new)
    of = [one for one in (mine if added else theirs).values() if one.extension and one.extension.name == name]
    flipped = [one for one in of if one.name not in (theirs if added else mine)]
    became = "no longer has" if added else "has now"
    many = f"{len(flipped)} instruction{'s' * (len(flipped) != 1)}"
    origins = old.variants[review.pairs[variant]].origin, new.variants[variant].origin
    about = replace(change, old_origin=origins[0], new_origin=origins[1])
    finding = found(f"{variant} {became} the extension {name}: {many}", about)
    if not flipped:
        return finding.proved("no instruction is in it")
    pairs: list[Pair] = [(one, None) if added else (None, one) for one in flipped]
    return finding.seen(word_witness(review, variant, pairs), "its words are other instructions'")
