"""Decisions and targets as text for terminals, and as Markdown for reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from specgen.perfmodel.claims.records import ClaimRecord, DecisionRecord, TargetRecord
from specgen.perfmodel.figures import aligned

_WIDTH = 100


def decisions_text(records: Sequence[DecisionRecord]) -> str:
    """Return a line for each decision."""
    if not records:
        return "the spec has no decisions\n"
    rows = [(one.name, one.status, _count(one), one.summary) for one in records]
    return _table(("decision", "status", "claims", "summary"), rows)


def decision_text(one: DecisionRecord) -> str:
    """Return a decision with all its claims, and its alternatives with theirs."""
    return "\n".join(_decision(one)) + "\n"


def targets_text(records: Sequence[TargetRecord]) -> str:
    """Return a line for each target."""
    if not records:
        return "the spec has no targets\n"
    return _table(_TARGET_HEADS, [_target_row(one) for one in records])


_TARGET_HEADS = ("target", "phase", "variant", "status", "value", "band", "limit", "margin", "rests most on")


def _target_row(one: TargetRecord) -> tuple[str, ...]:
    """The cells of a target under `_TARGET_HEADS`."""
    standing = one.standing
    band = " to ".join(standing.band) if standing.band else ""
    margin = "" if standing.margin is None else f"{standing.margin:+.1%}"
    rests = ", ".join(standing.widest)
    value = standing.fault.message if standing.fault else standing.value
    return one.name, one.phase, standing.variant, standing.status, value, band, standing.limit, margin, rests


def decisions_markdown(records: Sequence[DecisionRecord]) -> str:
    """Return the decisions as sections of a page."""
    return "\n".join(line for one in records for line in _markdown(one))


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join((*aligned([heads, *rows], indent=""), ""))


def _count(one: DecisionRecord) -> str:
    return f"{sum(claim.holds is True for claim in one.every)}/{len(one.every)}"


def _decision(one: DecisionRecord) -> Iterator[str]:
    since = f", {one.date}" if one.date else ""
    yield f"{one.name} ({one.state}{since}): {one.status}"
    yield fill(one.summary, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    for paragraph in one.description.strip().split("\n\n") if one.description else ():
        yield ""
        yield fill(paragraph, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from _claims(one.claims)
    for other in one.alternatives:
        changed = ", ".join(f"{name} = {value}" for name, value in other.parameters.items())
        yield ""
        yield f"  rejected: {other.name}" + (f" ({changed})" if changed else "") + f". {other.summary}"
        yield from _claims(other.claims)


_MARKS = {True: "holds", False: "FAILS", None: "-"}


def _claims(claims: Sequence[ClaimRecord]) -> Iterator[str]:
    for one in claims:
        yield f"    {_MARKS[one.holds]:5}  {one.text}"
        where = f" in {one.variant}" if one.variant else ""
        yield f"           {one.told}{where}" + (f"; {one.because}" if one.because else "")


def _markdown(one: DecisionRecord) -> Iterator[str]:
    yield from (f"## {one.name}", "", f"**{one.status}**. {one.summary}", "")
    if one.description:
        yield from (one.description.strip(), "")
    yield from _rows(one.claims)
    for other in one.alternatives:
        changed = ", ".join(f"`{name} = {value}`" for name, value in other.parameters.items())
        yield from (f"### Rejected: {other.name}", "", other.summary + (f" {changed}" if changed else ""), "")
        yield from _rows(other.claims)


def _rows(claims: Sequence[ClaimRecord]) -> Iterator[str]:
    if not claims:
        return
    yield from ("| claim | variant | computed | holds | because |", "|---|---|---|---|---|")
    for one in claims:
        cells = (f"`{one.text}`", one.variant, one.told, _MARKS[one.holds], one.because)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""
