"""Changes of error codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found
from specgen.review.rules.words import is_of_words
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.witnesses import Witness


def _code(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    quiet = change.kind in (Kind.RENAMED, Kind.REORDERED, Kind.REWRITTEN, Kind.ADDED)
    if quiet or is_of_words(change) or "retired" in change.path[-2:]:
        return
    if len(change.path) == 2:
        yield found(f"error {change.name} ({change.before.code}) is gone").seen(
            _ask(review, change, code=change.before.code), ""
        )
        return
    key = change.path[2]
    before, after = (getattr(side, key) for side in (change.old, change.new))
    told = f"{change.name}: {key} is {plain(after) or 'none'}, was {plain(before) or 'none'}"
    if key == "code":
        yield found(told).seen(_ask(review, change, error=change.name, **_former(change)), "")
    elif key in ("conditions", "faults"):
        whole = replace(change, path=change.path[:3], before=before, after=after)
        yield found(told, whole).seen(_surfacing(review, change, key), "the same surfaces as the same error")
    else:
        yield found(told).seen(None, "the number and what surfaces as it are the same")


def _former(change: Change) -> dict[str, Any]:
    old = getattr(change.old, "name", change.name)
    return {"formerly": old} if old != change.name else {}


def _surfacing(review: Review, change: Change, key: str) -> Witness | None:
    """A condition or a fault that surfaces as another error."""
    before, after = ([plain(one) for one in getattr(side, key)] for side in (change.old, change.new))
    for name in dict.fromkeys([*before, *after]):
        seen = _ask(review, change, **{key.removesuffix("s"): name})
        if seen is not None:
            return seen
    return None


def _ask(review: Review, change: Change, **given: Any) -> Witness | None:
    what = ", ".join(f"{key} {value}" for key, value in given.items() if key != "formerly")
    return review.witness(
        "error_code", change.variants[0], given, f"{what} is {{before}} before, {{after}} after"
    )


def _new(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2 and change.kind is Kind.ADDED:
        yield found(f"error {change.name} ({change.after.code}) is new")


SAYS: dict[str, Callable[[Change, Review, Found], Iterable[Finding]]] = {
    "ART_ERROR_CODE": _code,
    "ART_ADDED": _new,
}
