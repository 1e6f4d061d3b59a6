"""Reports out of findings that no rule made: hostile ones, and many."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review import CONSUMERS, Bump, Effect, Evidence, Finding, Outcome, SideName, Verdict, Witness
from specgen.review.policy import Approval, Policy
from specgen.review.reports import Entry, Place, Report
from specgen.source import Diagnostics

BROKEN = Verdict((Effect.BREAKS,) * 5, ("back",))
MILD = Verdict((Effect.COMPATIBLE,) * 5)


def finding(
    message: str, rule: str = "SPEC_CHANGED", *, verdict: Verdict = BROKEN, told: str = ""
) -> Finding:
    witness = Witness("decode", "base", "base", {"word": message}, message, {"x": [message]}, told or message)
    return Finding(
        rule, f"formats.{message}", message, verdict, before=message, after="", hint=message,
        evidence=Evidence.WITNESS, why=message, witness=witness,
    )  # fmt: skip


def report(
    findings: Iterable[Finding],
    *,
    name: str = "small",
    path: str = "spec/spec.yaml",
    approval: Approval | None = None,
) -> Report:
    found = tuple(findings)
    old, new = (SideName(name, name, version, "0" * 64, {"base": "1" * 64}) for version in ("1.0.0", "1.0.1"))
    outcome = Outcome(old, new, ("base",), found, Bump.MAJOR, Bump.PATCH)
    policy = Policy()
    entries = tuple(
        Entry(
            one, one.level, tuple(policy.fails(one)), approval,
            Place(path, 3, 5, 9, one.message), Place(path, 2, 5, 9, one.message), None,
        )
        for one in sorted(found, key=lambda one: -one.level)
    )  # fmt: skip
    return Report(outcome, policy, CONSUMERS, entries, 0, Diagnostics())
