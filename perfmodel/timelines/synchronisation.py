"""What units wait for: semaphores with room, and barriers of all instances."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.perfmodel.timelines.charges import TimelineError

if TYPE_CHECKING:
    from specgen.model.execution import Semaphore
    from specgen.perfmodel.timelines.trace import Given

#: A semaphore by name and index.
Place = tuple[str, int]


class Semaphores:
    """The counts of an instance's semaphores, and the room that is taken for signals that are on their way."""

    def __init__(self, declared: Iterable[Semaphore]) -> None:
        self._declared = {one.name: one for one in declared}
        self._counts: dict[Place, int] = {}
        self._taken: dict[Place, int] = {}

    def _count(self, place: Place) -> int:
        return self._counts.get(place, self._declared[place[0]].initial)

    def take(self, place: Place, amount: int) -> bool:
        """Subtract an amount, if it is there."""
        count = self._count(place)
        if count < amount:
            return False
        self._counts[place] = count - amount
        return True

    def add(self, place: Place, amount: int) -> None:
        """Give back what was taken."""
        self._counts[place] = self._count(place) + amount

    def reserve(self, given: Given) -> bool:
        """Take room for a signal, if there is any."""
        place, amount = given[:2], given[2]
        taken = self._taken.get(place, 0) + amount
        if self._count(place) + taken > self._declared[place[0]].max:
            return False
        self._taken[place] = taken
        return True

    def give(self, given: Given) -> None:
        """Add a signal that has room."""
        place, amount = given[:2], given[2]
        self._taken[place] -= amount
        self.add(place, amount)

    def demand(self, signals: Iterable[Given]) -> None:
        """Refuse signals that would be a fault here. Raises TimelineError."""
        asked: dict[Place, int] = {}
        for name, index, amount in signals:
            declared, place = self._declared[name], (name, index)
            asked[place] = asked.get(place, 0) + amount
            whole = self._count(place) + self._taken.get(place, 0) + asked[place]
            if declared.on_full == "fault" and whole > declared.max:
                raise TimelineError(f"in time, {name}[{index}] is too full for a signal, which is a fault")


class Barriers:
    """Who has come to which barrier; all may pass when all have come."""

    def __init__(self, instances: int) -> None:
        self._instances = instances
        self._come: dict[Place, set[int]] = {}
        self._opened: dict[Place, int] = {}

    def come(self, place: Place, instance: int) -> tuple[int, bool]:
        """Come to a barrier: the ticket to pass it with, and whether that opened it."""
        ticket = self._opened.setdefault(place, 0)
        come = self._come.setdefault(place, set())
        come.add(instance)
        if len(come) < self._instances:
            return ticket, False
        come.clear()
        self._opened[place] += 1
        return ticket, True

    def passes(self, place: Place, ticket: int) -> bool:
        """Whether a barrier has opened since a ticket was given."""
        return self._opened[place] > ticket
