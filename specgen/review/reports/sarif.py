"""A review as SARIF 2.1.0, for code-scanning services and editors; what was approved is a suppression that was accepted."""

from __future__ import annotations

import json
from typing import Any

from specgen.review.reports.grouping import hit_words
from specgen.review.reports.report import Entry, Place, Report
from specgen.review.rules import Rule, all_rules
from specgen.review.verdicts import CONSUMERS, QUESTIONS, Level
from specgen.review.witnesses import shown
from specgen.source import find_rule
from specgen.source.renderers.sarif import SCHEMA, result, rule_of, uri

_LEVELS = {Level.BREAKING: "error", Level.RISK: "warning", Level.INFO: "note"}


def render(report: Report) -> str:
    """Return a SARIF log of one run that describes the rules that spoke."""
    problems = report.problems.sorted()
    known = all_rules()
    names = list(dict.fromkeys(one.finding.rule for one in report.entries))
    faults = sorted({one.rule for one in problems})
    described = [rule_of(rule) for rule in map(find_rule, faults) if rule is not None]
    rules = [*(_rule(known[name]) for name in names), *described]
    run = {
        "tool": {"driver": {"name": "specgen", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(one, names.index(one.finding.rule)) for one in report.entries),
            *(result(one, len(names) + faults.index(one.rule)) for one in problems),
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    effects = ", ".join(f"{c}: {rule.row.of(c).name.lower()}" for c in CONSUMERS)
    asked = "; ".join(QUESTIONS[question] for question in rule.row.questions) or "none"
    text = f"{rule.rationale}\n\n{effects}\n\nQuestions answered badly: {asked}"
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": text},
        "defaultConfiguration": {"level": _LEVELS[rule.row.level]},
    }


def _result(one: Entry, index: int) -> dict[str, Any]:
    found = one.finding
    lines = [found.message, hit_words(one), found.why, found.hint]
    made: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": _LEVELS[one.level],
        "message": {"text": "\n".join(line for line in lines if line)},
        "partialFingerprints": {"specgenReview/v1": found.fingerprint},
        "properties": {
            "effects": {c: found.verdict.of(c).name.lower() for c in CONSUMERS},
            "questions": list(found.verdict.questions),
            "evidence": found.evidence.value,
            "subject": found.subject,
        },
    }
    if one.at or one.was_at:
        made["locations"] = [_location(one.at or one.was_at)]
    if one.at and one.was_at:
        made["relatedLocations"] = [{"id": 0, "message": {"text": "before"}, **_location(one.was_at)}]
    if found.witness is not None:
        w = found.witness
        made["properties"]["witness"] = f"{w.action} {shown(w.input)}: {shown(w.before)} -> {shown(w.after)}"
    if one.approval is not None:
        by = one.approval
        told = f"{by.owner}, until {by.expires}: {by.reason}"
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": told}]
    return made


def _location(place: Place | None) -> dict[str, Any]:
    assert place is not None
    region: dict[str, int] = {"startLine": place.line, "startColumn": place.column}
    if place.end_column is not None:
        region["endColumn"] = place.end_column
    return {"physicalLocation": {"artifactLocation": {"uri": uri(place.path)}, "region": region}}
