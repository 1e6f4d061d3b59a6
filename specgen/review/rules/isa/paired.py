"""Instructions of two sides, put together by their names, and which of them a change of a format or an enum touches."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.model.decoding import instructions_of
from specgen.review.changes import Kind

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Format, Instruction
    from specgen.review.changes import Change
    from specgen.review.subject import Review


Pair = tuple["Instruction | None", "Instruction | None"]
"""An instruction before and after: one of them may be missing."""


def sides(review: Review, variant: str) -> tuple[Architecture, Architecture]:
    """A variant before and after."""
    return review.old.architectures[review.pairs[variant]], review.new.architectures[variant]


def variant_of(review: Review, change: Change) -> str:
    """The variant that a change is shown in: the first that has it."""
    return change.variants[0] if change.variants else next(iter(review.pairs))


def pairs_of(review: Review, variant: str) -> list[Pair]:
    """The instructions that both sides decode."""
    return review.once(("pairs", variant), lambda: _pairs(review, variant))


def _pairs(review: Review, variant: str) -> list[Pair]:
    old, new = sides(review, variant)
    came = {now: was for was, now in renamed(review, "instructions").items()}
    before, after = live(old), live(new)
    return [
        (before.get(came.get(name, name)), one)
        for name, one in after.items()
        if came.get(name, name) in before
    ]


def renamed(review: Review, section: str) -> dict[str, str]:
    """The new names of what is called otherwise in a section, by the old ones."""
    changes = review.at(f"{section}.*")
    return review.once(
        ("renamed", section), lambda: {c.before: c.after for c in changes if c.kind is Kind.RENAMED}
    )


@lru_cache(maxsize=16)
def live(architecture: Architecture) -> dict[str, Instruction]:
    """What the processors decode: all instructions but withdrawn ones."""
    return {
        name: one
        for processor in architecture.processors.values()
        for name, one in instructions_of(architecture, processor).items()
    }


def with_format(review: Review, variant: str, format_: Format) -> list[Pair]:
    """The pairs whose format on the new side this is."""
    return [
        pair
        for pair in pairs_of(review, variant)
        if pair[1] is not None and pair[1].format.name == format_.name
    ]


def with_enum(review: Review, variant: str, enum: str) -> list[Pair]:
    """The pairs of which an operand is told by this enum on either side."""
    return [
        pair
        for pair in pairs_of(review, variant)
        if any(
            f.enum is not None and f.enum.name == enum
            for one in pair
            if one is not None
            for f in one.operands
        )
    ]


def one_pair(review: Review, variant: str, change: Change) -> Pair:
    """The instruction that a change is of, before and after; None on a side that does not decode it."""
    old, new = sides(review, variant)
    before, after = live(old), live(new)
    return (
        before.get(change.old.name) if change.old is not None else None,
        after.get(change.new.name) if change.new is not None else None,
    )


def many(pairs: list[Pair]) -> str:
    """How many instructions that is, for a message."""
    return (
        "no instruction"
        if not pairs
        else "1 instruction"
        if len(pairs) == 1
        else f"{len(pairs)} instructions"
    )
