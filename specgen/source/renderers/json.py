"""Findings for scripts.

    {"format": "specgen-diagnostics", "version": 1,
     "summary": {"error": 1, "warning": 0, "info": 0},
     "diagnostics": [{"rule": ..., "severity": "error", "message": ..., "hint": ... or null,
                      "location": {"path": ..., "line": 1, "column": 1, "end_column": 4 or null},
                      "related": [{"message": ..., "location": {...}}]}]}

Lines and columns count from 1, columns in characters; `end_column` is one past the last. Keys may be added to
a version, never taken away or given another meaning.
"""

from __future__ import annotations

import json
from typing import Any

from specgen.source.diagnostics import Diagnostic, Diagnostics
from specgen.source.files import Location
from specgen.source.registry import Severity


def render(diagnostics: Diagnostics) -> str:
    """Return the findings as one JSON document."""
    document = {
        "format": "specgen-diagnostics",
        "version": 1,
        "summary": {severity.value: diagnostics.count(severity) for severity in Severity},
        "diagnostics": [_finding(found) for found in diagnostics.sorted()],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding(found: Diagnostic) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "message": found.message,
        "hint": found.hint,
        "location": _location(found.at),
        "related": [
            {"message": related.message, "location": _location(related.at)} for related in found.related
        ],
    }


def _location(at: Location) -> dict[str, Any]:
    return {"path": at.file.path, "line": at.line, "column": at.column, "end_column": at.end_column}
