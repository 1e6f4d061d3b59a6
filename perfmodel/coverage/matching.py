"""Whether a lowering does an operator, and what the operator takes then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.expressions import ExpressionError, parse_expression
from specgen.model.performance.tiling import Tiling, names_of, tiling
from specgen.perfmodel.workloads import Operator, Role, Tensor

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.model.performance import Lowering


@dataclass(frozen=True, slots=True)
class Fit:
    """A lowering that does an operator, with the tiles that the operator is cut into."""

    lowering: Lowering
    tiling: Tiling


def sizes_of(operator: Operator) -> dict[str, int]:
    """Return the sizes of an operator of one workload, no arrays."""
    return {name: int(size) for name, size in operator.dims.items()}


def facts_of(operator: Operator) -> dict[str, int | Fraction]:
    """Return what else lowerings may ask of an operator: `specgen.model.performance.tiling.FACTS`."""
    stored = _stored(operator)
    results = sum(int(one.elements) for one in operator.outputs) or 1
    return {
        "size": Fraction(str(stored[0].bits)) / 8 if stored else 0,
        "results": results,
        "each": Fraction(int(operator.operations), results),
        "density": Fraction(str(operator.density)),
        "operands": len(stored),
    }


def why_not(lowering: Lowering, operator: Operator, architecture: Architecture) -> str | None:
    """Return why a lowering does not do an operator, None where it does."""
    if lowering.operator != operator.kind.value:
        return f"it does {lowering.operator}"
    if lowering.algorithms and operator.algorithm and operator.algorithm not in lowering.algorithms:
        return f"it does {_listed(lowering.algorithms)}, not {operator.algorithm}"
    strange = sorted({one.format for one in _stored(operator)} - set(lowering.formats))
    if strange:
        return f"it takes {_listed(lowering.formats)}, not {_listed(strange)}"
    made = sorted({one.format for one in operator.outputs} - set(lowering.results))
    if lowering.results and made:
        return f"it gives {_listed(lowering.results)}, not {_listed(made)}"
    names = names_of(architecture, sizes_of(operator), facts_of(operator))
    for condition in lowering.where:
        try:
            if not parse_expression(condition).holds(names):
                return f"{condition} does not hold"
        except ExpressionError as error:
            return f"{condition}: {error.message}"
    return None


def fit(operator: Operator, architecture: Architecture) -> Fit | str:
    """Return the first lowering of a spec that does an operator, or why none does."""
    reasons = []
    for lowering in architecture.lowerings.values():
        reason = why_not(lowering, operator, architecture)
        if reason is None:
            try:
                cut = tiling(lowering, sizes_of(operator), facts_of(operator), architecture)
            except ExpressionError as error:
                reason = error.message
            else:
                return Fit(lowering, cut)
        if lowering.operator == operator.kind.value:
            reasons.append(f"{lowering.name}: {reason}")
    return "; ".join(reasons) or f"no lowering does {operator.kind.value}"


def _stored(operator: Operator) -> list[Tensor]:
    """The operands whose numbers it computes with: not the indices."""
    return [one for one in operator.inputs if one.role is not Role.INDEX]


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)
