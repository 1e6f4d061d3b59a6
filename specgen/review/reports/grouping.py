"""Findings of one rule together: the first few are told, the others counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specgen.data import frozen
from specgen.review.reports.report import Entry, Report
from specgen.review.rules import Rule, all_rules
from specgen.review.verdicts import CONSUMERS, Effect, Level

MOST = 5
WORDS = {
    Effect.BREAKS: "breaks",
    Effect.SOURCE: "edits",
    Effect.RISK: "risk",
    Effect.COMPATIBLE: "ok",
    Effect.NOTHING: "–",
}
"""What the effects are called where there is room for a word."""


@frozen()
class Group:
    """What one rule found at one level. ``entries`` are told, ``more`` are as many as are only counted."""

    rule: Rule
    level: Level
    entries: tuple[Entry, ...]
    more: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.entries) + len(self.more)


def grouped(entries: Iterable[Entry], most: int = MOST) -> Iterator[Group]:
    """Yield the groups, worst first, rules in the order in which they were found; what was approved comes last in each."""
    known = all_rules()
    groups: dict[tuple[Level, str], list[Entry]] = {}
    for one in entries:
        groups.setdefault((one.level, one.finding.rule), []).append(one)
    for (level, rule), found in groups.items():
        found.sort(key=lambda one: one.approval is not None)
        kept = most if len(found) > most + 1 else len(found)
        yield Group(known[rule], level, tuple(found[:kept]), tuple(found[kept:]))


def hit_words(entry: Entry) -> str:
    """For whom a finding is what: ``breaks compiler, runtime; risk for tools``."""
    by_effect: dict[Effect, list[str]] = {}
    for consumer in CONSUMERS:
        by_effect.setdefault(entry.finding.verdict.of(consumer), []).append(consumer)
    told = (("breaks", Effect.BREAKS), ("edits in", Effect.SOURCE), ("a risk for", Effect.RISK))
    parts = [f"{word} {_all(by_effect[effect])}" for word, effect in told if effect in by_effect]
    return "; ".join(parts) or "compatible"


def _all(names: list[str]) -> str:
    return "everyone" if len(names) == len(CONSUMERS) else ", ".join(names)


def subjects(entries: Iterable[Entry], most: int = 8) -> str:
    """The paths of what is only counted, as many as fit a line."""
    paths = list(dict.fromkeys(one.finding.subject for one in entries))
    return ", ".join(paths[:most]) + (", …" if len(paths) > most else "")


def verdict_line(report: Report) -> str:
    """The outcome in one line: ``2 breaking, 1 risk, 3 info; 1 approved``."""
    words = {Level.BREAKING: "breaking", Level.RISK: "risks", Level.INFO: "info"}
    counts = {level: report.count(level) for level in words}
    told = [
        f"{n} {'risk' if n == 1 and level is Level.RISK else words[level]}"
        for level, n in counts.items()
        if n
    ]
    approved = f"; {len(report.approved)} approved" if report.approved else ""
    return (", ".join(told) or "nothing changed") + approved
