"""The page of decisions: which stand, and for each the claims that it rests on and what was rejected, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.perfmodel.charts import Report, Sheet

if TYPE_CHECKING:
    from specgen.perfmodel.claims import ClaimRecord, DecisionRecord

COLUMNS = ("About", "Claim", "Variant", "Computed", "Holds", "Because")
_HOLDS = {True: "yes", False: "no", None: ""}


def decision_sheets(records: Sequence[DecisionRecord]) -> Iterator[Sheet]:
    """Yield the page of a spec's decisions, in its order, and one for each."""
    words = (
        "Why it is so. Every decision makes claims about the performance model, and about what was rejected; all are "
        "computed again whenever the spec is checked."
    )
    yield Sheet("decisions", "Decisions", words, (_overview(records),))
    for one in records:
        yield Sheet(f"decisions/{one.name}", one.name, one.summary, (_decision(one),))


def _overview(records: Sequence[DecisionRecord]) -> Report:
    rows = tuple((one.name, one.summary, one.date, one.status) for one in records)
    return Report(
        "decisions-overview", "All decisions", "", "", {}, ("Decision", "What", "Date", "Status"), rows
    )


def _decision(one: DecisionRecord) -> Report:
    words = "All of them are computed again by every check."
    return Report(f"decision-{one.name}", "Claims", words, "", {}, COLUMNS, tuple(_rows(one)))


def _rows(one: DecisionRecord) -> Iterator[tuple[str, ...]]:
    for claim in one.claims:
        yield _row("the decision", claim)
    for other in one.alternatives:
        changed = ", ".join(f"{name} = {value}" for name, value in other.parameters.items())
        for claim in other.claims:
            yield _row(f"{other.name} ({changed})" if changed else other.name, claim)


def _row(about: str, claim: ClaimRecord) -> tuple[str, ...]:
    return about, claim.text, claim.variant, claim.told, _HOLDS[claim.holds], claim.because
