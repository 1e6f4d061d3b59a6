"""The plan of the memories: where buffers lie so that those needed at the same time have no byte in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.machine.executables.rows import Rows


@frozen()
class Need:
    """A buffer to be placed: needed from step ``first`` to step ``last``, both included."""

    name: str
    memory: str
    size: int
    alignment: int
    first: int
    last: int
    fixed: int | None = None

    def lives_with(self, other: Need) -> bool:
        """Whether both are in one memory and needed at the same time."""
        return self.memory == other.memory and self.first <= other.last and other.first <= self.last


def place(needs: Iterable[Need]) -> dict[str, int]:
    """Return the offset of every buffer: the largest first, each at the lowest place that is free while it is needed.

    The order in which they are given makes no difference. Fixed ones stay where they are.
    """
    placed: list[tuple[Need, int]] = []
    order = sorted(needs, key=lambda n: (n.fixed is None, -n.size, n.first, n.name))
    for need in order:
        at = need.fixed if need.fixed is not None else _lowest(need, placed)
        placed.append((need, at))
    return {need.name: at for need, at in placed}


def joined(needs: Iterable[Need], aliases: Mapping[str, str]) -> list[Need]:
    """Return the buffers that have bytes of their own, each needed as long as any of its aliases."""
    found = {need.name: need for need in needs}
    for name, root in aliases.items():
        alias, one = found.pop(name), found[root]
        found[root] = replace(one, first=min(one.first, alias.first), last=max(one.last, alias.last))
    return list(found.values())


def _lowest(need: Need, placed: Sequence[tuple[Need, int]]) -> int:
    at = 0
    for start, end in sorted((o, o + n.size) for n, o in placed if need.lives_with(n)):
        if at + need.size <= start:
            break
        at = max(at, end + -end % need.alignment)
    return at


def peaks(needs: Iterable[Need], offsets: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return by memory how many bytes the plan takes, and the most that are needed at one time: no plan takes fewer."""
    found: dict[str, tuple[int, int]] = {}
    everything = list(needs)
    for memory in sorted({n.memory for n in everything}):
        there = [n for n in everything if n.memory == memory]
        extent = max(offsets[n.name] + n.size for n in there)
        most = max(
            sum(n.size for n in there if n.first <= step <= n.last) for step in {n.first for n in there}
        )
        found[memory] = extent, most
    return found


def conflict(rows: Rows) -> tuple[int, int] | None:
    """Return the first buffer, by its number, that lies over an earlier one while both are needed; that one first.

    Buffers that share bytes by being aliases of each other may.
    """
    if len(rows) < 2 or "offset" not in rows[0]:
        return None
    import numpy as np

    roots = [i if row.none("alias_of") else row["alias_of"] for i, row in enumerate(rows)]
    keys = ("memory", "offset", "size", "first_use", "last_use")
    values = {key: [row[key] for row in rows] for key in keys}
    if max(map(max, (values["offset"], values["size"]))) >= 1 << 62:
        return None  # they lie outside of their memory
    memory, start, size, first, last = (np.array(values[key], np.int64) for key in keys)
    end, root = start + size, np.array(roots, np.int64)
    for j in range(1, len(rows)):
        meets = (memory[:j] == memory[j]) & (start[:j] < end[j]) & (start[j] < end[:j])
        meets &= (first[:j] <= last[j]) & (first[j] <= last[:j]) & (root[:j] != root[j])
        if meets.any():
            return int(meets.argmax()), j
    return None
