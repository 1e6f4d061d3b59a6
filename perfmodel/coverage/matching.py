"""Whether a lowering does an operator, and what the operator takes then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    return next((reason for _, reason in _refusals(lowering, operator, architecture)), None)


def fit(operator: Operator, architecture: Architecture) -> Fit | str:
    """Return the first lowering of a spec that does an operator, or why those that come nearest do not."""
    refused: list[tuple[int, str]] = []
    for lowering in architecture.lowerings.values():
        refusal = next(_refusals(lowering, operator, architecture), None)
        if refusal is None:
            try:
                return Fit(lowering, tiling(lowering, sizes_of(operator), facts_of(operator), architecture))
            except ExpressionError as error:
                refusal = _CONDITION, error.message
        if refusal[0] > _KIND:
            refused.append((refusal[0], f"{lowering.name}: {refusal[1]}"))
    if not refused:
        return f"no lowering does {operator.kind.value}"
    nearest = max(refused)[0]
    if nearest == _ALGORITHM:
        return f"no lowering of {operator.kind.value} does {_called(operator)}"
    if nearest == _FORMATS:
        formats = sorted({one.format for one in _stored(operator)})
        return f"no lowering of {_called(operator)} takes {_listed(formats)}"
    return "; ".join(reason for stage, reason in refused if stage == nearest)


_KIND, _ALGORITHM, _FORMATS, _RESULTS, _CONDITION = range(5)


def _refusals(
    lowering: Lowering, operator: Operator, architecture: Architecture
) -> Iterator[tuple[int, str]]:
    """Yield why a lowering does not do an operator, and how far it came; what follows the first is not meant."""
    if lowering.operator != operator.kind.value:
        yield _KIND, f"it does {lowering.operator}"
    if lowering.algorithms and _called(operator) not in lowering.algorithms:
        yield _ALGORITHM, f"it does {_listed(lowering.algorithms)}, not {_called(operator)}"
    strange = {one.format for one in _stored(operator)} - set(lowering.formats)
    if strange:
        yield _FORMATS, f"it takes {_listed(lowering.formats)}, not {_listed(sorted(strange))}"
    made = {one.format for one in operator.outputs} - set(lowering.results)
    if lowering.results and made:
        yield _RESULTS, f"it gives {_listed(lowering.results)}, not {_listed(sorted(made))}"
    names = names_of(architecture, sizes_of(operator), facts_of(operator))
    for condition in lowering.where:
        try:
            if not parse_expression(condition).holds(names):
                yield _CONDITION, f"{condition} does not hold"
        except ExpressionError as error:
            yield _CONDITION, f"{condition}: {error.message}"


def _called(operator: Operator) -> str:
    """What an operator does: its algorithm, or the last part of its name, such as ``rope``."""
    return operator.algorithm or operator.name.rpartition(".")[2]


def _stored(operator: Operator) -> list[Tensor]:
    """The operands whose numbers it computes with: not the indices."""
    return [one for one in operator.inputs if one.role is not Role.INDEX]


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)
