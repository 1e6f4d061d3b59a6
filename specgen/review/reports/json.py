"""A review for scripts: everything, as `review.schema.json` beside this module describes it.

Keys may be added to a version, never taken away or given another meaning. Approvals hide nothing.
"""

from __future__ import annotations

import json
from typing import Any

from specgen.review.cost import Cost
from specgen.review.outcome import SideName
from specgen.review.policy import Approval
from specgen.review.reports.costs import moves_shown
from specgen.review.reports.pictures import Drawing, Picture
from specgen.review.reports.report import Entry, Place, Report
from specgen.review.verdicts import CONSUMERS, Level, Verdict
from specgen.review.witnesses import Witness
from specgen.source.renderers.json import render as render_diagnostics


def render(report: Report) -> str:
    """Return the report as one JSON document."""
    return json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """Return the report as data."""
    outcome = report.outcome
    return {
        "format": "specgen-review",
        "version": 1,
        "old": _side(outcome.old),
        "new": _side(outcome.new),
        "variants": list(outcome.variants),
        "failed": report.failed,
        "level": str(report.level),
        "bump": {"needed": str(outcome.needed), "given": str(outcome.given)},
        "summary": {
            **{str(level): report.count(level) for level in reversed(Level)},
            "approved": len(report.approved),
            "left_out": report.left_out,
        },
        "consumers": {consumer: _consumer(report, consumer) for consumer in report.consumers},
        "cost": _cost(outcome.cost),
        "findings": [_entry(one) for one in report.entries],
        "problems": json.loads(render_diagnostics(report.problems))["diagnostics"],
        "slices": outcome.slices,
    }


def _side(side: SideName) -> dict[str, Any]:
    return {
        "label": side.label,
        "name": side.name,
        "version": side.version,
        "content_hash": side.content_hash,
        "binary_hashes": dict(side.binary_hashes),
    }


def _consumer(report: Report, consumer: str) -> dict[str, Any]:
    limit = report.policy.limit(consumer)
    return {
        "effect": report.of(consumer).name.lower(),
        "level": str(report.of(consumer).level),
        "fail_on": "never" if limit is None else str(limit),
        "failed": any(one.fails and consumer in one.hits for one in report.entries),
    }


def _cost(cost: Cost) -> dict[str, Any]:
    moves = [
        {
            "kind": one.kind,
            "name": one.name,
            "variant": one.variant or None,
            "before": one.before,
            "after": one.after,
            "ratio": one.ratio,
            "worse": one.worse,
        }
        for one in moves_shown(cost)
    ]
    return {"computed": cost.computed, "moves": moves, "why": cost.why or None}


def _entry(one: Entry) -> dict[str, Any]:
    found = one.finding
    return {
        "rule": found.rule,
        "fingerprint": found.fingerprint,
        "subject": found.subject,
        "level": str(one.level),
        "message": found.message,
        "hint": found.hint or None,
        "status": found.status,
        "variants": list(found.variants),
        "verdict": _verdict(found.verdict),
        "unweighed": None if found.unweighed is None else _verdict(found.unweighed),
        "before": found.before,
        "after": found.after,
        "evidence": {"kind": found.evidence.value, "told": found.why},
        "witness": None if found.witness is None else _witness(found.witness),
        "location": _place(one.at),
        "old_location": _place(one.was_at),
        "drawing": None if one.drawing is None else _drawing(one.drawing),
        "approval": None if one.approval is None else _approval(one.approval),
        "fails": one.fails,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "level": str(verdict.level),
        "effects": {consumer: verdict.of(consumer).name.lower() for consumer in CONSUMERS},
        "questions": list(verdict.questions),
    }


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "action": witness.action,
        "variant": witness.variant,
        "was": witness.was,
        "input": witness.input,
        "before": witness.before,
        "after": witness.after,
        "told": witness.told,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
    }


def _drawing(drawing: Drawing) -> dict[str, Any]:
    return {"unit": drawing.unit, "before": _picture(drawing.before), "after": _picture(drawing.after)}


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    cells = [
        {"name": c.name, "high": c.high, "low": c.low, "value": c.value or None, "changed": c.changed}
        for c in picture.cells
    ]
    return {"name": picture.name, "size": picture.size, "cells": cells}


def _approval(approval: Approval) -> dict[str, Any]:
    return {
        "owner": approval.owner,
        "reason": approval.reason,
        "expires": approval.expires.isoformat(),
    }
