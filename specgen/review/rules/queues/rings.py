"""Rings: sizes of packets and records, how many slots and queues there are, where they lie, which registers serve them."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.queues.asked import SAME, asked, word
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_CHANGED = (Kind.CHANGED,)


@rule(
    "Q_PACKET_SIZE", "- B B B B", "back fwd",
    "Packets of a queue, or records of a trace, take more or fewer bytes.",
    "Who writes packet 1 at the old place writes into another one; who reads records by the old size reads the middle of them.",
    on=("queues.*.size", "traces.*.size"), kinds=_CHANGED,
)  # fmt: skip
def _packet_size(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    kind = "packets" if change.section == "queues" else "records"
    told = f"{kind} of {change.name} take {change.after} bytes, not {change.before}"
    witness = asked(review, change, "slot_at", f"the first byte of {kind[:-1]} 1", index=1, capacity=4)
    yield found(told).seen(witness, SAME)


@rule(
    "Q_CAPACITY_RULE", "- B B R R", "back fwd",
    "A ring may have fewer, or more, slots.",
    "A runtime asks for the size that it always had, and is refused; one that relies on the least has less to queue in. A wider "
    "range takes nothing from anybody.",
    on=("queues.*.capacity.*",), kinds=_CHANGED,
)  # fmt: skip
def _capacity(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    low = change.path[-1] == "0"
    told = f"rings of {change.name} have {'at least' if low else 'at most'} {change.after} slots, was {change.before}"
    narrower = (change.after > change.before) is low
    slots = change.before if narrower else change.after
    witness = asked(review, change, "ring_taken", f"that {change.name} takes {slots} slots", capacity=slots)
    made = found(told).seen(witness, SAME)
    yield made if narrower else made.at_most(Level.INFO)


@rule(
    "Q_COUNT", "- B B B R", "back fwd",
    "There are fewer queues, or more.",
    "A runtime that took the last one finds none. More of them break nobody who is content with the ones that were.",
    on=("queues.*.count",), kinds=_CHANGED,
)  # fmt: skip
def _count(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = f"there are {change.after} queues of {change.name}, were {change.before}"
    made = found(told).seen(
        asked(review, change, "queue", f"the number of {change.name}", what="count"), SAME
    )
    yield made if change.after < change.before else made.at_most(Level.RISK)


@rule(
    "Q_RING_PLACE", "- B B B R", "back fwd",
    "A ring lies in another memory.",
    "The address that the host gives means another memory to the device.",
    on=("queues.*.memory.**",), kinds=_CHANGED,
)  # fmt: skip
def _memory(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) > 3:
        return  # of the memory itself
    told = f"rings of {change.name} lie in {plain(change.after) or 'the host'}, not in {plain(change.before) or 'the host'}"
    yield found(told).seen(
        asked(review, change, "queue", f"where rings of {change.name} lie", what="memory"), SAME
    )


@rule(
    "Q_REGISTER", "- B B B R", "back fwd",
    "Another register plays a part of a queue or a mailbox.",
    "The host writes where the device no longer looks. The doorbell is told as Q_ORDERING_OR_DOORBELL.",
    on=("queues.*.block", "queues.*.registers.**", "mailboxes.*.block", "mailboxes.*.registers.**"),
    kinds=(Kind.CHANGED, Kind.ADDED, Kind.REMOVED),
)  # fmt: skip
def _register(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[2] == "block":
        told = f"{change.name} is served by the block {plain(change.after)}, not by {plain(change.before)}"
        role = "base" if change.section == "queues" else "command"
        yield found(told).seen(_role(review, change, role), SAME)
    elif not is_doorbell(change) and len(change.path) == 4:
        role = change.path[3]
        told = f"the {role} of {change.name} is {plain(change.after) or 'nowhere'}, was {plain(change.before) or 'nowhere'}"
        made = found(told).seen(_role(review, change, role), SAME)
        yield made.at_most(Level.RISK) if change.kind is Kind.ADDED else made


def is_doorbell(change: Change) -> bool:
    """Whether a change is of which register the doorbell of a queue is."""
    return change.section == "queues" and change.path[3:4] == ("doorbell",)


def _role(review: Review, change: Change, role: str) -> Witness | None:
    return asked(review, change, "role_register", f"the address of the {role} of {change.name}", role=role)


@rule(
    "Q_REMOVED", "- B B B B", "back",
    "A queue, a mailbox or a trace is gone.",
    "Whoever uses it finds nobody.",
    on=("queues.*", "mailboxes.*", "traces.*"), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    kind = word(change.section)
    if change.section == "traces":
        witness = asked(
            review, change, "slot_at", f"the first byte of record 1 of {change.name}", index=1, capacity=4
        )
    else:
        role = next(iter(change.before.registers))
        witness = _role(review, change, role)
    yield found(f"the {kind} {change.name} was removed").seen(witness, SAME)


@rule(
    "Q_ADDED", "- c c R c", "fwd",
    "A queue, a mailbox or a trace is new.",
    "What was built before does not use it; what uses it finds nobody on an old device.",
    on=("queues.*", "mailboxes.*", "traces.*"), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"the {word(change.section)} {change.name} is new")
