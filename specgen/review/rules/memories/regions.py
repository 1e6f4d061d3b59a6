"""Where memories lie, and how far they go."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.memory import Memory
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.memories.asking import access, edges
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review

_LEAVES = (Kind.CHANGED,)


@rule(
    "MEM_REGION_MOVED", "B B B B R", "back fwd",
    "A memory begins at another address.",
    "Addresses are in machine code, in executables that were linked, in drivers and in the decoders of a bus: at the old ones "
    "lies nothing now, or something else.",
    on=("memories.*.base",), kinds=_LEAVES,
)  # fmt: skip
def _moved(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    there = _at(review, change, change.before)
    told = f"{change.name} begins at {change.after:#x}, was {change.before:#x}"
    seen = access(review, change, edges(change.old, change.new))
    yield found(told + (f"; at {change.before:#x} lies {there} now" if there else "")).seen(
        seen, "both sides answer every access at its edges alike"
    )


@rule(
    "MEM_REGION_SHRUNK", "B B R R R", "back",
    "A memory is smaller, or gone.",
    "A program, a memory plan or a stack that used the last bytes meets a fault there, or another memory.",
    on=("memories.*.size", "memories.*"), kinds=(Kind.CHANGED, Kind.REMOVED),
)  # fmt: skip
def _shrunk(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REMOVED:
        gone = found(f"{change.name}, {_bytes(change.before.size)} at {change.before.base:#x}, is gone")
        yield gone.seen(access(review, change, edges(change.before)), "")
    elif isinstance(change.before, int) and change.after < change.before:
        last = reversed(edges(change.old, change.new))
        told = f"{change.name} has {_bytes(change.after)}, had {_bytes(change.before)}"
        yield found(told).seen(access(review, change, last), "what was lost, no access could reach before")


@rule(
    "MEM_REGION_GROWN", "c c R R c", "fwd",
    "A memory is larger, or there is a new one.",
    "What ran before runs as before. A program that uses the new bytes meets a fault on what knows the old size; a decoder "
    "of addresses has to know the new one.",
    on=("memories.*.size", "memories.*"), kinds=(Kind.CHANGED, Kind.ADDED),
)  # fmt: skip
def _grown(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.ADDED:
        yield found(f"{change.name}, {_bytes(change.after.size)} at {change.after.base:#x}, is new")
    elif isinstance(change.before, int) and change.after > change.before:
        told = f"{change.name} has {_bytes(change.after)}, had {_bytes(change.before)}"
        seen = access(review, change, reversed(edges(change.old, change.new)))
        yield found(told).seen(seen, "no access could reach what was gained")


def _at(review: Review, change: Change, address: int) -> str:
    """The other memory of the same space in which an address lies on the new side."""
    mine: Memory = change.new
    for other in review.new.architectures[change.variants[0]].memories.values():
        if (
            other is not mine
            and other.space == mine.space
            and other.base <= address < other.base + other.size
        ):
            return other.name
    return ""


def _bytes(size: int) -> str:
    for unit, shift in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if size and size % (1 << shift) == 0:
            return f"{size >> shift:,} {unit}"
    return f"{size:,} bytes"
