"""Indices of rings: how wide they are, who reads them at once, where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specgen.model.interfaces import Queue
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.queues.asked import SAME, asked
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness


@rule(
    "Q_INDEX_WIDTH_OR_ATOMICITY", "- B B B R", "back fwd",
    "Indices of a ring wrap elsewhere, lie elsewhere, or are read and written at once by other accesses.",
    "An index that wraps after 2^32 is less than one that does not; one that is read in two halves is seen when one of them is "
    "new; one that moved is somebody else's word, and one that shares a cache line slows both sides down.",
    on=("queues.*.index.**", "queues.*.atomic.**", "queues.*.indices.**"),
    kinds=(Kind.CHANGED, Kind.ADDED, Kind.REMOVED),
)  # fmt: skip
def _index(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    what = change.path[2]
    if what == "index":
        index = hex((1 << min(change.old.index.width, change.new.index.width)) - 1)
        told = f"indices of {change.name} have {change.new.index.width} bits, had {change.old.index.width}"
        witness = asked(review, change, "next_index", f"the index after {index}", index=index)
        yield found(told).seen(witness, SAME)
    elif what == "atomic":
        side = change.path[3]
        told = f"the {side} reads and writes {change.after or 'no'} bits of {change.name} at once, did {change.before or 'none'}"
        witness = asked(review, change, "queue", f"what the {side} accesses at once", what=f"atomic.{side}")
        made = found(told).seen(witness, SAME)
        yield made.at_most(Level.RISK) if (change.after or 0) > (change.before or 0) else made
    else:
        for told, witness in _indices(review, change):
            yield found(told, _whole(change)).seen(witness, SAME)


def _indices(review: Review, change: Change) -> Iterator[tuple[str, Witness | None]]:
    """What is said of where both indices lie: the first that lies elsewhere."""
    for role in ("write_index", "read_index"):
        witness = asked(review, change, "index_at", f"where the {role} of {change.name} lies", role=role)
        if witness is not None:
            yield (
                f"the {role} of {change.name} lies elsewhere in memory: {witness.after}, was {witness.before}",
                witness,
            )
            return
    yield f"what holds the indices of {change.name} changed, and they lie where they lay", None


def _whole(change: Change) -> Change:
    from dataclasses import replace

    def told(queue: Queue) -> str:
        return plain(queue.indices.structure) if queue.indices is not None else ""

    return replace(change, path=change.path[:3], before=told(change.old), after=told(change.new))
