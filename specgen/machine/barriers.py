"""Meeting points of all instances."""

from __future__ import annotations


class Barriers:
    """Who has come to which barrier. A barrier opens when all instances are there, and is closed again at once."""

    def __init__(self, instances: int) -> None:
        self._instances = instances
        self._present: dict[tuple[str, int], set[int]] = {}
        self._opened: dict[tuple[str, int], int] = {}

    def arrive(self, name: str, index: int, instance: int) -> int:
        """Notes an arrival; the ticket with which to ask whether the barrier has opened since."""
        key = (name, index)
        ticket = self._opened.setdefault(key, 0)
        present = self._present.setdefault(key, set())
        present.add(instance)
        if len(present) == self._instances:
            present.clear()
            self._opened[key] += 1
        return ticket

    def open(self, name: str, index: int, ticket: int) -> bool:
        """Whether the barrier has opened since the ticket was given."""
        return self._opened[name, index] > ticket

    def missing(self, name: str, index: int) -> list[int]:
        """The instances that have not come."""
        return sorted(set(range(self._instances)) - self._present[name, index])
