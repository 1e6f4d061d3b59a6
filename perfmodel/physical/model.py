"""What a physical model of an operator is: a formula with a few named efficiencies that may be calibrated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from specgen.perfmodel.counting import Count

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

Dims: TypeAlias = Mapping[str, Count]
Values: TypeAlias = Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named physical quantity of a model: its unit, what it means, what values are plausible, a first guess."""

    name: str
    unit: str
    meaning: str
    low: float
    high: float
    start: float


@dataclass(frozen=True, slots=True)
class Model:
    """A formula of the time of one class of operators, and the parameters that it has.

    ``seconds(dims, format, chip, values)`` is the time; ``causes`` of the same arguments gives the parts that add up to
    it, the ideal first; ``values`` are the parameters by name. All are one number or arrays.
    """

    name: str
    operator: str
    parameters: tuple[Parameter, ...]
    seconds: Callable[[Dims, str, Chip, Values], Count]
    causes: Callable[[Dims, str, Chip, Values], dict[str, Count]]

    @property
    def defaults(self) -> dict[str, Count]:
        """The first guess of every parameter: what an uncalibrated chip is given."""
        return {one.name: one.start for one in self.parameters}
