"""What results are as findings, each at its place in the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import specgen.perfmodel.claims.rules  # noqa: F401  registers the rules
from specgen.perfmodel.claims.judging import results_of
from specgen.source import Diagnostic, Location, Severity, find_rule

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.model.origin import Origin
    from specgen.model.performance import Claim, Decision, Target
    from specgen.perfmodel.claims.results import Fault, Judged, Results, Standing
    from specgen.semantics import Semantics


def check_claims(
    spec: Spec, typed: Mapping[str, Semantics] | None = None, *, broken: bool = False
) -> list[Diagnostic]:
    """Return what is wrong with the claims and targets of a spec. Raises SpecError where it cannot be resolved.

    ``typed`` is what the instructions of variants do, by variant, as far as it is known already. Of a spec that is
    ``broken``, having errors of its own, nothing is told of claims that have no value: these errors are why. Where its
    instructions do not type, no claim is computed.
    """
    if broken and typed is not None and len(typed) < len(spec.variants):
        return []
    results = results_of(spec, typed)
    architecture = spec.architecture()
    found: list[Diagnostic] = []
    for name, decision in architecture.decisions.items():
        found += _of_decision(name, decision, results)
    for name, target in architecture.targets.items():
        found += _of_target(name, target, results.targets[name])
    return [one for one in found if not broken or one.rule != "claim-value"]


def _of_decision(name: str, decision: Decision, results: Results) -> Iterator[Diagnostic]:
    firm = decision.state == "accepted"
    yield from _of_claims(
        "decision-claim", f"decision {name}", decision.claims, results.claims.get(name, ()), firm
    )
    for one in decision.alternatives:
        who = f"decision {name}, alternative {one.name}"
        judged = results.claims.get(f"{name}/{one.name}", ())
        yield from _of_claims("decision-alternative", who, one.claims, judged, firm)


def _of_claims(
    rule: str, who: str, claims: Iterable[Claim], judged: Iterable[Judged], firm: bool
) -> Iterator[Diagnostic]:
    for claim, one in zip(claims, judged, strict=False):
        if one.fault is not None:
            yield _fault(who, claim.origin, one.fault)
        elif one.outcome is not None and not one.outcome.holds:
            worse = "no longer holds" if rule == "decision-claim" else "is no longer worse as claimed"
            message = f"{who} {worse} in {one.variant}: {one.outcome.told}"
            at = _place(claim.origin, 0, len(claim.perf))
            severity = Severity.ERROR if firm else Severity.WARNING
            hint = f"it was claimed because {claim.because}" if claim.because else None
            yield Diagnostic(rule, severity, message, at, (), hint)


def _of_target(name: str, target: Target, one: Standing) -> Iterator[Diagnostic]:
    if one.fault is not None:
        yield _fault(f"target {name}", target.origin, one.fault)
    elif one.status == "missed":
        message = f"target {name} is missed in {one.variant}: {one.value}, {one.limit}"
        if one.margin is not None:
            message += f", off by {abs(one.margin):.1%}"
        yield Diagnostic(
            "target-missed", Severity.WARNING, message, _place(target.origin, 0, len(target.perf))
        )


def _fault(who: str, origin: Origin, fault: Fault) -> Diagnostic:
    known = find_rule(fault.rule)
    assert known is not None
    at = _place(origin, fault.offset, fault.length)
    return Diagnostic(fault.rule, known.severity, f"{fault.message} (in {who})", at, (), fault.hint)


def _place(origin: Origin, offset: int, length: int) -> Location:
    return origin.tree.scalar_location((*origin.path, "perf"), offset, length)
