"""One page for those with one question: what has to be reached, where it stands, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.generators.docs.charts import figure_data, figure_of, together
from specgen.generators.docs.parts.page import join, slug, table, title
from specgen.generators.docs.parts.text import code, html, inline, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.exhibits import Chart
    from specgen.generators.docs.exhibits.status import Goal, Recent, Risk, Status, TargetCell

_MOST = 8
_PHASES = {"rtl": "RTL"}
_VERBS = {"met": "met", "at risk": "at risk", "missed": "missed", "not measured": "not measured yet"}


def status_page(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page and the figures of its charts; nothing for a spec without targets and decisions."""
    status = book.exhibits.status
    if status is None:
        return
    for chart in status.charts:
        yield f"charts/{chart.name}.json", figure_data(chart)
    yield "status.md", join(_page(status, book))


def _page(status: Status, book: Book) -> Iterator[str]:
    links = book.at("status")
    name = f"{book.default.name} {book.default.version}"
    yield title("Status", f"{plain(name)}: {headline(status)}")
    if status.goals:
        yield "## Targets by phase"
        yield _goals(status.goals, links)
    for chart in status.charts:
        yield from _chart(chart, links)
    yield from _decisions(status, links)
    if status.risks:
        yield "## Top risks {: #risks }"
        yield (
            "The numbers that widen the bands of targets, the least believed first. What is left is the smallest margin of "
            "these targets where all doubtful numbers are at their worse ends."
        )
        yield _risks(status.risks[:_MOST], links)
    recent = book.exhibits.recent
    if recent is not None:
        yield "## Changed this month {: #changed }"
        yield from _changed(recent, links)


def headline(status: Status) -> str:
    """Return where a spec stands, in a sentence or two."""
    told = []
    total = len(status.goals)
    if total:
        met = status.counts.get("met", 0)
        others = [f"{n} {_VERBS.get(s, s)}" for s, n in status.counts.items() if s != "met"]
        told.append(
            f"{met} of {total} {'target is' if total == 1 else 'targets are'} met"
            + (f", {', '.join(others)}" if others else "")
        )
    followed = [one for one in status.decisions if one.status != "superseded"]
    if followed:
        broken = sum(one.status == "broken" for one in followed)
        noun = "decision" if len(followed) == 1 else "decisions"
        told.append(
            f"{broken} of {len(followed)} {noun} no longer {'hold' if broken != 1 else 'holds'}"
            if broken
            else f"what {'the one decision rests' if len(followed) == 1 else f'all {len(followed)} decisions rest'} on holds"
        )
    return "; ".join(told) + "."


def _goals(goals: Sequence[Goal], links: Links) -> str:
    phases = [_phase(cell.phase) for cell in goals[0].cells]
    rows = (
        (_named(one, links), plain(one.variant), _unbroken(one.limit), *map(_cell, one.cells))
        for one in goals
    )
    return table(("Target", "Variant", "Limit", *phases), rows)


def _named(one: Goal, links: Links) -> str:
    return f"{links.md('targets', one.name)}<br>{inline(one.summary)}"


def _unbroken(text: str) -> str:
    return plain(text).replace(" ", "\u00a0")


def _phase(name: str) -> str:
    return _PHASES.get(name, name.capitalize())


def _cell(cell: TargetCell) -> str:
    mark = (
        f'<strong class="sg-stand sg-{slug(cell.status)}">{html(cell.status)}</strong>' if cell.status else ""
    )
    return "<br>".join(part for part in (mark, plain(together(cell.value))) if part)


def _chart(chart: Chart, links: Links) -> Iterator[str]:
    yield f"## {plain(chart.title)} {{: #{chart.name} }}"
    yield inline(chart.summary)
    yield figure_of(chart, links)
    heads = "".join(f'<th scope="col">{html(head)}</th>' for head in chart.columns)
    rows = "".join(
        f'<tr><th scope="row">{html(row[0])}</th>{"".join(f"<td>{html(together(cell))}</td>" for cell in row[1:])}</tr>'
        for row in chart.rows
    )
    yield (
        f'<details class="sg-numbers" data-search-exclude><summary>Its numbers</summary><div class="sg-grid" tabindex="0" '
        f'role="region" aria-label="{html(chart.title)}, as a table"><table class="sg-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _decisions(status: Status, links: Links) -> Iterator[str]:
    broken = [one for one in status.decisions if one.status == "broken"]
    if broken:
        yield "## Decisions whose reasons no longer hold {: #broken }"
        yield table(
            ("Decision", "What was decided"),
            ((links.md("decisions", one.name), inline(one.summary)) for one in broken),
        )


def _risks(risks: Sequence[Risk], links: Links) -> str:
    return table(
        ("Number", "Value", "Confidence", "Targets that rest on it", "Left"),
        (
            (
                f"{code(one.number)}<br>{plain(one.variant)}",
                f"{plain(together(one.value))}<br>{one.low - 1:+.0%} to {one.high - 1:+.0%}",
                f"**{plain(one.confidence)}**<br>{inline(one.source)}",
                links.mds("targets", one.targets),
                f"{one.worst:+.0%}",
            )
            for one in risks
        ),
    )


def _changed(recent: Recent, links: Links) -> Iterator[str]:
    """What the month brought: releases and decisions, findings of a review, figures that moved."""
    until = f" to {plain(recent.day)}" if recent.day else ""
    if recent.releases:
        yield f"Released in the month{until}: {', '.join(map(plain, recent.releases))}."
    if recent.decisions:
        yield f"Decided in the month{until}: {links.mds('decisions', recent.decisions)}."
    if recent.why or not recent.since:
        yield f"No comparison{until}: {plain(recent.why)}."
        return
    total = sum(recent.counts.values())
    if not total:
        yield f"Nothing that the spec says has changed since {plain(recent.since)}{until and f' ({until.strip()})'}."
        return
    words = ", ".join(f"{count} {plain(level)}" for level, count in recent.counts.items())
    yield f"Since {plain(recent.since)}{until}: {words}."
    yield table(
        ("For others", "What", "Rule"),
        (
            (plain(one.level), inline(one.sentence) + f" ({code(one.subject)})", _rule(one.rule, links))
            for one in recent.findings
        ),
    )
    if total > len(recent.findings):
        yield f"These are the {len(recent.findings)} that weigh most of {total}; `specgen diff` tells all."
    if recent.moves:
        heads = ("Figure", "Variant", "Before", "After", "")
        judged = {True: "worse", False: "better", None: ""}
        yield table(
            heads,
            (
                (plain(one.name), plain(one.variant), plain(one.before), plain(one.after), judged[one.worse])
                for one in recent.moves
            ),
        )


def _rule(name: str, links: Links) -> str:
    known = any(one.id == name for one in links.book.exhibits.reviews)
    return f"[`{name}`](review/{name}.md)" if known else code(name)
