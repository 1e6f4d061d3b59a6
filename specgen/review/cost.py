"""What a change costs: which peaks, bandwidths, workloads, targets and decisions move, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.review.changes import Change, Kind
from specgen.review.sides import Side

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.perfmodel.claims import Designs
    from specgen.review.subject import Review

_NOT_CONCERNED = frozenset(
    {"structures", "errors", "registers", "interrupts", "queues", "mailboxes", "traces", "protocols"}
    | {"executables", "runtimes", "aliases", "options", "modifiers", "directives", "absent", "faults"}
    | {"measurements"}
    | {"version", "name", "summary", "description"}
)
"""Sections of which no figure of the performance model is made."""


@frozen()
class Move:
    """A figure that is another one.

    ``ratio`` is after / before, None of words. ``kind`` is ``peak``, ``bandwidth``, ``number``, ``workload``, ``target`` or
    ``decision``; ``worse`` whether users lose by it, None where that depends.
    """

    kind: str
    name: str
    variant: str
    before: str
    after: str
    ratio: float | None = None
    worse: bool | None = None


@frozen()
class Cost:
    """All figures that move, and how many were ``computed``; ``why`` says why some were not."""

    moves: tuple[Move, ...] = ()
    computed: int = 0
    why: str = ""
    kinds: dict[str, int] = field(default_factory=dict)


def cost_of(review: Review) -> Cost:
    """Return what moves in the performance model; nothing is computed where no change concerns it."""
    return review.once("cost", lambda: _cost(review))


def _cost(review: Review) -> Cost:
    if not review.costs or not any(_concerns(change) for change in review.changes):
        return Cost()
    if not any(_figures_in(one) for side in (review.old, review.new) for one in side.architectures.values()):
        return Cost()
    for side, variants in ((review.old, review.pairs.values()), (review.new, review.pairs)):
        for variant in variants:
            side.semantics(variant)  # what does not type has no figures: that is said, and nothing made of it
    old, new = _Figures(review.old), _Figures(review.new)
    moves: list[Move] = []
    kinds: dict[str, int] = {}
    for now, was in review.pairs.items():
        for kind, figures in (("chip", _Figures.chip), ("workload", _Figures.workloads)):
            before, after = figures(old, was), figures(new, now)
            kinds[kind] = kinds.get(kind, 0) + len(after)
            moves += _moved(before, after, now)
    for kind, told in (("target", _Figures.targets), ("decision", _Figures.decisions)):
        first, second = told(old), told(new)
        kinds[kind] = len(second)
        moves += _restated(kind, first, second)
    return Cost(tuple(moves), sum(kinds.values()), "; ".join(dict.fromkeys((*old.why, *new.why))), kinds)


def _figures_in(architecture: Architecture) -> bool:
    """Whether there is anything of which figures are computed."""
    return bool(
        architecture.chips or architecture.workloads or architecture.targets or architecture.decisions
    )


def _concerns(change: Change) -> bool:
    from specgen.review.rules.words import WORDS

    quiet = change.kind in (Kind.REWRITTEN, Kind.REORDERED) or not WORDS.isdisjoint(change.path)
    return not quiet and change.section not in _NOT_CONCERNED


@frozen()
class _Figure:
    kind: str
    value: float
    text: str
    more_is_better: bool | None


class _Figures:
    """The figures of one side."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self.why: list[str] = []

    @cached_property
    def _designs(self) -> Designs:
        from specgen.perfmodel.claims import Designs

        return Designs(
            self._side.spec, {name: self._side.semantics(name) for name in self._side.architectures}
        )

    def _safe(self, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What cannot be computed leaves its reason."""
        try:
            return make()
        except ValueError as error:
            self.why.append(str(error))
        return {}

    def chip(self, variant: str) -> dict[str, _Figure]:
        """The numbers of a variant as a chip."""
        return self._safe(lambda: dict(self._chip(variant)))

    def _chip(self, variant: str) -> Iterator[tuple[str, _Figure]]:
        from specgen.perfmodel.chips import dimension, numbers
        from specgen.perfmodel.claims import figure

        for path, number in numbers(self._designs.design(variant).chip).items():
            kind = (
                "peak"
                if path.startswith("peaks.")
                else "bandwidth"
                if path.endswith(".bandwidth")
                else "number"
            )
            better = True if kind != "number" else False if path.endswith(".latency") else None
            yield path, _Figure(kind, float(number), figure(float(number), dimension(path)), better)

    def workloads(self, variant: str) -> dict[str, _Figure]:
        """The time of each workload on a variant, in seconds."""
        found: dict[str, _Figure] = {}
        for name in self._side.architectures[variant].workloads:
            found |= self._safe(lambda name=name: self._time(variant, name))  # type: ignore[misc]
        return found

    def _time(self, variant: str, name: str) -> dict[str, _Figure]:
        from specgen.perfmodel.claims import metric

        seconds, told = metric(f"workloads.{name}.time", self._designs.design(variant).scope())
        return {name: _Figure("workload", seconds, told, False)}

    def targets(self) -> dict[str, tuple[str, float | None]]:
        """Where each target stands, in words, and its margin."""
        from specgen.perfmodel.claims import target_records

        def told() -> dict[str, tuple[str, float | None]]:
            records = target_records(self._side.spec)
            return {
                one.name: (f"{one.standing.status} ({one.standing.value})", one.standing.margin)
                for one in records
            }

        return self._safe(told)

    def decisions(self) -> dict[str, tuple[str, float | None]]:
        """Whether each decision holds; of what does not, the first claim that fails."""
        from specgen.perfmodel.claims import decision_records

        def told() -> dict[str, tuple[str, float | None]]:
            made: dict[str, tuple[str, float | None]] = {}
            for one in decision_records(self._side.spec):
                failed = [f"{claim.text}: {claim.told}" for claim in one.every if claim.holds is False]
                made[one.name] = (f"{one.status} ({failed[0]})" if failed else one.status, None)
            return made

        return self._safe(told)


def _moved(before: dict[str, _Figure], after: dict[str, _Figure], variant: str) -> Iterator[Move]:
    for name, now in after.items():
        was = before.get(name)
        if was is None or was.value == now.value:
            continue
        ratio = now.value / was.value if was.value else None
        worse = None if now.more_is_better is None else (now.value < was.value) == now.more_is_better
        yield Move(now.kind, name, variant, was.text, now.text, ratio, worse)


def _restated(
    kind: str, before: dict[str, tuple[str, float | None]], after: dict[str, tuple[str, float | None]]
) -> Iterator[Move]:
    for name, (now, margin) in after.items():
        was, old_margin = before.get(name, ("", None))
        if was in ("", now):
            continue
        worse = None if margin is None or old_margin is None else margin < old_margin
        if kind == "decision":
            worse = now.startswith("broken")
        yield Move(kind, name, "", was, now, None, worse)
