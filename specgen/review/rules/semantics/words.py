"""Words for changes of what is declared."""

from __future__ import annotations

from specgen.review.changes import Change, Kind
from specgen.review.rules.words import WORDS
from specgen.review.texts import short


def what_happened(change: Change) -> str:
    """The message of a change: the thing, before and after."""
    part = ".".join(change.path[2:])
    told = f"{part} of {change.name}" if part else change.name
    if change.kind is Kind.CHANGED:
        return f"{told} was {short(change.before) or 'not given'}, is {short(change.after) or 'not given'}"
    return f"{told} was {change.kind.value}"


def says_nothing(change: Change) -> bool:
    """Whether a change is of words, order or spelling alone, or of a name: other rules tell of those."""
    if change.kind in (Kind.REWRITTEN, Kind.REORDERED, Kind.RENAMED):
        return True
    words = change.path[-1] in WORDS or "requirements" in change.path
    return words and change.kind is Kind.CHANGED and len(change.path) > 2
