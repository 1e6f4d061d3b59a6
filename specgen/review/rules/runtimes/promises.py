"""What callers may rely on besides types: who owns what, which thread may call, who waits, what may be null."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.runtimes.calls import CALL, calls, label, promised
from specgen.review.subject import Review
from specgen.review.verdicts import Level

_CHANGED = (Kind.CHANGED,)
_SAME = "both sides promise the same"
_OPEN = ("none", "handle", "any")
"""Who may call at once, the least first."""


@rule(
    "API_OWNERSHIP_OR_THREADING", "- B - - R", "back",
    "Who frees what a function was given, or which threads may call it, changed.",
    "Nothing fails to compile: memory is freed twice, or never, or under somebody's hands; two threads meet where one at a time "
    "was promised. What is promised to more callers than before, or for a shorter time, breaks nobody.",
    on=(f"{CALL}.threads", f"{CALL}.parameters.*.ownership", "runtimes.*.handles.*.parent.**"), kinds=_CHANGED,
)  # fmt: skip
def _ownership(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[2] == "handles":
        yield _parent(change, review, found)
        return
    what = change.path[-1]
    parameter = change.path[5] if what == "ownership" else None
    of = f"{parameter} of {label(change)}" if parameter is not None else label(change)
    says = "is" if parameter is not None else "may be called by"
    made = found(f"{of} {says} {_WORDS[change.after]}, was {_WORDS[change.before]}")
    made = made.seen(promised(review, change, what, parameter), _SAME)
    eased = (change.before, change.after) == ("kept", "borrowed") or (
        what == "threads" and _OPEN.index(change.after) > _OPEN.index(change.before)
    )
    yield made.at_most(Level.INFO) if eased else made


_WORDS = {
    "any": "any threads at once", "handle": "one thread at a time for a handle", "none": "one thread in all",
    "borrowed": "borrowed for the call", "kept": "kept until the handle goes", "transferred": "handed over for good",
}  # fmt: skip


def _parent(change: Change, review: Review, found: Found) -> Finding:
    """What a handle is made from, and has to outlive it."""
    handle = change.path[3]
    told = [one.name if one is not None else "nothing" for one in (change.after, change.before)]
    text = f"{handle} is made from {{before}} before, {{after}} after"
    witness = review.witness(
        "handle_parent", change.variants[0], {"runtime": change.name, "handle": handle}, text
    )
    return found(f"{handle} is made from {told[0]}, which outlives it, was from {told[1]}").seen(
        witness, _SAME
    )


@rule(
    "API_BLOCKING_CHANGED", "- B - - R", "back perf",
    "A function that returned at once may wait for the device, or the other way round.",
    "A caller that holds a lock, or serves others, stands still with it; a caller that took the return for the end reads what is "
    "not there yet.",
    on=(f"{CALL}.blocking",), kinds=_CHANGED,
)  # fmt: skip
def _blocking(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    does = "may wait for the device, and did not" if change.after else "no longer waits for the device"
    yield found(f"{label(change)} {does}").seen(promised(review, change, "blocking"), _SAME)


@rule(
    "API_PARAMETER_OPTIONAL", "- B - - B", "back fwd src",
    "A parameter may be null, or may no longer be.",
    "What handed over null is refused. A parameter that may be null now breaks nobody who never left it out.",
    on=(f"{CALL}.parameters.*.optional",), kinds=_CHANGED,
)  # fmt: skip
def _optional(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, _ = calls(change)
    name = change.path[5]
    told = f"{name} of {label(change)} may {'be null' if change.after else 'no longer be null'}"
    made = found(told).seen(promised(review, change, "optional", name), _SAME)
    yield made.at_most(Level.INFO) if change.after and old is not None else made
