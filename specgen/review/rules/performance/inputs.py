"""What the performance model is given: figures of memories and paths, timing, chips, models, workloads, lowerings, records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.cycles import same_cycles
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.words import BASIS, WORDS_OF_ITEMS
from specgen.review.subject import Review
from specgen.review.texts import short

_WORDS = WORDS_OF_ITEMS | BASIS


def _is_words(change: Change) -> bool:
    return change.path[-1] in _WORDS or "requirements" in change.path


def _said(change: Change, found: Found) -> Iterator[Finding]:
    """Yield the finding of a change that is more than words, or another order of what has names."""
    if not _is_words(change) and change.kind is not Kind.REORDERED:
        yield found(_what_happened(change))


def _what_happened(change: Change) -> str:
    """The message of a change: the thing, before and after."""
    if change.kind is Kind.CHANGED:
        return f"{change.subject} was {short(change.before) or 'not given'}, is {short(change.after) or 'not given'}"
    return f"{change.subject} was {change.kind.value}"


@rule(
    "PERF_MODEL_FORMULA_CHANGED", "R - - R R", "perf",
    "The cycles of an instruction, or how operators are lowered to instructions, are computed otherwise.",
    "Compilers choose by this formula. Where it differs, the tiling or the order that was best may not be so any more; every "
    "figure that was computed with the old one is of the old machine.",
    on=("instructions.*.timing", "instructions.*.timing.issue", "instructions.*.timing.occupancy", "lowerings.**"),
)  # fmt: skip
def _formula(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if not _is_words(change) and change.kind is not Kind.REORDERED:
        same = same_cycles(review, change)
        one = found(_what_happened(change))
        yield one.proved("both are the same number in every variant") if same else one


@rule(
    "PERF_LATENCY_CHANGED", "R - - R R", "perf",
    "A memory or a path answers sooner or later, or runs at another clock.",
    "How far ahead a program has to ask for data follows from the latency. No result changes: programs are ordered by "
    "synchronisation and not by time.",
    on=(
        "memories.*.latency", "memories.*.latency.**", "memories.*.clock", "memories.*.clock.**", "engines.*.clock",
        "engines.*.clock.**", "processors.*.clock", "processors.*.clock.**", "paths.*.latency", "paths.*.latency.**",
        "paths.*.clock", "paths.*.clock.**", "links.*.latency", "links.*.latency.**", "links.*.clock", "links.*.clock.**",
        "paths.*.hops", "paths.*.hops.**", "paths.*.burst", "paths.*.burst.**",
    ),
)  # fmt: skip
def _latency(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said(change, found)


@rule(
    "PERF_BANDWIDTH_GIVEN", "R R - R R", "perf",
    "The bandwidth that the spec gives for a memory, a path or a link is another one.",
    "What follows from it for the chip as a whole is told by PERF_BANDWIDTH_CHANGED, where the chip has figures.",
    on=(
        "memories.*.bandwidth", "memories.*.bandwidth.**", "paths.*.bandwidth", "paths.*.bandwidth.**", "links.*.bandwidth",
        "links.*.bandwidth.**",
    ),
)  # fmt: skip
def _given(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said(change, found)


@rule(
    "PERF_BASIS_CHANGED", "c c - c c", "",
    "A figure rests on something else, or is more or less certain: its source, its confidence, its range.",
    "No figure moves, but the bands around all that are computed from it do: a target that was met at the worse end of its band "
    "may be at risk.",
    on=("memories.**", "paths.**", "links.**", "chips.**", "parameters.**", "targets.**", "engines.**", "processors.**"),
)  # fmt: skip
def _basis(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[-1] in BASIS and change.kind is Kind.CHANGED:
        yield found(_what_happened(change))


@rule(
    "PERF_SUBJECT_CHANGED", "R R - R R", "perf",
    "A chip, a model or a workload that figures are computed for is another one.",
    "A figure before and after the change is of two different things; comparing them says nothing of the design.",
    on=("chips.**", "models.**", "workloads.**"),
)  # fmt: skip
def _subject(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said(change, found)


@rule(
    "PERF_MEASUREMENT_CHANGED", "c c - c R", "perf",
    "Measurements, or parameters calibrated from them, are other ones.",
    "What the model predicts for kernels rests on them; the machine is the same.",
    on=("measurements.**", "calibrations.**"),
)  # fmt: skip
def _measurement(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said(change, found)


@rule(
    "PERF_TARGET_CHANGED", "R R - R R", "perf",
    "What has to be reached is something else.",
    "A target that is moved instead of met is a decision about the product, and not about the spec.",
    on=("targets.**",),
)  # fmt: skip
def _target(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said(change, found)


@rule(
    "PERF_DECISION_CHANGED", "c c - c c", "",
    "A decision record, one of its claims or alternatives is another one.",
    "The machine is the same; the reason given for it is not.",
    on=("decisions.**",),
)  # fmt: skip
def _decision(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said(change, found)
