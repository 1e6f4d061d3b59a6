"""What all reports tell: the findings with what was approved, where they are, and pictures of what moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.review.findings import Finding
from specgen.review.outcome import Outcome
from specgen.review.policy import Approval, Policy
from specgen.review.reports.pictures import Drawing, drawing_of, layouts_of
from specgen.review.sides import Side
from specgen.review.subject import Review
from specgen.review.verdicts import CONSUMERS, Effect, Level
from specgen.source import Diagnostics, Location

if TYPE_CHECKING:
    from specgen.model.layouts import Bound


@frozen()
class Place:
    """Where something was written: ``path`` from the folder that reports are read in, and ``line_text``, the line itself."""

    path: str
    line: int
    column: int
    end_column: int | None
    line_text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@frozen()
class Entry:
    """A finding as reports tell it. ``hits`` are the consumers for whom it fails the review, were it not approved."""

    finding: Finding
    level: Level
    hits: tuple[str, ...]
    approval: Approval | None
    at: Place | None
    was_at: Place | None
    drawing: Drawing | None
    layouts: tuple[Bound, Bound] | None = None

    @property
    def fails(self) -> bool:
        """Whether it fails the review."""
        return bool(self.hits) and self.approval is None


@frozen()
class Report:
    """A review with a repository's decisions about it.

    ``entries`` are what hits one of ``consumers``, worst first; ``left_out`` counts the others. ``problems`` are approvals of
    nothing, or that have ended: errors.
    """

    outcome: Outcome
    policy: Policy
    consumers: tuple[str, ...]
    entries: tuple[Entry, ...]
    left_out: int
    problems: Diagnostics

    @property
    def failed(self) -> bool:
        """Whether the command that made it ends with code 1."""
        return bool(self.problems.errors) or any(one.fails for one in self.entries)

    @property
    def level(self) -> Level:
        """That of the worst finding, approved ones included."""
        return max((one.level for one in self.entries), default=Level.INFO)

    @property
    def approved(self) -> tuple[Entry, ...]:
        """What somebody answers for."""
        return tuple(one for one in self.entries if one.approval is not None)

    def of(self, consumer: str, question: str = "") -> Effect:
        """What all findings together are for a consumer, where ``question`` is given of those that answer it badly."""
        asked = [
            f.finding.verdict for f in self.entries if not question or question in f.finding.verdict.questions
        ]
        return max((one.of(consumer) for one in asked), key=_BADNESS.index, default=Effect.NOTHING)

    def count(self, level: Level) -> int:
        """How many findings have a level."""
        return sum(one.level is level for one in self.entries)


_BADNESS = (Effect.NOTHING, Effect.COMPATIBLE, Effect.RISK, Effect.SOURCE, Effect.BREAKS)


def report_of(
    review: Review,
    outcome: Outcome,
    policy: Policy,
    today: date,
    consumers: Sequence[str] = CONSUMERS,
) -> Report:
    """Return what reports tell of a review: approvals come last, and change no verdict."""
    problems = Diagnostics()
    valid = dict(_valid(outcome.findings, policy.approvals, today, problems))
    drawn: dict[str, Drawing | None] = {}
    entries = []
    for one in outcome.findings:
        effects = [one.verdict.of(consumer) for consumer in consumers]
        level = max(effect.level for effect in effects)
        if len(consumers) < len(CONSUMERS) and level is Level.INFO:
            continue
        entries.append(
            Entry(
                one, level, tuple(policy.fails(one, consumers)), valid.get(one.fingerprint),
                place(one.at, review.new), place(one.was_at, review.old),
                drawing_of(one.subject, review, drawn), layouts_of(one.subject, review),
            )
        )  # fmt: skip
    entries.sort(key=lambda entry: -entry.level)
    return Report(
        outcome, policy, tuple(consumers), tuple(entries), len(outcome.findings) - len(entries), problems
    )


def _valid(
    found: Iterable[Finding], approvals: Iterable[Approval], today: date, problems: Diagnostics
) -> Iterator[tuple[str, Approval]]:
    """Yield the approvals that hold, by fingerprint; report the others."""
    from specgen.review import policy_rules as policy_rules

    by_print = {one.fingerprint: one for one in found}
    for one in approvals:
        meant = by_print.get(one.fingerprint)
        if meant is None:
            problems.report(
                "review-approval-stale",
                f"no finding of this review is {one.fingerprint} ({_called(one)})",
                one.at,
                hint="take it out: the change is merged, or is another one by now",
            )
        elif (meant.rule, meant.subject) != (one.rule, one.subject):
            problems.report(
                "review-approval-other",
                f"{one.fingerprint} is {_called(meant)}, not {_called(one)}",
                one.at,
            )
        elif one.expires < today:
            problems.report(
                "review-approval-expired",
                f"{one.owner} approved {_called(one)} until {one.expires}",
                one.at,
                hint="look again: mend the break, or move the day",
            )
        else:
            yield one.fingerprint, one


def _called(one: Finding | Approval) -> str:
    return f"{one.rule} at {one.subject}" if one.subject else one.rule


def place(at: Location | None, side: Side) -> Place | None:
    """Return a place as people know it: below the folder of the repository, never where a revision was unpacked."""
    if at is None or not at.file.path:
        return None
    return Place(side.path(at), at.line, at.column, at.end_column, at.file.line(at.line))
