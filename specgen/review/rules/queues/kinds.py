"""Packets, messages and trace records: those that came and went, what they do, where their parts lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.queues.asked import SAME, asked
from specgen.review.rules.queues.headers import filled
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_PACKET, _MESSAGE, _RECORD = "queues.*.packets.*", "mailboxes.*.messages.*", "traces.*.records.*"
_WORD = {"queues": "packet", "mailboxes": "message", "traces": "record"}
_ALL = (Kind.CHANGED, Kind.ADDED, Kind.REMOVED)


@rule(
    "Q_KIND_REMOVED", "- B B B B", "back",
    "A packet, a message or a trace record is gone.",
    "A host that sends it is answered with an error, and its queue stops; a tool that waits for such records waits for ever.",
    on=(_PACKET, _MESSAGE, _RECORD), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = f"the {_WORD[change.section]} {change.path[3]} of {change.name} was removed"
    yield found(told).seen(_by_code(review, change, change.before, change.old), SAME)


@rule(
    "Q_KIND_ADDED", "- c R R R", "fwd",
    "A packet, a message or a trace record is new.",
    "Old hosts do not send it. Firmware and RTL have to know it, and a reader of traces has to pass over records that it does "
    "not know.",
    on=(_PACKET, _MESSAGE, _RECORD), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = f"the {_WORD[change.section]} {change.path[3]} of {change.name} is new"
    yield found(told).seen(_by_code(review, change, change.after, change.new), SAME)


def _by_code(review: Review, change: Change, kind: Any, of: Any) -> Witness | None:
    if change.section == "mailboxes":
        return asked(review, change, "message_of", f"the message of code {kind.code}", code=kind.code)
    data = filled(of.header, of.type, kind.code).hex()
    return asked(review, change, "packet_of", f"what begins with {data[:32]}", bytes=data)


@rule(
    "Q_PACKET_MEANING", "- B B B R", "back fwd",
    "A packet does something else, or what it needs lies elsewhere in it.",
    "The device takes the size for an address. What is told of the structure itself is told there.",
    on=(f"{_PACKET}.does", f"{_PACKET}.structure", f"{_PACKET}.program", f"{_PACKET}.arguments_in.**",
        f"{_PACKET}.arguments_at", f"{_PACKET}.roles.*", f"{_PACKET}.program_roles.*"),
    kinds=_ALL,
)  # fmt: skip
def _packet(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    what = change.path[4]
    if what in ("roles", "program_roles"):
        if change.path[5] not in (*_COMPLETION, *_ORDERING):
            yield from _role(change, review, found)
    elif len(change.path) == 5:
        yield _kind(change, review, found)


@rule(
    "Q_COMPLETION_SEMANTICS", "- B B B R", "back fwd",
    "Where, or whether, a packet tells that it is done changed.",
    "A host waits for a word that nobody changes, or takes a packet for done that is not.",
    on=(f"{_PACKET}.roles.completion",), kinds=_ALL,
)  # fmt: skip
def _completion(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _role(change, review, found)


_COMPLETION = ("completion",)
_ORDERING = ("barrier", "acquire", "release", "sequence")


@rule(
    "Q_PACKET_ORDER", "- B B B R", "back fwd",
    "Where a packet says what it waits for, and what it makes visible, changed.",
    "A packet starts before what it needs is there, or reads what is stale.",
    on=tuple(f"{_PACKET}.roles.{role}" for role in _ORDERING), kinds=_ALL,
)  # fmt: skip
def _order(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _role(change, review, found)


@rule(
    "Q_RECORD_MEANING", "- R R R B", "back fwd",
    "A trace record tells something else, or tells it in other bytes.",
    "Profilers read the old place: their times and addresses are other numbers.",
    on=(f"{_RECORD}.does", f"{_RECORD}.structure", f"{_RECORD}.category", f"{_RECORD}.roles.*"), kinds=_ALL,
)  # fmt: skip
def _record(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[4] == "roles":
        yield from _role(change, review, found)
        return
    made = _kind(change, review, found)
    yield made.at_most(Level.INFO) if change.path[4] == "category" else made


@rule(
    "Q_MESSAGE", "- B B B R", "back fwd",
    "A message to the firmware has another code, other bytes, or another meaning.",
    "The firmware takes what the host asks for another question, or refuses it; the host reads the answer by another structure.",
    on=(f"{_MESSAGE}.code", f"{_MESSAGE}.does", f"{_MESSAGE}.request", f"{_MESSAGE}.response"),
    kinds=(Kind.CHANGED,),
)  # fmt: skip
def _message(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[4] == "code":
        name = change.path[3]
        told = f"the message {name} of {change.name} has code {change.after}, not {change.before}"
        text = f"the message of code {change.before}"
        yield found(told).seen(asked(review, change, "message_of", text, code=change.before), SAME)
    else:
        yield _kind(change, review, found)


@rule(
    "Q_MAILBOX_STATE", "- B B B R", "back fwd",
    "The status of a mailbox says by another value that it is busy, done or failed.",
    "A host that waits for the old value waits for ever, or reads an answer that is not there.",
    on=("mailboxes.*.states.*",), kinds=_ALL,
)  # fmt: skip
def _state(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    state, value = change.path[3], change.after if change.before is None else change.before
    told = f"{change.name} is {state} at {_value(change.after)}, was at {_value(change.before)}"
    text = f"a status of {value}"
    yield found(told).seen(asked(review, change, "state_of", text, value=value), SAME)


def _value(value: Any) -> str:
    return "no value" if value is None else str(value)


def _kind(change: Change, review: Review, found: Found) -> Finding:
    """What a kind does, or which structure it has."""
    kind, what = change.path[3], change.path[4]
    told = [plain(one) or "nothing" for one in (change.after, change.before)]
    text = f"{what} of {kind}"
    witness = asked(review, change, "kind", text, kind=kind, what=what)
    return found(f"{what} of the {_WORD[change.section]} {kind} is {told[0]}, was {told[1]}").seen(
        witness, SAME
    )


def _role(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    """Where what plays a role lies; the same bytes by another name are the same."""
    kind, role = change.path[3], change.path[5]
    of = {"of": "program"} if change.path[4] == "program_roles" else {}
    witness = asked(review, change, "role_at", f"the {role} of {kind}", kind=kind, role=role, **of)
    told = [plain(one) or "nothing" for one in (change.after, change.before)]
    made = found(f"the {role} of the {_WORD[change.section]} {kind} is {told[0]}, was {told[1]}")
    if witness is None:
        yield made.proved("both names are of the same bytes")
    elif change.kind is Kind.ADDED:
        yield made.seen(witness, "").at_most(Level.RISK)
    else:
        yield made.seen(witness, "")


@rule(
    "Q_RETIRED", "- R R R R", "back",
    "A queue, a packet, a message, a record or a protocol will go, or has gone in all but its code.",
    "Its code is still taken, so that nothing else is mistaken for it; who uses it has to find another way before it is removed.",
    on=tuple(f"{one}.retired" for one in (_PACKET, _MESSAGE, _RECORD, "queues.*", "mailboxes.*", "traces.*", "protocols.*")),
    kinds=(Kind.CHANGED,),
)  # fmt: skip
def _retired(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = (
        f"is withdrawn in {change.after.in_version}" if change.after is not None else "is no longer withdrawn"
    )
    yield found(f"{change.path[-2]} {told}")
