"""What orders engines, processors and instances among each other."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.telling import of_instruction, of_shared
from specgen.review.rules.semantics.words import says_nothing, what_happened
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

ORDERING = "SEM_ORDERING_WEAKENED"
_DECLARED = (
    *(
        "semaphores.*.**",
        "barriers.*.**",
        "engines.*.queue",
        "instances",
        "instances.count",
        "instances.index",
    ),
    *("instructions.*.engine", "instructions.*.atomic", "state.*.engine"),
)
_SAID = ("functions.**", "parameters.*.value", "instructions.*.semantics", "instructions.*.tiles.**")


@rule(
    ORDERING, "B B B B R", "back",
    "What waits for what, or for how long, is another.",
    "Programs are right because one unit waits for another. With other counters, other depths of queues or another unit, a wait "
    "may end too early or never, and only some runs show it.",
    on=(*_DECLARED, *_SAID),
)  # fmt: skip
def _ordering(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if says_nothing(change) or (change.kind in (Kind.ADDED, Kind.REMOVED) and len(change.path) == 2):
        return
    own = change.path[2:3] in (("semantics",), ("tiles",), ("engine",), ("atomic",))
    seen = False
    if change.section not in ("instances", "engines", "barriers"):
        for one in (of_instruction if own else of_shared)(change, review):
            if one.rule == ORDERING:
                seen = True
                yield one.finding(found)
    declared = change.section not in ("functions", "parameters") and change.path[2:3] not in (
        ("semantics",),
        ("tiles",),
    )
    if declared and not seen:
        why = "no single instruction shows it: it takes programs of several units"
        yield found(what_happened(change)).seen(_instances(change, review), why)


def _instances(change: Change, review: Review) -> Witness | None:
    """An instance that one side does not have."""
    if (
        change.section != "instances"
        or not isinstance(change.before, int)
        or not isinstance(change.after, int)
    ):
        return None
    variant = change.variants[0]
    counter = next(iter(review.new.architectures[variant].state), "")
    given = {"state": counter, "index": [], "instance": min(change.before, change.after)}
    return review.witness(
        "at_reset",
        variant,
        given,
        f"{counter} of instance {given['instance']}: {{before}} before, {{after}} after",
    )
