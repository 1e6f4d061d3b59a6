"""Decisions and targets; their claims are evaluated by the performance model, not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specgen.model.performance import Alternative, Claim, Decision, Target
from specgen.model.quantity import Dimension
from specgen.model.resolve.items import common
from specgen.model.resolve.quantities import quantity
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.performance import ClaimDocument, DecisionDocument, TargetDocument
    from specgen.model.origin import Origin
    from specgen.model.quantity import Quantity
    from specgen.model.resolve.context import Context

_ANY = tuple(Dimension)


def decision(ctx: Context, name: str, document: DecisionDocument, origin: Origin) -> Decision:
    """Resolve a decision."""
    alternatives = []
    for key, one in (document.alternatives or {}).items():
        at = origin.child("alternatives", key)
        _parameters(ctx, one.parameters or {}, at)
        claims = _claims(ctx, one.claims or (), at)
        alternatives.append(Alternative(key, one.summary, dict(one.parameters or {}), claims, at))
    return Decision(
        **common(name, document, origin),
        state=document.state,
        date=document.date,
        claims=_claims(ctx, document.claims or (), origin),
        alternatives=tuple(alternatives),
    )


def _parameters(ctx: Context, given: dict[str, object], origin: Origin) -> None:
    declared = ctx.merged.sections.parameters
    for name in given:
        if name not in declared and not {name, "*"} & ctx.parameters_broken and ctx.merged.complete:
            message = f"no parameter is called {name!r}"
            at = origin.key("parameters", name)
            ctx.report("ref-unknown", message, at, hint=did_you_mean(name, declared))


def _claims(ctx: Context, given: Sequence[ClaimDocument], origin: Origin) -> tuple[Claim, ...]:
    made = []
    for index, one in enumerate(given):
        at = origin.child("claims", index)
        _variant(ctx, one.variant, at)
        made.append(Claim(one.perf, one.variant, one.because, at))
    return tuple(made)


def _variant(ctx: Context, name: str | None, origin: Origin) -> None:
    known = ctx.merged.sections.variants
    if name is not None and name not in known and ctx.merged.complete:
        message = f"no variant is called {name!r}"
        ctx.report("ref-unknown", message, origin.at("variant"), hint=did_you_mean(name, known))


def target(ctx: Context, name: str, document: TargetDocument, origin: Origin) -> Target | None:
    """Resolve a target; None where its limit is not one."""

    def number(given: object, *path: str) -> Quantity | None:
        return quantity(ctx, given, origin, *path, dimensions=_ANY)

    _variant(ctx, document.variant, origin)
    if (document.at_least is None) is (document.at_most is None):
        ctx.report("spec-target", f"{name} needs one limit: at_least or at_most", origin.key())
        return None
    margin = quantity(ctx, document.margin, origin, "margin", dimensions=(Dimension.NUMBER,))
    if margin is not None and margin.value < 0:
        ctx.report("spec-target", "a margin is a part of the limit, and at least 0", origin.at("margin"))
    seen = {phase: number(one, "measured", phase) for phase, one in (document.measured or {}).items()}
    return Target(
        **common(name, document, origin),
        phase=document.phase,
        variant=document.variant,
        perf=document.perf,
        at_least=number(document.at_least, "at_least"),
        at_most=number(document.at_most, "at_most"),
        margin=margin,
        measured={phase: one for phase, one in seen.items() if one is not None},
    )
