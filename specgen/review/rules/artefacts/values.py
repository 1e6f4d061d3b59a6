"""Changes of what the fields of a structure may hold: limits, constants, conditions, checksums, the order of bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from specgen.model.interfaces import Structure
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.artefacts import kinds
from specgen.review.rules.artefacts.comparing import (
    Sides,
    Told,
    judged,
    told_apart,
)
from specgen.review.rules.artefacts.telling import SAME, Says, field_of, label, mine, told_of, varied
from specgen.review.rules.registry import Found
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.verdicts import Level


def _default(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.FIXED)
    if sides is not None:
        one = found(f"{label(sides, change)}: {told_of(change)}")
        yield judged(one, told_apart(review, sides, varied(sides, change)))


def _checksum(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.SUM)
    if sides is None:
        return
    one = found(f"checksum {change.path[3]} of {sides.name}: {told_of(change)}")
    if sides.refers(change.before, change.after):
        yield one.proved(SAME)
    elif _covers_all(sides.old, change.before) and _covers_all(sides.new, change.after):
        yield replace(
            one, verdict=one.verdict.at_most(Level.INFO), why="it covers everything up to the end, as before"
        )
    else:
        yield judged(one, told_apart(review, sides, []))


def _covers_all(structure: Structure, last: object) -> bool:
    """Whether a checksum goes to the end, whatever the last member is called."""
    return last == structure.members[-1].name


def _arms(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.ARMS)
    if sides is None:
        return
    union = change.path[3]
    if change.kind is Kind.ADDED:
        told = f"{union} of {sides.name} may be {field_of(change)}"
    elif change.kind is Kind.REMOVED:
        told = f"{union} of {sides.name} is {field_of(change)} no longer"
    elif change.kind is Kind.REORDERED:
        told = f"the first arm of {union} of {sides.name} that holds is another one"
    else:
        told = f"{label(sides, change)}: {told_of(change)}"
    yield judged(found(told), told_apart(review, sides, [union, *varied(sides, change)]))


def _lowered(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.LIMIT)
    if sides is None or change.path[-1] == "error":
        return
    told = _limits(review, sides, change)
    one = found(f"{label(sides, change)}: {_said(change)}")
    if told.back is not None:
        yield one.seen(told.back, "")
    elif _tighter(change):
        why = f"no difference in {told.trials} trials of bytes of either side"
        yield one.seen(None, why, mild=bool(told.trials))


def _tighter(change: Change) -> bool:
    """Whether a least value is higher, or a greatest one lower, than it was."""
    before, after = change.before, change.after
    if change.path[-1] not in ("low", "high") or after is None:
        return False
    return before is None or bool(after > before if change.path[-1] == "low" else after < before)


def _raised(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.LIMIT)
    if sides is None or change.path[-1] == "error":
        return
    told = _limits(review, sides, change)
    if told.back is None and not _tighter(change):
        one = found(f"{label(sides, change)}: {_said(change)}")
        yield one.seen(told.fwd, f"no difference in {told.trials} trials of bytes of either side")


def _limits(review: Review, sides: Sides, change: Change) -> Told:
    focus = varied(sides, change)
    if change.path[2] == "constraints":
        focus = [name for s in (sides.old, sides.new) for one in s.constraints for name in one.holds.names]
    key = ("limits", *change.path)
    return review.once(key, lambda: told_apart(review, sides, focus))


def _said(change: Change) -> str:
    if change.path[2] != "constraints":
        which = "least" if change.path[-1] == "low" else "greatest"
        return f"{which} value is {_number(change.after)}, was {_number(change.before)}"
    return f"constraints are {_conditions(change.after)}, were {_conditions(change.before)}"


def _number(value: Any) -> str:
    return "any" if value is None else str(value)


def _conditions(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(one.holds.text for one in value) or "none"
    return plain(value)


def _required(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.LEAST)
    if sides is not None:
        told = _presence(review, sides, change)
        if told.back is not None:
            yield found(_needs(sides, change)).seen(told.back, "")


def _optional(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.LEAST)
    if sides is not None:
        told = _presence(review, sides, change)
        if told.back is None:
            yield found(_needs(sides, change)).seen(told.fwd, f"no difference in {told.trials} trials")


def _presence(review: Review, sides: Sides, change: Change) -> Told:
    key = ("presence", *change.path)
    return review.once(key, lambda: told_apart(review, sides, varied(sides, change)))


def _needs(sides: Sides, change: Change) -> str:
    if change.path[2] == "least":
        return f"{sides.name} has at least {change.after} bytes, had at least {change.before}"
    before, after = (
        f"where {plain(one)}" if one is not None else "always" for one in (change.before, change.after)
    )
    return f"{label(sides, change)} is there {after}, was {before}"


def _endian(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.ORDER)
    if sides is not None:
        one = found(f"values of {sides.name} are {change.after}-endian, were {change.before}-endian")
        yield judged(one, told_apart(review, sides, sides.shared()[:6]))


def _error(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    sides = mine(review, change, kinds.LIMIT)
    if sides is not None and change.path[-1] == "error":
        yield found(f"{label(sides, change)}: {told_of(change)}").seen(
            None, "bytes are refused as before, with another code"
        )


SAYS: dict[str, Says] = {
    "ART_ERROR_CODE": _error,
    "ART_DEFAULT_CHANGED": _default,
    "ART_CHECKSUM_SCOPE": _checksum,
    "ART_UNION_ARM_INSERTED": _arms,
    "ART_LIMIT_LOWERED": _lowered,
    "ART_LIMIT_RAISED": _raised,
    "ART_REQUIRED_ADDED": _required,
    "ART_REQUIRED_REMOVED": _optional,
    "ART_MAGIC_OR_ENDIAN": _endian,
}
