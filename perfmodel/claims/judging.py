"""Computes all claims of a spec's decisions, and where its targets stand.

What computes is imported where nothing was kept: most checks find the results of the last one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.expressions import ExpressionError
from specgen.perfmodel.claims import cache
from specgen.perfmodel.claims.results import Fault, Judged, Results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from specgen.model import Spec
    from specgen.model.performance import Claim, Decision
    from specgen.perfmodel.claims.designs import Designs
    from specgen.perfmodel.claims.values import Scope
    from specgen.semantics import Semantics


def results_of(spec: Spec, typed: Mapping[str, Semantics] | None = None, *, cached: bool = True) -> Results:
    """Return what the claims and targets of a spec come to: kept from the last time, else computed and kept.

    ``typed`` is what the instructions of variants do, by variant, as far as it is known already. Raises SpecError where
    the spec has errors that stand in the way.
    """
    architecture = spec.architecture()
    if not architecture.decisions and not architecture.targets:
        return Results()
    key = cache.key_of(spec.content_hash)
    found = cache.read(key) if cached else None
    if found is None:
        found = _computed(spec, typed or {})
        if cached:
            cache.write(key, found)
    return found


def _computed(spec: Spec, typed: Mapping[str, Semantics]) -> Results:
    from specgen.perfmodel.claims.designs import Designs
    from specgen.perfmodel.claims.standing import standing

    architecture, designs, results = spec.architecture(), Designs(spec, typed), Results()
    for name, decision in architecture.decisions.items():
        if decision.state != "superseded":
            results.claims |= _decision(name, decision, designs, spec.variants[0])
    for name, target in architecture.targets.items():
        results.targets[name] = standing(target, designs, target.variant or spec.variants[0])
    return results


def _decision(name: str, decision: Decision, designs: Designs, default: str) -> dict[str, list[Judged]]:
    found = {name: _judged(decision.claims, designs.scope, default)}
    for one in decision.alternatives:

        def scope(variant: str | None, given: dict[str, object] = one.parameters) -> Scope:
            return designs.rejected(variant, given)

        found[f"{name}/{one.name}"] = _judged(one.claims, scope, default)
    return found


def _judged(claims: Iterable[Claim], scope: Callable[[str | None], Scope], default: str) -> list[Judged]:
    from specgen.perfmodel.claims.outcome import compute

    made = []
    for claim in claims:
        variant = claim.variant or default
        try:
            made.append(Judged(claim.perf, variant, compute(claim.perf, scope(claim.variant))))
        except ExpressionError as error:
            made.append(Judged(claim.perf, variant, None, Fault.of(error)))
    return made
