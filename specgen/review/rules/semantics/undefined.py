"""What is left open: reads of bytes that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.words import what_happened
from specgen.review.subject import Review

if TYPE_CHECKING:
    from specgen.review.witnesses import Witness

_ON = ("memories.*.uninitialised",)
LOOKED, TRIALS = 12, 24


@rule(
    "SEM_UNDEFINED_NARROWED", "c c c R c", "",
    "Less is left open than before.",
    "Reading what nobody wrote is a fault that a checked run reports. Programs that are right never do it.",
    on=_ON, kinds=(Kind.CHANGED,),
)  # fmt: skip
def _narrowed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.before is None:
        yield found(what_happened(change)).seen(
            unwritten(change, review), "no instruction that was tried reads it"
        )


@rule(
    "SEM_UNDEFINED_WIDENED", "B R R R R", "back",
    "More is left open than before.",
    "A checked run no longer reports that bytes are read which nobody wrote: a compiler's mistake that was found is found no "
    "more.",
    on=_ON, kinds=(Kind.CHANGED,),
)  # fmt: skip
def _widened(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.before is not None:
        yield found(what_happened(change)).seen(
            unwritten(change, review), "no instruction that was tried reads it"
        )


def unwritten(change: Change, review: Review) -> Witness | None:
    """An instruction that reads bytes of a memory that nobody wrote."""
    from random import Random

    from specgen.review.behaviour.drawing import Source
    from specgen.review.behaviour.study import study

    of, draw = study(review, change.variants[0]), Random(review.search.seed)
    for name in of.depending("memories", change.name)[:LOOKED]:
        if name not in of.pair.new.architecture.instructions:
            continue
        source = Source(of.pair.new, of.pair.new, name, {})
        for _ in range(TRIALS):
            drawn = source.situation(draw, of.was, plain=True)
            if drawn is None:
                continue
            given = {**drawn[0].given([]), "checked": True}
            told = f"{name} reads what nobody wrote: {{before}} before, {{after}} after"
            witness = review.witness("run", of.variant, given, told)
            if witness is not None:
                return witness
    return None
