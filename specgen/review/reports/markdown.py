"""A review as the comment of a pull request: the outcome first and short, then what can be unfolded.

GitHub refuses comments of more than 65,536 characters: what does not fit is left out last and counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from specgen.review.findings import Evidence
from specgen.review.reports.costs import moves_shown, title, words
from specgen.review.reports.escaping import code, fenced, html, md, paragraph
from specgen.review.reports.grouping import WORDS, Group, grouped, hit_words, verdict_line
from specgen.review.reports.lanes import text_drawing
from specgen.review.reports.report import Entry, Report
from specgen.review.verdicts import Effect, Level
from specgen.review.witnesses import Witness, shown

LIMIT = 65_000
"""Bytes: fewer than GitHub's characters, so that whoever sends it may add a line."""
MARKER = "<!-- specgen review -->"
"""The first line, by which an action finds the comment that it wrote the last time."""
_LARGEST_DRAWING = 6_000
_ASKED = {
    "back": "old artefacts",
    "fwd": "new artefacts",
    "src": "source",
    "num": "numerics",
    "perf": "performance",
}
_WORDS = WORDS | {Effect.BREAKS: "**breaks**", Effect.NOTHING: ""}


def render(report: Report) -> str:
    """Return the report as Markdown, at most LIMIT bytes of it."""
    head = "\n".join([MARKER, *_head(report)]) + "\n"
    parts = list(_parts(report))
    room = LIMIT - len(head.encode()) - 200
    kept: list[str] = []
    told = 0
    for count, lines in parts:
        text = "\n" + "\n".join(lines) + "\n"
        room -= len(text.encode())
        if room < 0:
            break
        kept.append(text)
        told += count
    left = sum(count for count, _ in parts) - told
    if left:
        kept.append(f"\n{left:,} more are left out here: the JSON and HTML reports have all.\n")
    return head + "".join(kept)


def _head(report: Report) -> Iterator[str]:
    outcome = report.outcome
    counts = verdict_line(report)
    yield f"### {md(outcome.new.name)}: {_outcome(report)}"
    yield ""
    a, b = md(outcome.old.version), md(outcome.new.version)
    yield (
        f"{counts}. Version {a} → {b}: needs **{outcome.needed}**, given {outcome.given}. "
        f"Compared with {code(outcome.old.label)}."
    )
    if report.entries:
        yield ""
        yield from _table(report)


def _outcome(report: Report) -> str:
    hit = [c for c in report.consumers if report.of(c) is Effect.BREAKS]
    if not report.entries:
        return "nothing changed"
    if hit:
        return f"breaks {', '.join(hit) if len(hit) < 5 else 'everyone'}"
    return "no break, but risks" if report.level is Level.RISK else "compatible"


def _table(report: Report) -> Iterator[str]:
    failing = {consumer for one in report.entries if one.fails for consumer in one.hits}
    heads = ["", "in all", *_ASKED.values(), *([""] if failing else [])]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for consumer in report.consumers:
        asked = (report.of(consumer), *(report.of(consumer, question) for question in _ASKED))
        cells = [consumer, *(_WORDS[one] for one in asked)]
        if failing:
            cells.append("**fails**" if consumer in failing else "")
        yield f"| {' | '.join(cells)} |"


def _parts(report: Report) -> Iterator[tuple[int, list[str]]]:
    """Yield what follows, the worst first: how many findings each part tells, and its lines."""
    if report.problems.errors:
        yield 0, _problems(report)
    groups = list(grouped(report.entries))
    seen: set[int] = set()
    for group in groups:
        if group.level is Level.INFO:
            continue
        for one in group.entries:
            yield 1, list(_finding(one, seen))
        if group.more:
            yield len(group.more), _more(group)
    infos = [one for group in groups if group.level is Level.INFO for one in (*group.entries, *group.more)]
    if infos:
        yield len(infos), _infos(infos)
    if report.outcome.cost.moves:
        yield 0, _cost(report)
    if report.approved:
        yield 0, _approvals(report)


def _finding(one: Entry, seen: set[int]) -> Iterator[str]:
    """The lines of a finding; what another one ``seen`` drew or witnessed is not told again."""
    found = one.finding
    approved = " (approved)" if one.approval is not None else ""
    yield (
        f"<details><summary><b>{one.level}</b>{approved} <code>{found.rule}</code> {html(found.message)}</summary>"
    )
    yield ""
    yield f"{paragraph(_places(one))} · {hit_words(one)} · {code(found.fingerprint)}"
    yield ""
    if one.drawing is not None and id(one.drawing) not in seen:
        seen.add(id(one.drawing))
        lines = text_drawing(one.drawing)
        if sum(map(len, lines)) < _LARGEST_DRAWING:
            yield from [*fenced(lines), ""]
    if found.witness is not None:
        if found.witness.told != found.message:
            yield from [paragraph(found.witness.told or "On one input the sides differ:"), ""]
        if id(found.witness) not in seen:
            seen.add(id(found.witness))
            yield from [*fenced(_witness(found.witness)), ""]
    elif found.why:
        yield from [f"{_evidence(found.evidence)}{md(found.why)}", ""]
    if found.unweighed is not None:
        yield from [f"{found.status}: counts as {one.level}, not as {found.unweighed.level}.", ""]
    if found.hint:
        yield from [f"Hint: {md(found.hint)}", ""]
    yield "</details>"


def _places(one: Entry) -> str:
    places = [f"{place.path}:{place.line}" for place in (one.was_at, one.at) if place is not None]
    return " → ".join(dict.fromkeys(places)) or one.finding.subject or "the whole"


def _evidence(evidence: Evidence) -> str:
    return {Evidence.PROVED: "Proved: ", Evidence.SEARCHED: "Searched: "}.get(evidence, "No witness: ")


def _witness(witness: Witness) -> list[str]:
    return [
        f"{witness.action} {shown(witness.input)} in {witness.variant}",
        f"before  {shown(witness.before)}",
        f"after   {shown(witness.after)}",
    ]


def _more(group: Group) -> list[str]:
    head = f"<details><summary><b>{group.level}</b> <code>{group.rule.id}</code> and {len(group.more):,} more</summary>"
    shown_ = group.more[:20]
    rest = [f"- and {len(group.more) - 20:,} more"] if len(group.more) > 20 else []
    return [head, "", *(f"- {md(one.finding.message)}" for one in shown_), *rest, "", "</details>"]


def _infos(infos: list[Entry]) -> list[str]:
    told = [f"- <code>{one.finding.rule}</code> {md(one.finding.message)}" for one in infos[:30]]
    rest = [f"- and {len(infos) - 30:,} more"] if len(infos) > 30 else []
    return [f"<details><summary>{len(infos):,} info</summary>", "", *told, *rest, "", "</details>"]


def _cost(report: Report) -> list[str]:
    moves = moves_shown(report.outcome.cost)
    told = [f"- {md(words(move))}" for move in moves[:30]]
    rest = [f"- and {len(moves) - 30:,} more"] if len(moves) > 30 else []
    return [f"<details><summary>{title(report.outcome.cost)}</summary>", "", *told, *rest, "", "</details>"]


def _approvals(report: Report) -> list[str]:
    head = f"<details><summary>{len(report.approved):,} approved</summary>"
    rows = [
        f"- {code(one.finding.rule)} {md(one.finding.subject)}: {md(one.approval.owner)} until {one.approval.expires}, "
        f"{md(one.approval.reason)}"
        for one in report.approved[:30]
        if one.approval is not None
    ]
    return [head, "", *rows, "", "</details>"]


def _problems(report: Report) -> list[str]:
    rows = [
        f"- {code(f'{one.at.file.path}:{one.at.line}')} {md(one.message)}"
        for one in report.problems.sorted()[:30]
    ]
    return ["**Approvals to look at:**", "", *rows]
