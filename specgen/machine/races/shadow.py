"""Who touched each byte of one memory, or each bit of one state, so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.machine.races.trace import Access

#: The last segment in which an access touched a range.
Holders = dict["Access", int]


class Shadow:
    """Ranges that do not overlap, in order, each with what touched it."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._ends: list[int] = []
        self._holders: list[Holders] = []

    def touch(self, first: int, end: int, access: Access, time: int) -> Iterator[tuple[int, int, Holders]]:
        """Notes an access of [first, end); tells, range by range, what touched it before."""
        self._cut(first)
        self._cut(end)
        place = bisect_left(self._firsts, first)
        while first < end:
            known = place < len(self._firsts) and self._firsts[place] < end
            stop = self._firsts[place] if known else end
            if first < stop:
                self._firsts.insert(place, first)
                self._ends.insert(place, stop)
                self._holders.insert(place, {access: time})
            else:
                stop = self._ends[place]
                holders = self._holders[place]
                yield first, stop, holders
                holders[access] = time
            first = stop
            place += 1

    def _cut(self, at: int) -> None:
        """Makes a range that goes over ``at`` two."""
        place = bisect_right(self._firsts, at) - 1
        if place >= 0 and self._firsts[place] < at < self._ends[place]:
            self._firsts.insert(place + 1, at)
            self._ends.insert(place + 1, self._ends[place])
            self._ends[place] = at
            self._holders.insert(place + 1, self._holders[place].copy())
