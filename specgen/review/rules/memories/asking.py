"""The two sides of a memory, and the accesses that they answer differently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.model.memory import Memory
    from specgen.review.changes import Change
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness


def named(review: Review, change: Change) -> dict[str, Any]:
    """The input that names the memory of a change on both sides, and the instances where there is one for each."""
    found: dict[str, Any] = {"memory": change.name}
    old = getattr(change.old, "name", change.name)
    if old != change.name:
        found["formerly"] = old
    instances = review.new.architectures[change.variants[0]].instances
    return {**found, "instances": instances.name} if instances is not None else found


def access(
    review: Review,
    change: Change,
    addresses: Iterable[int],
    size: int = 1,
    *,
    does: str = "read",
    **more: Any,
) -> Witness | None:
    """Return the first access that the sides answer differently."""
    given = {**named(review, change), "size": size, "does": does, **more}
    verb = "writing" if does == "write" else "reading"
    length = f"{size} bytes" if size > 1 else "a byte"
    for address in addresses:
        told = f"{verb} {length} at {address:#x} of {change.name} gives {{before}} before, {{after}} after"
        if address >= 0:
            found = review.witness("memory_access", change.variants[0], {**given, "address": address}, told)
            if found is not None:
                return found
    return None


def edges(*memories: Memory | None) -> list[int]:
    """Return the first and last addresses of memories, the old one's first."""
    there = [memory for memory in memories if memory is not None]
    lasts = [memory.base + _last(memory) for memory in there]
    return list(dict.fromkeys([*(memory.base for memory in there), *lasts]))


def _last(memory: Memory) -> int:
    """The last byte that is there: in a window, of the last instance."""
    if memory.window is None:
        return memory.size - 1
    return (memory.size - 1) // memory.stride * memory.stride + memory.home.size - 1
