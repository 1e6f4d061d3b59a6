"""Where a target stands: the value of the model or of a measurement against its limit, with its margin and its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.expressions import ExpressionError
from specgen.model.units import DIMENSIONS, said
from specgen.perfmodel.claims.evaluation import amount
from specgen.perfmodel.claims.language import parse_metric
from specgen.perfmodel.claims.results import Fault, Standing
from specgen.perfmodel.claims.values import Amount, Scope, shown

if TYPE_CHECKING:
    from specgen.model.performance import Target
    from specgen.model.quantity import Quantity
    from specgen.perfmodel.claims.designs import Designs


def standing(target: Target, designs: Designs, variant: str) -> Standing:
    """Return where a target stands in the phase that it is of.

    In the architecture phase the model says the value and its band; later phases need a measurement of their own.
    """
    limit = target.at_least or target.at_most
    assert limit is not None
    bound = Amount(float(limit.value), DIMENSIONS[limit.dimension])
    sign = 1.0 if target.at_least else -1.0
    told = f"{'at least' if target.at_least else 'at most'} {shown(bound)}"
    try:
        value = _value(target, designs.scope(variant))
        if value.exponents != bound.exponents:
            message = f"the metric is {said(value.exponents)}, and the limit {said(bound.exponents)}"
            raise ExpressionError("claim-units", message, 0, len(target.perf))
    except ExpressionError as error:
        return Standing("not computed", variant, limit=told, fault=Fault.of(error))
    measured = target.measured.get(target.phase)
    if target.phase != "architecture" and measured is None:
        return Standing("not measured", variant, shown(value), told)
    if measured is not None:
        value = Amount(float(measured.value), DIMENSIONS[measured.dimension])
        ends = _ends(measured, value)
    else:
        ends = _band(target, designs, variant)
    margin = sign * (value.value - bound.value) / abs(bound.value) if bound.value else sign * value.value
    worst = min((sign * (end.value - bound.value) for end in ends), default=margin)
    wanted = float(target.margin.value) if target.margin else 0.0
    status = "missed" if margin < 0 else "met" if margin >= wanted and worst >= 0 else "at risk"
    band = (shown(ends[0]), shown(ends[1])) if ends else None
    return Standing(status, variant, shown(value), told, band, margin)


def _value(target: Target, scope: Scope) -> Amount:
    return amount(parse_metric(target.perf), scope)


def _ends(measured: Quantity, value: Amount) -> tuple[Amount, ...]:
    if measured.low is None or measured.high is None:
        return ()
    return Amount(float(measured.low), value.exponents), Amount(float(measured.high), value.exponents)


def _band(target: Target, designs: Designs, variant: str) -> tuple[Amount, ...]:
    """The metric with all numbers of the chip at the slow and at the fast end of what they may be."""
    values = [_value(target, scope) for scope in designs.ends(variant)]
    return tuple(sorted(values, key=lambda one: one.value))
