"""Precise faults: the first in written order is raised, and what was done before it is undone."""

from __future__ import annotations

from typing import Any

import numpy as np

from specgen.generators.interpreter.python.faults import FaultRaised, Kind, index

__all__ = ["Checks", "FaultRaised", "Journal", "Kind", "index"]


class Checks:
    """The faults met while a grid runs statement by statement, of which the first iteration's counts.

    Of one iteration the statement met first is the first in written order: statements, and the turns of loops around
    them, are met in that order.
    """

    __slots__ = ("_position", "fault", "shape")

    def __init__(self, *shape: int) -> None:
        self.shape = shape
        self.fault: FaultRaised | None = None
        self._position = 0

    def note(self, bad: Any, fault: Kind, value: Any, line: int) -> None:
        """Remembers the fault of the first iteration where ``bad`` holds; ``value`` is what the fault carries there."""
        where = np.broadcast_to(np.asarray(bad), self.shape)
        position = int(where.argmax())
        if not where.flat[position] or (self.fault is not None and self._position <= position):
            return
        carried = np.broadcast_to(np.asarray(value), self.shape).flat[position]
        self.fault, self._position = fault.at(carried, line), position

    def index(self, values: Any, extent: int, fault: Kind, line: int, mask: Any = True) -> Any:
        """Indices fit for use: 0 where they are out of range, which is a fault in the iterations that ``mask`` has."""
        bad = (values < 0) | (values >= extent)
        if not np.any(bad):
            return values
        self.note(bad & mask, fault, values, line)
        return np.where(bad, 0, values)

    def settle(self) -> None:
        """Raises the first fault, if any was met."""
        if self.fault is not None:
            raise self.fault


class Journal:
    """What places held before they were written, so that a fault can put it back."""

    __slots__ = ("_before", "_later")

    def __init__(self) -> None:
        self._before: list[tuple[Any, Any, Any]] = []
        self._later: list[tuple[Any, tuple[Any, ...]]] = []

    def keep(self, target: Any, place: Any = ...) -> None:
        """Remembers ``target[place]``; of a tile that is more than an array, all that writing there changes."""
        held = getattr(target, "held", None)
        if held is not None:
            for part, where in held(place):
                self.keep(part, where)
            return
        value = target[place]
        self._before.append((target, place, value.copy() if isinstance(value, np.ndarray) else value))

    def later(self, action: Any, *arguments: Any) -> None:
        """Puts off what cannot be undone."""
        self._later.append((action, arguments))

    def undo(self) -> None:
        """Puts everything back, the last write first."""
        for target, place, value in reversed(self._before):
            target[place] = value
        self.__init__()  # type: ignore[misc]

    def commit(self) -> None:
        """Lets everything so far stand, and does what was put off."""
        for action, arguments in self._later:
            action(*arguments)
        self.__init__()  # type: ignore[misc]
