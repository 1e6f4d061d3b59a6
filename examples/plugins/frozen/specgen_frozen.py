"""A rule of reviews: registers that firmware in the field relies on stay where they are, and as they are."""

from collections.abc import Iterator

from specgen.plugin import Change, Found, Kind, Review, ReviewFinding, rule

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
def frozen(
    change: Change, _review: Review, found: Found, *, registers: tuple[str, ...] = ()
) -> Iterator[ReviewFinding]:
    """Changes of what a register of ``registers``, each ``block.register``, means."""
    if any(part in _WORDS for part in change.path):
        return
    path = [part for part in change.path[1:] if part != "registers"]  # block, register, and what of it
    for name in registers:
        block, _, register = name.partition(".")
        if path == [block] or path[:2] == [block, register]:
            became = "is gone" if change.after is None else f"was {change.before}, is {change.after}"
            yield found(f"{name} is frozen: {change.subject} {became}").seen(
                None, "the list decides", mild=False
            )
