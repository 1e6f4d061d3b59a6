"""What reads and writes of software do: what it may rely on, and what it finds changed."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.interfaces import RegisterField
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registers.places import FIELDS, Spot, both, seen_by_locks, shown, spots
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import plain

_CHANGED = (Kind.CHANGED,)
_ON = (f"{FIELDS}.access",)
_SAME = "no accesses were found that tell the two apart"

READS = {
    **dict.fromkeys(("rw", "ro", "w1c", "w1s", "w0c", "w1t", "w1", "lock"), "is read"),
    "wo": "is not read",
    "rc": "is cleared by a read",
    "rs": "is set by a read",
}
"""What a read of a field of each access kind does."""
WRITES = {
    **dict.fromkeys(("ro", "rc", "rs"), ""),
    **dict.fromkeys(("rw", "wo"), "takes what is written"),
    "w1": "takes what is written once",
    "w1c": "is cleared by ones",
    "w1s": "is set by ones",
    "lock": "is set by ones, and closes others",
    "w0c": "is cleared by zeros",
    "w1t": "is toggled by ones",
}
"""What a write does; empty: nothing."""


def _sides(change: Change) -> tuple[str, str]:
    return str(change.before), str(change.after)


def _narrower(before: str, after: str) -> bool:
    """Whether software can no longer read, or no longer write, what it could."""
    unread = READS[before] != READS["wo"] and READS[after] == READS["wo"]
    once = WRITES[before] == WRITES["rw"] and after == "w1"
    return unread or once or bool(WRITES[before] and not WRITES[after])


def _wider(before: str, after: str) -> bool:
    return _narrower(after, before)


def _reads_act(before: str, after: str) -> bool:
    """Whether a read does something to the bits on one side that it does not do on the other."""
    acting = {READS["rc"], READS["rs"]}
    return READS[before] != READS[after] and bool({READS[before], READS[after]} & acting)


def _writes_differ(before: str, after: str) -> bool:
    """Whether a write does something else, and something on both sides."""
    a, b = WRITES[before], WRITES[after]
    return bool(a and b and a != b) and {a, b} != {WRITES["rw"], WRITES["w1"]}


def _told(spot: Spot, change: Change) -> str:
    return f"{spot.label} is {change.after}, was {change.before}"


@rule(
    "REG_ACCESS_NARROWED", "- B B B R", "back",
    "Software can no longer read or write a field as it could.",
    "A driver that writes what is read-only now changes nothing and is not told; one that reads what is write-only sees zero.",
    on=_ON, kinds=_CHANGED,
)  # fmt: skip
def _access_narrowed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is not None and _narrower(*_sides(change)):
        yield shown(found(_told(pair[1], change)), review, change, pair)


@rule(
    "REG_ACCESS_WIDENED", "- c R B c", "fwd",
    "Software can read or write a field that it could not, or that a lock closed.",
    "Drivers that never wrote it are as they were. RTL, and the tests that check that it refuses, have to change; firmware that "
    "relied on nobody writing it is at risk.",
    on=(*_ON, f"{FIELDS}.locked_by"), kinds=_CHANGED,
)  # fmt: skip
def _access_widened(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    if change.path[-1] == "locked_by":
        lock = _lock(review, change, old=True) if change.after is None else None
        if lock is not None:
            told = f"{pair[1].label} is no longer closed by {lock.label}"
            yield found(told).seen(seen_by_locks(review, change, *pair, lock), _SAME)
        return
    sides = _sides(change)
    if _wider(*sides) and not (_narrower(*sides) or _reads_act(*sides) or _writes_differ(*sides)):
        yield shown(found(_told(pair[1], change)), review, change, pair)


@rule(
    "REG_SIDE_EFFECT", "- B B B R", "back fwd",
    "A read or a write of a field does something that it did not do, or no longer does it.",
    "A debugger that dumps registers clears what a driver waits for; a driver that relies on the read that clears sees the same "
    "event for ever; a bit that no longer falls back to zero acts again with the next write of the register.",
    on=(*_ON, f"{FIELDS}.pulse"), kinds=_CHANGED,
)  # fmt: skip
def _side_effect(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    if change.path[-1] == "pulse":
        told = f"{pair[1].label} {'falls back' if change.after else 'no longer falls back'} to zero when it acted"
        yield shown(found(told), review, change, pair)
    elif _reads_act(*_sides(change)):
        yield shown(found(_told(pair[1], change)), review, change, pair)


@rule(
    "REG_WRITE_POLICY", "- B B B R", "back fwd",
    "A write of a field does something else with its bits.",
    "Code that clears a flag by writing a one sets it where ones set; code that writes back what it read clears flags where ones "
    "clear.",
    on=_ON, kinds=_CHANGED,
)  # fmt: skip
def _write_policy(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is not None and _writes_differ(*_sides(change)):
        before, after = _sides(change)
        told = f"{_told(pair[1], change)}: it {WRITES[after]}, not {WRITES[before]}"
        yield shown(found(told), review, change, pair)


@rule(
    "REG_LOCK_OR_PRIV_RAISED", "- B B B R", "back",
    "A lock closes a field that was open, or another lock does.",
    "Who sets the lock first keeps everybody else from writing: code that writes later changes nothing and is not told.",
    on=(f"{FIELDS}.locked_by",), kinds=_CHANGED,
)  # fmt: skip
def _lock_raised(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair, lock = both(change), _lock(review, change, old=False)
    if pair is None or lock is None:
        return
    before = _lock(review, change, old=True)
    if before is not None and _same_lock(before, lock):
        return
    told = f"{pair[1].label} is closed by {lock.label}, {f'was by {before.label}' if before else 'was open'}"
    yield found(told).seen(seen_by_locks(review, change, *pair, lock), _SAME)


def _same_lock(old: Spot, new: Spot) -> bool:
    """Whether two locks are one, whatever it is called."""
    pairs = ((old.block, new.block), (old.register, new.register), (old.field, new.field))
    return all(a is not None and b is not None and a.name in (b.name, b.renamed_from) for a, b in pairs)


def _lock(review: Review, change: Change, *, old: bool) -> Spot | None:
    """The field that the lock of one side, ``block.register.field``, names."""
    text, variant = change.before if old else change.after, change.variants[0]
    side, variant = (review.old, review.pairs[variant]) if old else (review.new, variant)
    block_name, _, rest = (text or "").partition(".")
    register_name, _, field_name = rest.partition(".")
    block = side.architectures[variant].registers.get(block_name)
    register = block.by_name.get(register_name) if block is not None else None
    if block is None or register is None:
        return None
    one: RegisterField | None = next((f for f in register.fields if f.name == field_name), register.fields[0])
    return Spot(block, register, one)


@rule(
    "REG_LOCK_RENAMED", "- c c c c", "",
    "A lock has another name and is the same.",
    "What a field is closed by is found by its place; its name is for those who read.",
    on=(f"{FIELDS}.locked_by",), kinds=_CHANGED,
)  # fmt: skip
def _lock_renamed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    before = _lock(review, change, old=True)
    after = _lock(review, change, old=False)
    if before is not None and after is not None and _same_lock(before, after):
        old, new = spots(change)
        named = (new or old or after).label
        yield found(f"{plain(change.before)}, which closes {named}, is called {change.after}")
