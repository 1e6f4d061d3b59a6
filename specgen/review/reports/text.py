"""A review for terminals: findings by level and rule, both sides' source, the witness, and who is hit at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specgen.review.findings import Evidence
from specgen.review.reports.costs import moves_shown, title, words
from specgen.review.reports.grouping import WORDS, Group, grouped, hit_words, subjects, verdict_line
from specgen.review.reports.lanes import text_drawing
from specgen.review.reports.report import Entry, Place, Report
from specgen.review.verdicts import QUESTIONS, Effect, Level
from specgen.review.witnesses import Witness, shown
from specgen.source import Location, render
from specgen.source.renderers.text import excerpt, painted, printable

_KINDS = {Level.BREAKING: "error", Level.RISK: "warning", Level.INFO: "info"}
_EFFECTS = {Effect.BREAKS: "error", Effect.SOURCE: "warning", Effect.RISK: "warning"}
_LONGEST = 400
_MOVES = 8


def render_text(report: Report, *, colour: bool = False) -> str:
    """Return the report as lines."""
    lines: list[str] = []
    seen: set[object] = set()
    for group in grouped(report.entries):
        lines += [*_group(group, seen, colour), ""]
    if report.entries:
        lines += [*_table(report, colour), ""]
    lines += _cost(report, colour)
    lines += _end(report, colour)
    if len(report.problems):
        lines += ["", render(report.problems, colour=colour).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _group(group: Group, seen: set[object], colour: bool) -> Iterator[str]:
    """The lines of a group; lines of source, drawings and witnesses that were ``seen`` are not shown again."""
    kind = _KINDS[group.level]
    head = f"{painted(str(group.level), kind, colour)} {painted(group.rule.id, 'place', colour)}"
    yield f"{head}: {printable(group.rule.summary)}" + (f" ({group.count} times)" if group.count > 1 else "")
    for one in group.entries:
        yield from _entry(one, kind, seen, colour)
        if one.drawing is not None and group.level is not Level.INFO and _first(id(one.drawing), seen):
            yield from _indented(text_drawing(one.drawing), 6)
    if group.more:
        yield f"  and {len(group.more):,} more: {printable(subjects(group.more))}"


def _first(one: object, seen: set[object]) -> bool:
    """Whether it is told for the first time."""
    if one in seen:
        return False
    seen.add(one)
    return True


def _entry(one: Entry, kind: str, seen: set[object], colour: bool) -> Iterator[str]:
    found = one.finding
    where = (
        painted(printable(f"{one.at or one.was_at}:"), "place", colour) + " " if one.at or one.was_at else ""
    )
    yield f"  {where}{printable(found.message)} {painted(f'[{found.fingerprint}]', 'rule', colour)}"
    if _differ(one) and _first((one.at and one.at.line, one.was_at and one.was_at.line), seen):
        yield from _source(one.was_at, found.was_at, "before", "note", colour)
        yield from _source(one.at, found.at, "after", kind, colour)
    if found.witness is not None:
        yield from _witness(found.witness, whole=_first(id(found.witness), seen))
    elif found.why:
        yield f"      {_evidence(found.evidence)}{printable(found.why)}"
    if one.level is not Level.INFO:
        asked = f" ({', '.join(found.verdict.questions)})" if found.verdict.questions else ""
        yield f"      {hit_words(one)}{asked}"
    if found.unweighed is not None:
        yield f"      {found.status}: counts as {one.level}, not as {found.unweighed.level}"
    if found.hint:
        yield f"      hint: {printable(found.hint)}"
    if one.approval is not None:
        by = one.approval
        yield f"      approved by {printable(by.owner)} until {by.expires}: {printable(by.reason)}"


def _differ(one: Entry) -> bool:
    """Whether the source of the two sides says more than the message: not where both lines read the same."""
    a, b = one.was_at, one.at
    return a is None or b is None or a.line_text.strip() != b.line_text.strip()


def _source(place: Place | None, at: Location | None, word: str, kind: str, colour: bool) -> Iterator[str]:
    if place is None or at is None:
        return
    lines = list(excerpt(at, len(str(at.line)), kind, colour))
    if lines:
        yield f"      {word} {printable(place.path)}"
        yield from _indented(lines, 4)


def _evidence(evidence: Evidence) -> str:
    return {Evidence.PROVED: "proved: ", Evidence.SEARCHED: "searched: "}.get(evidence, "no witness: ")


def _witness(witness: Witness, *, whole: bool) -> Iterator[str]:
    told = printable(witness.told) or witness.action
    yield f"      witness: {told}"
    if not whole:
        return
    yield f"        {witness.action} {_cut(shown(witness.input))} in {witness.variant}"
    yield f"          before {_cut(shown(witness.before))}"
    yield f"          after  {_cut(shown(witness.after))}"


def _cut(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _indented(lines: Iterable[str], by: int) -> Iterator[str]:
    return (f"{' ' * by}{line}" for line in lines)


def _table(report: Report, colour: bool) -> Iterator[str]:
    """Consumers by questions; the first column is the worst of all."""
    columns = ["", "in all", *QUESTIONS, "fails on"]
    yield "".join(f"{name:<10}" for name in columns).rstrip()
    for consumer in report.consumers:
        effects = [report.of(consumer), *(report.of(consumer, question) for question in QUESTIONS)]
        limit = report.policy.limit(consumer)
        cells = [
            WORDS[effect]
            if not colour or effect not in _EFFECTS
            else painted(WORDS[effect], _EFFECTS[effect], True)
            for effect in effects
        ]
        padded = (cell + " " * (10 - len(WORDS[effect])) for cell, effect in zip(cells, effects, strict=True))
        yield f"{consumer:<10}{''.join(padded)}{'never' if limit is None else limit}"


def _cost(report: Report, colour: bool) -> Iterator[str]:
    moves = moves_shown(report.outcome.cost)
    if not moves:
        return
    yield painted(title(report.outcome.cost), "place", colour)
    for move in moves[:_MOVES]:
        yield f"  {printable(words(move))}"
    if len(moves) > _MOVES:
        yield f"  and {len(moves) - _MOVES:,} more"
    yield ""


def _end(report: Report, colour: bool) -> Iterator[str]:
    outcome = report.outcome
    yield verdict_line(report)
    if report.left_out:
        yield f"{report.left_out} more do not hit {', '.join(report.consumers)}"
    yield (
        f"version {printable(outcome.old.version)} -> {printable(outcome.new.version)}: "
        f"needs {outcome.needed}, given {outcome.given}"
    )
    failed = sorted({consumer for one in report.entries if one.fails for consumer in one.hits})
    told = [consumer for consumer in report.consumers if consumer in failed]
    if told:
        yield painted(f"fails for {', '.join(told)}", "error", colour)
