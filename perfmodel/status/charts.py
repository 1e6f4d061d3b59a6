"""Three charts that answer one question each: how far, when, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.model.quantity import Confidence
from specgen.perfmodel.charts import Mark, Rows, Scale, Span, report
from specgen.perfmodel.claims import STATUSES

if TYPE_CHECKING:
    from specgen.perfmodel.charts import Report
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.claims import TargetRecord

_STATUS_COLORS = dict(zip(STATUSES, (3, 7, 2, 8, 5), strict=True))
_NOT_STATED = "not stated"
_CONFIDENCES = (*(one.value for one in Confidence), _NOT_STATED)
_CONFIDENCE_COLORS = dict(zip(_CONFIDENCES, (3, 1, 6, 7, 2, 8), strict=True))


def status_charts(
    targets: tuple[TargetRecord, ...], phases: tuple[str, ...], chips: Mapping[str, Chip]
) -> tuple[Report, ...]:
    """Return margins with their bands, targets by phase, and what the numbers of the chips rest on; those with content."""
    charts = (_margins(targets), _phases(targets, phases), _basis(chips))
    return tuple(report(one) for one in charts if one.rows)


def _margins(targets: Iterable[TargetRecord]) -> Rows:
    """Each target's margin with its band, in per cent of the limit: left of zero it is missed."""
    known = [one for one in targets if one.standing.margin is not None]
    spans, marks = [], []
    for row, one in enumerate(known):
        color, margin = _STATUS_COLORS[one.standing.status], 100 * (one.standing.margin or 0.0)
        low, high = (100 * end for end in one.standing.reach or (one.standing.margin or 0.0,) * 2)
        text = f"{one.standing.status}: {one.standing.value}, {one.standing.limit}"
        spans.append(Span(row, low, high, color, text, thin=True))
        marks.append(Mark(row, margin, color, text, dot=True))
    ends = [end for span in spans for end in (span.start, span.end)]
    short = sum(one.standing.reach is not None and one.standing.reach[0] < 0 for one in known)
    return Rows(
        "status-margins",
        "How far from the limit",
        "Dots are what is computed or measured; a bar ends where every doubtful number is at its worse or better end. "
        f"{_number(short)} of {len(known)} bands reach beyond the limit.",
        tuple(one.name for one in known),
        Scale("margin over the limit", "%", low=min((0.0, *ends)) - 5, high=max((0.0, *ends)) + 5),
        tuple(spans),
        tuple(marks),
        rules=((0.0, "limit"),),
        legend=_legend(_STATUS_COLORS, (one.standing.status for one in known)),
        columns=("Target", "Status", "Value", "Limit", "Margin"),
        table=tuple(
            (
                one.name,
                one.standing.status,
                one.standing.value,
                one.standing.limit,
                f"{one.standing.margin:+.1%}",
            )
            for one in known
        ),
    )


def _number(count: int) -> str:
    return str(count) if count else "None"


def _phases(targets: Iterable[TargetRecord], phases: tuple[str, ...]) -> Rows:
    """How many targets of each phase have each status."""
    every = [(one.phase, one.standing.status) for one in targets]
    judged = tuple(phase for phase in phases if any(phase == one for one, _ in every))
    spans = [
        span
        for row, phase in enumerate(judged)
        for span in _stack(
            row, {s: every.count((phase, s)) for s in STATUSES}, _STATUS_COLORS, "target", "targets"
        )
    ]
    return Rows(
        "status-phases",
        "When they are due",
        "A target is judged in the phase in which it must be reached.",
        judged,
        Scale("targets", low=0.0),
        tuple(spans),
        legend=_legend(_STATUS_COLORS, (status for _, status in every)),
        columns=("Phase", *STATUSES),
        table=tuple((phase, *(str(every.count((phase, s))) for s in STATUSES)) for phase in judged),
    )


def _basis(chips: Mapping[str, Chip]) -> Rows:
    """How many numbers of each variant's chip are how well founded."""
    spans: list[Span] = []
    table, seen = [], []
    for row, (variant, chip) in enumerate(chips.items()):
        words = [one.confidence.value if one.confidence else _NOT_STATED for one in chip.basis.values()]
        seen += words
        counts = {name: words.count(name) for name in _CONFIDENCES}
        spans += _stack(row, counts, _CONFIDENCE_COLORS, "number", "numbers")
        table.append((variant, *(str(count) for count in counts.values())))
    return Rows(
        "status-basis",
        "What the figures rest on",
        "The numbers of each variant's chip, by how far they may be believed.",
        tuple(chips) if seen else (),
        Scale("numbers", low=0.0),
        tuple(spans),
        legend=_legend(_CONFIDENCE_COLORS, seen),
        columns=("Variant", *_CONFIDENCES),
        table=tuple(table),
    )


def _stack(
    row: int, counts: Mapping[str, int], colors: Mapping[str, int], one: str, many: str
) -> Iterator[Span]:
    start = 0
    for name, count in counts.items():
        if count:
            yield Span(
                row, start, start + count, colors[name], f"{count} {one if count == 1 else many}: {name}"
            )
        start += count


def _legend(colors: Mapping[str, int], present: Iterable[str]) -> dict[int, str]:
    there = set(present)
    return {color: name for name, color in colors.items() if name in there}
