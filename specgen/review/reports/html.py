"""A review as one page that needs nothing else: no script, no address, light and dark by the reader's own setting.

The filter is made of radio buttons and style alone, so that the page works where scripts are not let in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files as resources

from specgen.review.findings import Evidence
from specgen.review.reports.costs import factor, moves_shown, title
from specgen.review.reports.grouping import WORDS, Group, grouped, hit_words, verdict_line
from specgen.review.reports.report import Entry, Place, Report
from specgen.review.reports.svg import svg_drawing
from specgen.review.verdicts import CONSUMERS, QUESTIONS, Effect, Level
from specgen.review.witnesses import Witness, shown

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_MOVES = 200
_PER_GROUP = 200
_OPENED = 40
"""Drawings after which findings are folded: who has hundreds wants to see the list."""


def render(report: Report) -> str:
    """Return the page."""
    outcome = report.outcome
    name = f"{outcome.new.name} {outcome.old.version} → {outcome.new.version}"
    style = (resources(__package__) / "review.css").read_text(encoding="utf-8")
    style += "\n".join(_filters(report)) + "\n"
    if any(one.layouts for one in report.entries):
        style += _colours_of_layouts()
    body = "\n".join(part for part in _body(report, name) if part)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>Review of {_html(name)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html(text: object) -> str:
    return escape("".join(c if c.isprintable() or c == "\n" else " " for c in str(text)), quote=True)


def _body(report: Report, name: str) -> Iterator[str]:
    outcome = report.outcome
    yield f"<header><h1>Review of {_html(name)}</h1>"
    yield f'<p class="outcome {report.level}">{_html(verdict_line(report))}</p>'
    yield (
        f"<p>The version needs to rise by <strong>{outcome.needed}</strong>; given: {outcome.given}. Compared with "
        f"<code>{_html(outcome.old.label)}</code>, in {_html(', '.join(outcome.variants))}.</p></header>"
    )
    yield "<main>"
    yield from _table(report)
    yield from _problems(report)
    yield from _choices(report)
    seen: set[object] = set()
    for group in grouped(report.entries, _PER_GROUP):
        yield from _group(group, seen)
    yield from _cost(report)
    yield "</main>"


def _table(report: Report) -> Iterator[str]:
    yield "<h2>Who is hit</h2>"
    heads = "".join(
        f'<th scope="col" title="{_html(told)}">{question}</th>' for question, told in QUESTIONS.items()
    )
    yield '<div class="wide" tabindex="0" role="region" aria-label="Who is hit"><table><thead><tr><td></td>'
    yield f'<th scope="col">in all</th>{heads}<th scope="col">fails on</th></tr></thead><tbody>'
    for consumer in report.consumers:
        effects = [report.of(consumer), *(report.of(consumer, question) for question in QUESTIONS)]
        cells = "".join(f'<td class="{one.name.lower()}">{WORDS[one]}</td>' for one in effects)
        limit = report.policy.limit(consumer)
        failed = any(one.fails and consumer in one.hits for one in report.entries)
        told = f"{'never' if limit is None else limit}{': fails' if failed else ''}"
        yield f'<tr><th scope="row">{consumer}</th>{cells}<td>{told}</td></tr>'
    yield "</tbody></table></div>"
    asked = "".join(f"<dt>{question}</dt><dd>{_html(told)}</dd>" for question, told in QUESTIONS.items())
    yield f"<dl>{asked}</dl>"


def _problems(report: Report) -> Iterator[str]:
    if report.problems.errors:
        rows = "".join(
            f"<li><code>{_html(f'{one.at.file.path}:{one.at.line}')}</code> {_html(one.message)}</li>"
            for one in report.problems.sorted()
        )
        yield f'<section class="problems"><h2>Approvals to look at</h2><ul>{rows}</ul></section>'


def _choices(report: Report) -> Iterator[str]:
    """The filter; each choice hides, by style, what does not hit its consumer."""
    if not report.entries:
        return
    names = ("everyone", *report.consumers)
    choices = "".join(
        f'<label><input type="radio" name="consumer" id="only-{name}"{" checked" * (name == "everyone")}> {name}</label>'
        for name in names
    )
    yield f'<h2>Findings</h2><fieldset class="choices"><legend>What hits</legend>{choices}</fieldset>'


def _filters(report: Report) -> Iterator[str]:
    for name in report.consumers:
        hidden = f"body:has(#only-{name}:checked) :is(article, section.group):not(.hits-{name})"
        yield f"{hidden} {{ display: none; }}"


def _hits(entries: tuple[Entry, ...]) -> str:
    hit = (Effect.BREAKS, Effect.SOURCE, Effect.RISK)
    effects = [one.finding.verdict for one in entries]
    return " ".join(f"hits-{c}" for c in CONSUMERS if any(one.of(c) in hit for one in effects))


def _group(group: Group, seen: set[object]) -> Iterator[str]:
    count = f' <span class="count">{group.count:,}</span>' if group.count > 1 else ""
    yield f'<section class="group {_hits((*group.entries, *group.more))}">'
    yield (
        f'<h3><span class="level {group.level}">{group.level}</span> <code>{group.rule.id}</code>{count}</h3>'
        f"<p>{_html(group.rule.summary)}</p>"
    )
    for one in group.entries:
        yield from _entry(one, seen)
    if group.more:
        yield f"<p>And {len(group.more):,} more, which the JSON report has.</p>"
    yield "</section>"


def _entry(one: Entry, seen: set[object]) -> Iterator[str]:
    found = one.finding
    opened = " open" if one.level is Level.BREAKING and len(seen) < _OPENED else ""
    approved = ' <span class="approved">approved</span>' if one.approval is not None else ""
    yield (
        f'<article class="{_hits((one,))}" id="f-{found.fingerprint}"><details{opened}>'
        f"<summary>{_html(found.message)}{approved}</summary>"
    )
    asked = f" Questions: {', '.join(found.verdict.questions)}." if found.verdict.questions else ""
    yield (
        f'<p class="who">{_html(hit_words(one)).capitalize()}.{asked} <code>{found.fingerprint}</code></p>'
    )
    if found.unweighed is not None:
        yield f"<p>{_html(found.status)}: counts as {one.level}, not as {found.unweighed.level}.</p>"
    yield from _drawings(one, seen)
    yield from _layouts(one, seen)
    yield from _evidence(one)
    yield from (_source(word, place) for word, place in (("before", one.was_at), ("after", one.at)) if place)
    if found.hint:
        yield f"<p>Hint: {_html(found.hint)}</p>"
    if one.approval is not None:
        by = one.approval
        yield f"<p>Approved by {_html(by.owner)} until {by.expires}: {_html(by.reason)}</p>"
    yield "</details></article>"


def _drawings(one: Entry, seen: set[object]) -> Iterator[str]:
    if one.drawing is None or id(one.drawing) in seen:
        return
    seen.add(id(one.drawing))
    for word, svg in svg_drawing(one.drawing):
        yield f'<figure><figcaption>{word}</figcaption><div class="wide" tabindex="0">{svg}</div></figure>'


def _layouts(one: Entry, seen: set[object]) -> Iterator[str]:
    """Where each element lies on both sides, drawn as on the pages of layouts; nothing where both look alike."""
    if one.layouts is None or one.layouts[1].layout.name in seen:
        return
    seen.add(one.layouts[1].layout.name)
    from specgen.generators.drawings import KINDS

    kind = KINDS["heat"]
    if all(map(kind.fits, one.layouts)):
        drawn = [kind.draw(bound) for bound in one.layouts]
        if drawn[0] != drawn[1]:
            for word, svg in zip(("before", "after"), drawn, strict=True):
                yield f'<figure><figcaption>{word}</figcaption><div class="wide" tabindex="0">{svg}</div></figure>'
            yield f"<p>{_html(kind.caption)}</p>"


def _colours_of_layouts() -> str:
    """The style of drawings of layouts, which follow the reader's setting here instead of the site's."""
    from specgen.generators.drawings import style

    dark = "".join(re.findall(r'\[data-md-color-scheme="slate"\] \{(.*?)\}', style(), re.DOTALL))
    return f"{style()}\n@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n"


def _evidence(one: Entry) -> Iterator[str]:
    found = one.finding
    if found.witness is not None:
        yield from _witness(found.witness)
    elif found.why:
        names = {Evidence.PROVED: "Proved", Evidence.SEARCHED: "Searched"}
        yield f"<p>{names.get(found.evidence, 'No witness')}: {_html(found.why)}</p>"


def _witness(witness: Witness) -> Iterator[str]:
    yield f'<div class="witness"><p>{_html(witness.told or "On one input the sides differ:")}</p><table><tbody>'
    asked = f"{witness.action} {shown(witness.input)}"
    rows = (
        ("asked", asked),
        ("in", witness.variant),
        ("before", shown(witness.before)),
        ("after", shown(witness.after)),
    )
    yield "".join(
        f'<tr><th scope="row">{name}</th><td><code>{_html(told)}</code></td></tr>' for name, told in rows
    )
    yield "</tbody></table></div>"


def _source(word: str, place: Place) -> str:
    where = _html(f"{place.path}:{place.line}")
    return (
        f'<p class="source">{word} <code>{where}</code></p><pre tabindex="0">{_html(place.line_text)}</pre>'
    )


def _cost(report: Report) -> Iterator[str]:
    cost = report.outcome.cost
    if not title(cost):
        return
    yield f"<section><h2>What it costs</h2><p>{title(cost)}.{' ' + _html(cost.why) if cost.why else ''}</p>"
    moves = moves_shown(cost)
    if moves:
        yield '<div class="wide" tabindex="0" role="region" aria-label="What it costs"><table><thead><tr>'
        yield "".join(f'<th scope="col">{head}</th>' for head in ("what", "variant", "before", "after", "by"))
        yield "</tr></thead><tbody>"
        for move in moves[:_MOVES]:
            cells = (
                f"{move.kind} {move.name}",
                move.variant,
                move.before,
                move.after,
                factor(move).strip(" ()"),
            )
            yield f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in cells)}</tr>"
        yield "</tbody></table></div>"
    if len(moves) > _MOVES:
        yield f"<p>And {len(moves) - _MOVES:,} more.</p>"
    yield "</section>"
