"""Findings as SARIF 2.1.0, which code-scanning services and editors read."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from specgen.source.diagnostics import Diagnostic, Diagnostics
from specgen.source.files import Location
from specgen.source.registry import Rule, Severity, find_rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(diagnostics: Diagnostics) -> str:
    """Return the findings as a SARIF log of one run that describes the rules that were broken."""
    found = diagnostics.sorted()
    names = sorted({one.rule for one in found})
    rules = [rule for rule in map(find_rule, names) if rule is not None]
    run = {
        "tool": {"driver": {"name": "specgen", "rules": [rule_of(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [result(one, names.index(one.rule)) for one in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def rule_of(rule: Rule) -> dict[str, Any]:
    """Return the description of a rule."""
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": f"Wrong:\n\n{rule.wrong}\nRight:\n\n{rule.right}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def result(found: Diagnostic, index: int) -> dict[str, Any]:
    """Return a finding, whose rule is described at ``index``."""
    hint = f" ({found.hint})" if found.hint else ""
    made: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": {"text": found.message + hint},
        "locations": [_location(found.at)],
    }
    if found.related:
        made["relatedLocations"] = [
            {"id": number, "message": {"text": related.message}, **_location(related.at)}
            for number, related in enumerate(found.related)
        ]
    return made


def _location(at: Location) -> dict[str, Any]:
    region: dict[str, int] = {"startLine": at.line, "startColumn": at.column}
    if at.end_column is not None:
        region["endColumn"] = at.end_column
    return {"physicalLocation": {"artifactLocation": {"uri": uri(at.file.path)}, "region": region}}


def uri(path: str) -> str:
    """Return a relative reference, or `file:` for an absolute path; `std:` is a scheme already."""
    if path.startswith("std:"):
        return "std:" + quote(path.removeprefix("std:"))
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())
