"""Figures that move: peaks, bandwidths, targets and decisions, computed on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from specgen.review.cost import Move, cost_of
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, over_all
from specgen.review.subject import Review


@over_all(
    "PERF_PEAK_LOWERED", "R R - R R", "perf",
    "A peak rate of a variant is lower.",
    "Whoever planned for the old rate finds less: kernels that were bound by memory may be bound by arithmetic.",
)  # fmt: skip
def _peak_lowered(review: Review, found: Found) -> Iterable[Finding]:
    yield from _told(review, found, "peak", worse=True)


@over_all(
    "PERF_PEAK_RAISED", "c c - c c", "perf",
    "A peak rate of a variant is higher.",
    "Nothing breaks. What was bound by arithmetic may be bound by memory now, and utilisation falls where nothing else changes.",
)  # fmt: skip
def _peak_raised(review: Review, found: Found) -> Iterable[Finding]:
    yield from _told(review, found, "peak", worse=False)


@over_all(
    "PERF_BANDWIDTH_CHANGED", "R R - R R", "perf",
    "A memory or a network of a variant moves more or fewer bytes a second.",
    "Tilings, prefetch distances and placements are chosen by bandwidth: what was best before may not be so any more.",
)  # fmt: skip
def _bandwidth(review: Review, found: Found) -> Iterable[Finding]:
    yield from _told(review, found, "bandwidth")


@over_all(
    "PERF_LATENCY_TARGET_MISSED", "R R - R R", "perf",
    "A target that was kept is missed, or stands worse.",
    "A target is a promise to somebody outside. The change that undoes it is where it has to be noticed.",
)  # fmt: skip
def _target(review: Review, found: Found) -> Iterable[Finding]:
    for move in cost_of(review).moves:
        if move.kind == "target" and _status(move.after) != _status(move.before) and move.worse:
            yield _finding(found, move, "targets", f"target {move.name}: was {move.before}, is {move.after}")


@over_all(
    "PERF_DECISION_BROKEN", "R R - R R", "perf",
    "The reason of a decision does not hold any more.",
    "A decision record says in numbers why the spec is as it is. A change that makes a claim false undoes the reason, and who "
    "decided should hear of it.",
)  # fmt: skip
def _decision(review: Review, found: Found) -> Iterable[Finding]:
    for move in cost_of(review).moves:
        if move.kind == "decision" and move.worse and not move.before.startswith("broken"):
            yield _finding(found, move, "decisions", f"decision {move.name} held, and is {move.after}")


def _told(review: Review, found: Found, kind: str, *, worse: bool | None = None) -> Iterator[Finding]:
    for move in cost_of(review).moves:
        if move.kind == kind and (worse is None or move.worse is worse):
            by = f" ({move.ratio - 1:+.1%})" if move.ratio is not None else ""
            yield _finding(
                found, move, "chip", f"{move.name} of {move.variant}: {move.before} became {move.after}{by}"
            )


def _finding(found: Found, move: Move, section: str, message: str) -> Finding:
    subject = ".".join(part for part in (section, move.variant, move.name) if part)
    variants = (move.variant,) if move.variant else ()
    return replace(found(message), subject=subject, before=move.before, after=move.after, variants=variants)


def _status(text: str) -> str:
    return text.partition(" (")[0]
