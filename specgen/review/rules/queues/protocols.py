"""Protocols: both sides walked in step until they part."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from specgen.data import frozen
from specgen.model.interfaces import Protocol
from specgen.review.actions.interfaces.protocols import Walker, walker_of
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import short
from specgen.review.witnesses import Witness

MOST = 20_000
"""Pairs of states that are looked at."""
_ALL = (Kind.CHANGED, Kind.ADDED, Kind.REMOVED)
_P = "protocols.*"
_STEM = re.compile(r"[^.\[]*")


@frozen(eq=False)
class Parting:
    """The moves after which both sides differ; None: they never do, or not within MOST ``pairs``, if not ``whole``."""

    moves: tuple[str, ...] | None
    shown: tuple[str, ...]
    pairs: int
    whole: bool


@rule(
    "Q_ORDERING_OR_DOORBELL", "- B B B R", "back fwd",
    "What host and device do in turn, or what they tell each other, changed: a step, its condition, its order, the doorbell.",
    "A doorbell that holds the next index instead of the last one starts a packet too few or too many; a write that is no longer "
    "released may be seen before what it announces.",
    on=(f"{_P}.agents.**", f"{_P}.shared.**", "queues.*.registers.doorbell"), kinds=_ALL,
)  # fmt: skip
def _steps(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.section == "queues":
        yield _doorbell(change, review, found)
        return
    if {"summary", "description", "status", "since", "retired"} & set(change.path[4:]):
        return
    depth, part = _part(change)
    told = f"{part} of the protocol {change.name} {_happened(change, depth)}"
    made = found(told, _whole(change, depth))
    parting = _parting(review, change)
    if parting is None:
        yield made.seen(None, "one of the two is no protocol that can be walked")
    elif parting.moves is not None:
        yield made.seen(
            _walked(review, change, parting), "the walk names what the other side calls otherwise"
        )
    elif parting.whole:
        yield made.proved(f"both sides go the same ways through {parting.pairs:,} states")
    else:
        yield made.searched(parting.pairs, "pairs of states were walked in step")


def _part(change: Change) -> tuple[int, str]:
    """How many names of the path lead to what is told of, and what that is called."""
    path = change.path
    if path[2] == "shared":
        return (4, f"the word {path[3]}") if len(path) > 3 else (3, "the order of the words")
    if len(path) > 5 and path[4] == "steps":
        return 6, f"the step {path[5]} of {path[3]}"
    if len(path) > 5 and path[4] == "variables":
        return 6, f"the variable {path[5]} of {path[3]}"
    return (5, f"{path[4]} of {path[3]}") if len(path) > 4 else (4, path[3])


def _whole(change: Change, depth: int) -> Change:
    """The change as one of the step, with what it does before and after."""
    if len(change.path) <= depth or change.path[4:5] != ("steps",):
        return change
    return replace(
        change,
        path=change.path[:depth],
        before=_step(change.old, change.path),
        after=_step(change.new, change.path),
    )


def _step(protocol: Protocol, path: tuple[str, ...]) -> str:
    """A step as one line: ``ready -> written when ...: slot[0] = 1 (release)``."""
    agent = protocol.agents.get(path[3])
    one = next((step for step in agent.steps if step.name == path[5]), None) if agent is not None else None
    if one is None:
        return ""
    done = [f"{name}{f'[{index.text}]' if index else ''} = {value.text}" for name, index, value in one.assign]
    when = f" when {one.when.text}" if one.when is not None else ""
    return f"{one.source} -> {one.target}{when}: {', '.join(done) or 'nothing'} ({one.order})"


def _happened(change: Change, depth: int) -> str:
    if change.kind is not Kind.CHANGED:
        return "is new" if change.kind is Kind.ADDED else "was removed"
    whole = _whole(change, depth)
    return f"is {short(whole.after) or 'not there'}, was {short(whole.before) or 'not there'}"


def _doorbell(change: Change, review: Review, found: Found) -> Finding:
    told = [getattr(one, "name", "nowhere") for one in (change.after, change.before)]
    given = {"queue": change.name, "role": "doorbell"}
    text = f"the doorbell of {change.name} is at {{before}} before, {{after}} after"
    witness = review.witness("role_register", change.variants[0], given, text)
    return found(f"the doorbell of {change.name} is {told[0]}, was {told[1]}").seen(
        witness, "it is at the same address"
    )


@rule(
    "Q_PROTOCOL_BOUNDS", "- c c R c", "",
    "What is looked at when a protocol is checked, or what has to hold, changed.",
    "Constants bound how far it is explored, invariants say what is checked: no program depends on them. A check that was taken "
    "out is one that nobody makes any more.",
    on=(f"{_P}.constants.**", f"{_P}.invariants.**", f"{_P}.ends", f"{_P}.queue"), kinds=_ALL,
)  # fmt: skip
def _bounds(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    what = change.path[2] if change.path[2] != "constants" else f"the constant {change.path[3]}"
    before, after = (short(one) or "nothing" for one in (change.before, change.after))
    yield found(f"{what} of the protocol {change.name} changed: {before} became {after}")


@rule(
    "Q_PROTOCOL_REMOVED", "- R R R R", "back",
    "What host and device do in turn is no longer said.",
    "Nothing that is built changes by that; nobody is held to it any more.",
    on=(_P,), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"the protocol {change.name} was removed")


@rule(
    "Q_PROTOCOL_ADDED", "- c c c c", "",
    "What host and device do in turn is said now.",
    "It was done in some way before; now it can be checked.",
    on=(_P,), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"the protocol {change.name} is new")


def _parting(review: Review, change: Change) -> Parting | None:
    old, new = change.old, change.new
    if not isinstance(old, Protocol) or not isinstance(new, Protocol):
        return None
    key = "protocol", change.name, change.variants[0]
    return review.once(key, lambda: _compared(old, new, _renamed(review, change)))


def _renamed(review: Review, change: Change) -> dict[str, str]:
    """The new names of agents and words by their old ones."""
    return {
        str(one.before): str(one.after)
        for one in review.changes
        if one.kind is Kind.RENAMED and one.path[:2] == change.path[:2]
    }


def _compared(old: Protocol, new: Protocol, renamed: dict[str, str]) -> Parting | None:
    first, second = walker_of(old), walker_of(new)
    common = _common(first, second, renamed)
    start = first.machine.first, second.machine.first
    came: dict[Any, tuple[Any, str] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        pair = waiting.popleft()
        differing = _differing(first, second, pair, common)
        if differing:
            return Parting(_way(came, pair), differing, len(came), whole=False)
        one = {_named(move, renamed): state for move, state in first.moves(pair[0])}
        other = dict(second.moves(pair[1]))
        for move in one | other:
            if ": sees " not in move and _only_one(one, other, move):
                return Parting((*_way(came, pair), move), (), len(came), whole=False)
            reached: Any = one.get(move, pair[0]), other.get(move, pair[1])
            if None not in reached and reached not in came:
                came[reached] = pair, move
                waiting.append(reached)
        if len(came) > MOST:
            return Parting(None, (), len(came), whole=False)
    return Parting(None, (), len(came), whole=True)


def _only_one(one: dict[str, Any], other: dict[str, Any], move: str) -> bool:
    """Whether a move may happen, and means something, on one side alone."""
    return move not in one or move not in other or (one[move] is None) != (other[move] is None)


def _named(move: str, renamed: dict[str, str]) -> str:
    """A move of the old side in the names of the new one."""
    agent, _, rest = move.partition(": ")
    return f"{renamed.get(agent, agent)}: {' '.join(_label(part, renamed) for part in rest.split(' '))}"


def _label(name: str, renamed: dict[str, str]) -> str:
    """``slot[0]``, ``host.sent`` with the new name of the word or the agent."""
    stem = _STEM.match(name)
    assert stem is not None
    return renamed.get(stem[0], stem[0]) + name[stem.end() :]


def _common(first: Walker, second: Walker, renamed: dict[str, str]) -> dict[str, str]:
    """What both sides show, the new names by the old ones."""
    there = second.shown(second.machine.first)
    names = ((name, _label(name, renamed)) for name in first.shown(first.machine.first))
    return {was: now for was, now in names if now in there}


def _differing(first: Walker, second: Walker, pair: Any, common: dict[str, str]) -> tuple[str, ...]:
    """The names of what is not the same on both sides."""
    a, b = first.shown(pair[0]), second.shown(pair[1])
    return tuple(now for was, now in common.items() if a[was] != b[now])


def _way(came: dict[Any, Any], pair: Any) -> tuple[str, ...]:
    moves = []
    while came[pair] is not None:
        pair, move = came[pair]
        moves.append(move)
    return tuple(reversed(moves))


def _walked(review: Review, change: Change, parting: Parting) -> Witness | None:
    assert parting.moves is not None
    given = {"protocol": change.name, "moves": list(parting.moves), "shown": list(parting.shown)}
    text = f"after {', '.join(parting.moves) or 'nothing'} there is {{before}} before, {{after}} after"
    return review.witness("walk", change.variants[0], given, text)
