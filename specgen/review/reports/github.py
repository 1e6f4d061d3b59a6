"""A review as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from specgen.review.reports.grouping import grouped, hit_words
from specgen.review.reports.report import Entry, Report
from specgen.review.verdicts import Level
from specgen.source.renderers.github import command
from specgen.source.renderers.github import render as render_diagnostics
from specgen.source.renderers.text import printable

_COMMANDS = {Level.BREAKING: "error", Level.RISK: "warning", Level.INFO: "notice"}


def render(report: Report) -> str:
    """Return one command a line: of each rule the first few findings, and one that counts the others."""
    lines = []
    for group in grouped(report.entries):
        lines += [_annotation(one) for one in group.entries]
        if group.more:
            told = f"{len(group.more):,} more of {group.rule.id}: {group.rule.summary}"
            lines.append(command(_COMMANDS[group.level], {"title": group.rule.id}, [told]))
    return "".join(f"{line}\n" for line in lines) + render_diagnostics(report.problems)


def _annotation(one: Entry) -> str:
    found = one.finding
    properties = {}
    if one.at is not None:
        properties = {"file": printable(one.at.path), "line": str(one.at.line), "col": str(one.at.column)}
        if one.at.end_column is not None:
            properties |= {"endLine": str(one.at.line), "endColumn": str(one.at.end_column)}
    lines = [found.message, found.why, f"{hit_words(one)} [{found.fingerprint}]", found.hint]
    kind = _COMMANDS[one.level]
    if one.approval is not None:
        kind = "notice"
        lines.append(f"approved by {one.approval.owner} until {one.approval.expires}: {one.approval.reason}")
    return command(kind, properties | {"title": found.rule}, [printable(line) for line in lines if line])
