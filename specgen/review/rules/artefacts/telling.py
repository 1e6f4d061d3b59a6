"""What the rules of structures have in common: whose a change is, what it is called, what to vary to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from specgen.review.changes import Change
from specgen.review.findings import Finding
from specgen.review.rules.artefacts.comparing import Sides, sides_of
from specgen.review.rules.artefacts.kinds import kind_of
from specgen.review.rules.registry import Found
from specgen.review.subject import Review
from specgen.review.texts import plain

Says = Callable[[Change, Review, Found], Iterable[Finding]]


SAME = "it is the same member, called otherwise"


def mine(review: Review, change: Change, kind: str) -> Sides | None:
    """The structure of a change of this kind."""
    sides = sides_of(review, change)
    return sides if sides is not None and kind_of(sides, change) == kind else None


def field_of(change: Change) -> str:
    """The member or the bit field of a change."""
    path = change.path
    return path[5] if len(path) > 5 and path[4] in ("bits", "arms") else path[3] if len(path) > 3 else ""


def told_of(change: Change) -> str:
    """A key, and what it is and was."""
    key = change.path[-1].replace("_", " ")
    return f"{key} is {plain(change.after) or 'none'}, was {plain(change.before) or 'none'}"


def label(sides: Sides, change: Change) -> str:
    """What a change is of, in words."""
    of_all = change.path[2:3] == ("constraints",)
    return f"{field_of(change)} of {sides.name}" if field_of(change) and not of_all else sides.name


def varied(sides: Sides, change: Change) -> list[str]:
    """What to vary to see a change: its bit field, or its member."""
    return [name for name in (field_of(change), *change.path[3:4]) if name]
