"""Where a target stands: the value of the model or of a measurement against its limit, with its margin and its band."""

from __future__ import annotations

from dataclasses import dataclass
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
    measured = target.measured.get(target.phase)
    told = ""
    try:
        bound = _amount(limit, target)
        told = f"{'at least' if target.at_least else 'at most'} {shown(bound)}"
        value = _value(target, designs.scope(variant))
        if value.exponents != bound.exponents:
            message = f"the metric is {said(value.exponents)}, and the limit {said(bound.exponents)}"
            raise ExpressionError("claim-units", message, 0, len(target.perf))
        if target.phase != "architecture" and measured is None:
            return Standing("not measured", variant, shown(value), told)
        found = _measured(measured, target) if measured else _modelled(target, designs, variant, value)
        if found.value.exponents != bound.exponents:
            message = (
                f"what was measured is {said(found.value.exponents)}, and the limit {said(bound.exponents)}"
            )
            raise ExpressionError("claim-units", message, 0, len(target.perf))
    except ExpressionError as error:
        return Standing("not computed", variant, limit=told, fault=Fault.of(error))
    sign = 1.0 if target.at_least else -1.0
    size = abs(bound.value) or 1.0
    margin = sign * (found.value.value - bound.value) / size
    ends = sorted(sign * (end.value - bound.value) / size for end in (found.value, *found.ends))
    wanted = float(target.margin.value) if target.margin else 0.0
    status = "missed" if margin < 0 else "met" if margin >= wanted and ends[0] >= 0 else "at risk"
    band = (shown(found.ends[0]), shown(found.ends[1])) if found.ends else None
    reach = (ends[0], ends[-1]) if found.ends else None
    return Standing(status, variant, shown(found.value), told, band, margin, reach, found.widest)


@dataclass(frozen=True, slots=True)
class _Found:
    """A value, the ends of its band (none: it is exact), and the inputs that widen it most."""

    value: Amount
    ends: tuple[Amount, ...]
    widest: tuple[str, ...] = ()


def _amount(quantity: Quantity, target: Target) -> Amount:
    try:
        return Amount(float(quantity.value), DIMENSIONS[quantity.dimension])
    except OverflowError:
        message = "a limit or a measurement is larger than any number that is computed with"
        raise ExpressionError("claim-value", message, 0, len(target.perf)) from None


def _measured(quantity: Quantity, target: Target) -> _Found:
    exponents = DIMENSIONS[quantity.dimension]
    limits = [end for end in (quantity.low, quantity.high) if end is not None]
    ends = tuple(Amount(float(end), exponents) for end in limits) if len(limits) == 2 else ()
    return _Found(_amount(quantity, target), ends)


def _modelled(target: Target, designs: Designs, variant: str, value: Amount) -> _Found:
    """The value, and what it is at the corners of the ranges of the chip's numbers.

    Each number is moved to its ends alone, which tells the end where it makes the metric less; where the metric is
    monotone in every number, as times, rates and energies are, the two corners hold it.
    """
    design, inputs = designs.design(variant), designs.inputs(variant)

    def at(ends: dict[str, float]) -> Amount:
        changed: dict[str, float] = {}
        for one in inputs:
            if one.input.name in ends:
                changed |= one.numbers(design.chip, ends[one.input.name])
        return _value(target, design.scope(changed))

    low, high, swings = dict[str, float](), dict[str, float](), dict[str, float]()
    for one in (tied.input for tied in inputs):
        ends = [at({one.name: end}).value for end in (one.low, one.high)]
        rises = ends[1] >= ends[0]
        low[one.name], high[one.name] = (one.low, one.high) if rises else (one.high, one.low)
        swings[one.name] = abs(ends[1] - ends[0])
    if not any(swings.values()):
        return _Found(value, ())
    corners = at(low), at(high)
    widest = sorted((name for name, swing in swings.items() if swing), key=lambda name: -swings[name])
    return _Found(value, corners, tuple(widest[:2]))


def _value(target: Target, scope: Scope) -> Amount:
    return amount(parse_metric(target.perf), scope)
