"""How memories behave, who reaches them, and what joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from specgen.model.memory import Memory
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.memories.asking import access, edges, named
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.withdrawn import RETIRED, withdrawn
from specgen.review.rules.words import is_of_words
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_OTHERS = frozenset({"base", "size", "latency", "bandwidth", "clock", "retired"})
"""What other rules speak of."""
_UNSEEN = "what a program computes does not depend on it"
_WIDEST = 8


@rule(
    "MEM_ATTR_CHANGED", "R B B B R", "back fwd",
    "A memory behaves otherwise, or something else reaches it.",
    "The order of bytes in a value, which accesses raise a fault, who reaches a memory, whether its bytes are one instance's "
    "or everybody's: drivers, firmware and the hardware are written for it.",
    on=("memories.*.**", "links.**", "paths.**"),
)  # fmt: skip
def _attribute(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    quiet = change.kind in (Kind.REORDERED, Kind.RENAMED, Kind.REWRITTEN) or is_of_words(change)
    if quiet or set(change.path[2:3]) & _OTHERS:
        return
    if change.section == "memories":
        if len(change.path) > 2:
            key = change.path[2]
            ask = _ASKED.get(key)
            seen = found(f"{change.name}: {_told(change)}").seen(
                ask(review, change) if ask else None, _WHY.get(key, _UNSEEN)
            )
            gained = seen.witness is not None and seen.witness.action == "memory_reach" and seen.witness.after
            yield replace(seen, verdict=seen.verdict.at_most(Level.RISK)) if gained else seen
    elif len(change.path) == 2:
        yield found(f"{_KINDS[change.section]} {change.name} is {_HAPPENED[change.kind]}").seen(None, _UNSEEN)
    else:
        yield found(f"{_KINDS[change.section]} {change.name}: {_told(change)}").seen(None, _UNSEEN)


_KINDS = {"links": "the network", "paths": "the path"}
_HAPPENED = {Kind.ADDED: "new", Kind.REMOVED: "gone"}


def _told(change: Change) -> str:
    key = ".".join(change.path[2:])
    before, after = plain(change.before) or "none", plain(change.after) or "none"
    return f"{key.replace('_', ' ')} is {after}, was {before}"


# -- what tells the difference ---------------------------------------------------------------------------------------------


def _outside(review: Review, change: Change) -> Witness | None:
    beyond = [at for at in _ends(change) if at >= 0]
    does = "write" if change.path[2].startswith("write") else "read"
    return access(review, change, beyond, does=does)


def _ends(change: Change) -> list[int]:
    """The addresses next to the memory of either side."""
    memories: tuple[Memory, ...] = (change.old, change.new)
    return [at for m in memories for at in (m.base + m.size, m.base - 1)]


def _misaligned(review: Review, change: Change) -> Witness | None:
    does = "write" if change.path[2].startswith("write") else "read"
    starts = [at + 1 for at in edges(change.old, change.new)[:2]]
    return access(review, change, starts, 2, does=does)


def _fresh(review: Review, change: Change) -> Witness | None:
    return access(review, change, edges(change.old, change.new), fresh=True)


def _order(review: Review, change: Change) -> Witness | None:
    told = f"the bytes 01 02 03 04 in {change.name} are the number {{before}} before, {{after}} after"
    return review.witness(
        "memory_value", change.variants[0], {**named(review, change), "bytes": "01020304"}, told
    )


def _sharing(review: Review, change: Change) -> Witness | None:
    told = f"whether instance 1 reads what instance 0 wrote into {change.name}: {{before}} before, {{after}} after"
    given = {**named(review, change), "writer": 0, "reader": 1}
    return review.witness("memory_sharing", change.variants[0], given, told)


def _reach(review: Review, change: Change) -> Witness | None:
    sides: tuple[Memory, ...] = (change.old, change.new)
    new = review.new.architectures[change.variants[0]]
    for by in dict.fromkeys([*sides[0].reachable_by, *sides[1].reachable_by, *new.engines, *new.processors]):
        told = f"whether {by} may reach {change.name}: {{before}} before, {{after}} after"
        seen = review.witness("memory_reach", change.variants[0], {**named(review, change), "by": by}, told)
        if seen is not None:
            return seen
    return None


def _pointer(review: Review, change: Change) -> Witness | None:
    told = f"addresses of {change.name} are {{before}} before, {{after}} after"
    return review.witness("memory_pointer", change.variants[0], named(review, change), told)


def _window(review: Review, change: Change) -> Witness | None:
    memories: tuple[Memory, ...] = (change.old, change.new)
    places = [m.base + m.stride + m.home.size - 1 for m in memories]
    return access(review, change, [*edges(*memories), *places])


_ASKED: dict[str, Callable[[Review, Change], Witness | None]] = {
    "out_of_range": _outside,
    "write_out_of_range": _outside,
    "misaligned": _misaligned,
    "write_misaligned": _misaligned,
    "uninitialised": _fresh,
    "endianness": _order,
    "shared": _sharing,
    "reachable_by": _reach,
    "address": _pointer,
    "window": _window,
    "stride": _window,
}
_WHY = {
    "shared": "there is one instance, to which both are the same",
    "reachable_by": "the same engines and processors reach it",
    "width": "it decides how fast accesses are, not what they give",
    "banks": "it decides how fast accesses are, not what they give",
    "ports": "it decides how fast accesses are, not what they give",
}


@rule(
    "MEM_RETIRED", RETIRED, "back",
    "A memory, a path or a network is withdrawn, or is no longer.",
    "It is there still. What lies in it, or moves over it, has to find another place before it is gone.",
    on=("memories.*.**", "paths.*.**", "links.*.**"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _retired(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from withdrawn(change, found)
