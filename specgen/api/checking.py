"""Specs as a whole: read, checked, and what checks look for."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.semantics import Semantics
    from specgen.source import Rule


def load_spec(path: str | Path = "spec") -> Spec:
    """Load a spec with all its variants. Raises SpecError where it cannot be read."""
    from specgen.model import load

    spec = load(path)
    if spec.diagnostics.errors:
        raise SpecError(spec.diagnostics)
    return spec


def check(path: str | Path = "spec", *, claims: bool = True) -> Diagnostics:
    """Check every variant of a spec by every rule; return all findings.

    With ``claims``, those of its decisions are computed, or known from the last time, and its targets looked at; where the
    spec has errors that stand in the way, they are reported and no claim is.
    """
    from specgen.model import load

    return check_loaded(load(path), claims=claims)


def check_loaded(spec: Spec, *, claims: bool = True) -> Diagnostics:
    """Check every variant of a spec that was loaded, as `check` does."""
    from specgen.checks import check_spec

    typed: dict[str, Semantics] = {}
    findings = check_spec(spec, typed)
    if spec.merged is not None and spec.merged.sections.workloads:
        from specgen.perfmodel.workloads import check_workloads

        with suppress(SpecError):
            findings.extend(check_workloads(spec))
    if (
        claims
        and spec.merged is not None
        and (spec.merged.sections.decisions or spec.merged.sections.targets)
    ):
        from specgen.perfmodel.claims import check_claims

        with suppress(SpecError):
            findings.extend(check_claims(spec, typed, broken=bool(findings.errors)))
    return findings


def rules() -> dict[str, Rule]:
    """Return the rules of every stage by id, those of other packages among them."""
    from specgen.source import all_rules

    for stage in (
        "specgen.model.rules",
        "specgen.checks",
        "specgen.generators.docs.trust.rules",
        "specgen.generators.sandbox.rules",
        "specgen.hosting",
        "specgen.machine.assembler",
        "specgen.machine.requirements.rules",
        "specgen.importers.systemrdl.rules",
        "specgen.perfmodel.claims.rules",
        "specgen.perfmodel.measured.rules",
        "specgen.perfmodel.workloads.rules",
        "specgen.review.policy_rules",
    ):
        import_module(stage)
    from specgen.checks import OTHERS

    OTHERS.load()
    return {rule.id: rule for rule in all_rules()}


def schema_text() -> str:
    """Return the JSON Schema of a spec's files as text."""
    from specgen.model import json_schema

    return json.dumps(json_schema(), indent=1) + "\n"
