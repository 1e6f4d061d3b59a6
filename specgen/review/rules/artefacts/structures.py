"""Changes of structures: bytes that another field has now, and what readers make of what others wrote."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.artefacts import fields, values
from specgen.review.rules.artefacts.telling import Says
from specgen.review.rules.registry import Found
from specgen.review.subject import Review


def _lost(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2 and change.kind is Kind.REMOVED:
        told = f"structure {change.name} is {{before}} before, {{after}} after"
        seen = review.witness("structure_size", change.variants[0], {"structure": change.name}, told)
        yield found(f"structure {change.name} is gone").seen(seen, "")


def _new(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2 and change.kind is Kind.ADDED:
        yield found(f"structure {change.name} is new")


SAYS: dict[str, Says] = {
    **fields.SAYS,
    **values.SAYS,
    "ART_REMOVED": _lost,
    "ART_ADDED": _new,
}
