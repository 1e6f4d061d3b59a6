"""What rules look at: both sides, all changes, and the means to ask the two for a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from specgen.data import frozen
from specgen.review.changes import Change, Kind
from specgen.review.rules.registry import matches
from specgen.review.sides import Side
from specgen.review.witnesses import Witness, witness

if TYPE_CHECKING:
    from specgen.review.findings import Finding

if TYPE_CHECKING:
    from specgen.hosting import PluginError

T = TypeVar("T")


@frozen()
class Search:
    """How long differences in behaviour are looked for: the same numbers give the same answer on every machine.

    ``trials`` is of one instruction in one variant, ``solver`` the solver's limit in its own deterministic units (not in time);
    with 0 trials behaviour is compared by its text and typed form alone.
    """

    trials: int = 256
    seed: int = 1
    solver: int = 2_000_000


def _as_it_is(found: Finding) -> Finding:
    return found


@dataclass(eq=False)
class Review:
    """A comparison under way. ``pairs`` are the old names of variants by the new ones, of those that both sides have.

    With ``costs``, figures of the performance model are computed on both sides where a change concerns them.
    ``found`` is what the rules of single changes found; rules that look at the whole may build on it. ``weigh`` makes a
    finding as mild as the status of its item asks for. ``released`` is the version that new ones count from, where that is not
    the old side's. ``settings`` are those of other packages' rules; ``failed`` holds what stood in the way of any.
    """

    old: Side
    new: Side
    pairs: dict[str, str]
    changes: tuple[Change, ...]
    search: Search = field(default_factory=Search)
    costs: bool = True
    found: list[Finding] = field(default_factory=list)
    weigh: Callable[[Finding], Finding] = _as_it_is
    released: str | None = None
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    failed: dict[str, PluginError] = field(default_factory=dict)
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def now(self) -> dict[str, str]:
        """The new names of items that were renamed, by the old ones."""
        renamed = (one for one in self.changes if one.kind is Kind.RENAMED and len(one.path) == 2)
        return {one.before: one.after for one in renamed}

    def at(self, *patterns: str) -> Iterator[Change]:
        """Yield the changes at paths such as ``formats.*.fields.**``, in their order."""
        split = [tuple(pattern.split(".")) for pattern in patterns]
        for change in self.changes:
            if any(matches(one, change.path) for one in split):
                yield change

    def witness(self, action: str, variant: str, given: Mapping[str, Any], told: str = "") -> Witness | None:
        """Ask both sides what an action gives for an input (plain JSON); a witness where they differ, else None.

        In ``told``, ``{before}`` and ``{after}`` stand for the two answers.
        """
        return witness(self.old, self.new, action, variant, given, was=self.pairs[variant], told=told)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return what ``make`` gives, made once a review: what several rules need and is costly."""
        if key not in self._kept:
            self._kept[key] = make()
        made: T = self._kept[key]
        return made
