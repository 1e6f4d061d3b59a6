"""Decisions and targets with what they come to, as pages and commands show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.claims.judging import results_of

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.model.performance import Claim, Decision
    from specgen.perfmodel.claims.results import Judged, Standing


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim and what it came to: ``told`` are both sides and the margin, or why it means nothing."""

    text: str
    variant: str
    because: str
    holds: bool | None
    told: str
    margin: float | None


@dataclass(frozen=True, slots=True)
class AlternativeRecord:
    """What was rejected, the parameters in which it differs as they were written, and why in numbers."""

    name: str
    summary: str
    parameters: dict[str, str]
    claims: tuple[ClaimRecord, ...]


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision. Of one that was superseded nothing is computed: its claims hold neither nor fail."""

    name: str
    summary: str
    description: str
    state: str
    date: str
    claims: tuple[ClaimRecord, ...]
    alternatives: tuple[AlternativeRecord, ...]

    @property
    def every(self) -> tuple[ClaimRecord, ...]:
        """Its own claims and those about alternatives."""
        return (*self.claims, *(claim for one in self.alternatives for claim in one.claims))

    @property
    def status(self) -> str:
        """Whether it stands: ``holds``, ``broken``, or the state of one that nobody follows."""
        if self.state == "superseded":
            return self.state
        return "holds" if all(one.holds for one in self.every) else "broken"


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """A target and where it stands."""

    name: str
    summary: str
    phase: str
    perf: str
    standing: Standing


def decision_records(spec: Spec, *, cached: bool = True) -> tuple[DecisionRecord, ...]:
    """Return the decisions of a spec in its order. Raises SpecError where it has errors that stand in the way."""
    claims = results_of(spec, cached=cached).claims
    return tuple(_decision(one, claims) for one in spec.architecture().decisions.values())


def target_records(spec: Spec, *, cached: bool = True) -> tuple[TargetRecord, ...]:
    """Return the targets of a spec in its order. Raises SpecError where it has errors that stand in the way."""
    found = results_of(spec, cached=cached).targets
    targets = spec.architecture().targets.values()
    return tuple(TargetRecord(one.name, one.summary, one.phase, one.perf, found[one.name]) for one in targets)


def _decision(one: Decision, claims: dict[str, list[Judged]]) -> DecisionRecord:
    alternatives = tuple(
        AlternativeRecord(
            other.name,
            other.summary,
            {name: _written(value) for name, value in other.parameters.items()},
            _claims(other.claims, claims.get(f"{one.name}/{other.name}", ())),
        )
        for other in one.alternatives
    )
    own = _claims(one.claims, claims.get(one.name, ()))
    return DecisionRecord(
        one.name, one.summary, one.description, one.state, one.date or "", own, alternatives
    )


def _written(value: object) -> str:
    return str(value["value"] if isinstance(value, dict) else value)


def _claims(claims: Iterable[Claim], judged: Iterable[Judged]) -> tuple[ClaimRecord, ...]:
    computed = iter(judged)
    return tuple(_claim(claim, next(computed, None)) for claim in claims)


def _claim(claim: Claim, one: Judged | None) -> ClaimRecord:
    if one is None or one.outcome is None:
        told = one.fault.message if one and one.fault else "not computed"
        return ClaimRecord(claim.perf, claim.variant or "", claim.because, False if one else None, told, None)
    outcome = one.outcome
    return ClaimRecord(claim.perf, one.variant, claim.because, outcome.holds, outcome.told, outcome.margin)
