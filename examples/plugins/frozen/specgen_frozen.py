"""A rule of reviews: registers that firmware in the field relies on stay where they are, and as they are."""

from collections.abc import Iterator
from typing import Any

from specgen.plugin import Change, Kind, Review, rule

requires_api = (1, 0)

_WORDS = ("summary", "description", "requirements", "origin")


@rule(
    "HOUSE_FROZEN_REGISTER",
    "- - B - -",
    "back",
    "A register that firmware relies on does not change.",
    "The boot ROM cannot be updated. Its registers are listed in plugins.yaml; a new one takes another place.",
    on=("registers.**",),
    kinds=(Kind.REMOVED, Kind.RENAMED, Kind.CHANGED),
)
def frozen(change: Change, _review: Review, found: Any, *, registers: tuple[str, ...] = ()) -> Iterator[Any]:
    """Changes of what a register of ``registers``, each ``block.register``, means."""
    if any(part in _WORDS for part in change.path):
        return
    names = [part for part in change.path[1:] if part != "registers"]
    for name in registers:
        block, _, register = name.partition(".")
        if names[:1] == [block] and (
            names[1:2] == [register] or (change.kind is Kind.REMOVED and len(names) == 1)
        ):
            message = f"{name} is frozen: {change.subject} was {change.before}, is {change.after}"
            yield found(message if change.after is not None else f"{name} is frozen, and gone")
