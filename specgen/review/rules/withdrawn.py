"""What is withdrawn, and what is no longer, in the sections of data: it is there still, and will go."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.item import Retirement
from specgen.review.changes import Change
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found

RETIRED = "R R R - R"


def withdrawn(change: Change, found: Found) -> Iterable[Finding]:
    """Say that the thing of a change is withdrawn, is not, or may be used again from another version on."""
    path = change.path
    if path[-2] == "retired":
        yield found(
            f"{path[-1].replace('_', ' ')} of withdrawn {path[-3]} is {change.after}, was {change.before}"
        )
    elif path[-1] == "retired":
        name = path[-3] if path[-2] == "value" else path[-2]  # a member's value is withdrawn with it
        now = isinstance(change.after, Retirement)
        yield found(
            f"{name} {f'is withdrawn in {change.after.in_version}' if now else 'is no longer withdrawn'}"
        )
