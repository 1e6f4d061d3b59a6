"""What is wrong with a sweep, said to whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.source import nearest_of

if TYPE_CHECKING:
    from specgen.source import Location


class SweepError(Exception):
    """A design space, or a folder of results, that cannot be used; ``at`` is the place in a file that says so."""

    def __init__(self, message: str, at: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at

    def __str__(self) -> str:
        place = f"{self.at.file.path}:{self.at.line}:{self.at.column}: " if self.at else ""
        return place + self.message


def unknown(kind: str, name: str, known: Iterable[str]) -> SweepError:
    """Return the refusal of a name, with the nearest one or those that there are."""
    return SweepError(f"there is no {kind} {name!r}; {nearest_of(name, known)}")
