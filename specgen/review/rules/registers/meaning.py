"""What fields mean: values after a reset, names of values, what the device does with them, and bits that nobody uses."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.isa import Enum
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registers.places import FIELDS, Spot, both, names, seen_by_accesses, shown
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.witnesses import Witness

_CHANGED = (Kind.CHANGED,)
_SAME = "no accesses were found that tell the two apart"


@rule(
    "REG_RESET_VALUE", "- R B B R", "back fwd",
    "A register holds something else after a reset.",
    "Who relies on what is there after a reset, and writes only what differs, gets another setting. RTL and its checks of reset "
    "values have to change.",
    on=(f"{FIELDS}.reset",), kinds=_CHANGED,
)  # fmt: skip
def _reset(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is not None:
        before, after = ("unknown" if one is None else plain(one) for one in (change.before, change.after))
        told = f"{pair[1].label} is {after} after a reset, was {before}"
        yield found(told).seen(
            seen_by_accesses(review, change, *pair), "neither software nor the device sees it"
        )


@rule(
    "REG_ENUM", "- B B B R", "back fwd",
    "The values of a field have other names and meanings: another enum, or none.",
    "Code writes the number that a name stood for when it was compiled. Where every value that had a name keeps it, nothing "
    "breaks. What changes within an enum is said of the enum.",
    on=(f"{FIELDS}.enum",), kinds=_CHANGED,
)  # fmt: skip
def _enum(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    told = f"values of {pair[1].label} are those of {plain(change.after) or 'no enum'}, not of {plain(change.before) or 'none'}"
    before = change.before.members if isinstance(change.before, Enum) else ()
    after = {one.name: one.value for one in change.after.members} if isinstance(change.after, Enum) else {}
    moved = next((one for one in before if after.get(one.name) != one.value), None)
    if moved is None:
        one = found(told)
        yield one.seen(None, "every value that had a name keeps it")
        return
    given = {**names(*pair), "value": moved.value}
    text = f"{moved.value} in {pair[1].label} is {{before}} before, {{after}} after"
    yield found(told).seen(review.witness("field_value", change.variants[0], given, text), _SAME)


@rule(
    "REG_RESERVED_POLICY", "- R B B c", "back fwd",
    "What software and device do with bits that are not in use changed.",
    "Bits that must be written as they were read, and are written as zero, lose what a later device keeps there; bits that must "
    "be zero and are not are somebody's setting one day.",
    on=(f"{FIELDS}.reserved",), kinds=_CHANGED,
)  # fmt: skip
def _reserved(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is not None and None not in (change.before, change.after):
        told = f"the reserved bits {pair[1].label} are to be written {_POLICY[change.after]}, were {_POLICY[change.before]}"
        yield shown(found(told), review, change, pair)


_POLICY = {"zero": "as zero", "ignored": "as anything", "preserve": "as they are read"}


@rule(
    "REG_HARDWARE_ACCESS", "- R B B R", "back fwd",
    "The device reads or writes a field that it did not, or no longer does.",
    "A status that the device never writes stays what it was after the reset; a setting that it never reads sets nothing.",
    on=(f"{FIELDS}.hardware",), kinds=_CHANGED,
)  # fmt: skip
def _hardware(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is not None:
        told = f"the device {_DEVICE[change.after]} {pair[1].label}; before, it {_DEVICE[change.before]} it"
        yield shown(found(told), review, change, pair)


_DEVICE = {"rw": "reads and writes", "r": "only reads", "w": "only writes", "na": "neither reads nor writes"}


@rule(
    "REG_DOES", "- B B B R", "back fwd",
    "The device does something else with a field, or other conditions set it.",
    "A bit in the same place starts what it did not start, or no longer tells what it told.",
    on=(f"{FIELDS}.does", f"{FIELDS}.when.**"), kinds=_CHANGED,
)  # fmt: skip
def _does(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    pair = both(change)
    if pair is None:
        return
    old, new = pair
    assert old.field is not None
    assert new.field is not None
    if change.path[6] == "does":
        taken = [one or "nothing that it knows" for one in (change.before, change.after)]
        named = f"the device takes {new.label} for {taken[1]}, took it for {taken[0]}"
        yield found(named).seen(_doers(review, change, old, {"does": change.before or change.after}), _SAME)
        return
    for condition in [*old.field.when, *new.field.when]:
        if (condition in old.field.when) != (condition in new.field.when):
            does = "no longer sets" if condition in old.field.when else "sets"
            yield found(f"{condition} {does} {new.label}").seen(
                _doers(review, change, old, {"when": condition}), _SAME
            )


def _doers(review: Review, change: Change, old: Spot, asked: dict[str, str]) -> Witness | None:
    ((verb, what),) = asked.items()
    text = f"{verb} {what}: {{before}} before, {{after}} after"
    return review.witness("doers", change.variants[0], {"block": old.block.name, **asked}, text)
