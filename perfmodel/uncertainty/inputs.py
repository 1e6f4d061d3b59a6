"""The numbers that a figure rests on, and within which range the true ones lie.

A range that a spec gives is taken as it is given. Where none is given, the confidence stands for one:

| confidence | range |
|---|---|
| measured | ±2 %: what repeated measurements of clocks and bandwidths differ by |
| datasheet | ±3 %: rounded numbers, and clocks that are held or not |
| simulated | ±10 %: what simulators of accelerators report as their error |
| estimated | ±15 % |
| assumed | ±30 % |

Sizes and counts of a datasheet, and numbers without a confidence, are part of the description, and exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from specgen.model.quantity import Confidence, Dimension
from specgen.perfmodel.chips import numbers

if TYPE_CHECKING:
    from specgen.model.quantity import Quantity
    from specgen.perfmodel.chips import Chip

DEFAULT_RANGES = {
    Confidence.MEASURED: 0.02,
    Confidence.DATASHEET: 0.03,
    Confidence.SIMULATED: 0.10,
    Confidence.ESTIMATED: 0.15,
    Confidence.ASSUMED: 0.30,
}
"""How far a number may be off, as a fraction of it, where only its confidence is given."""

_COUNTED = (Dimension.BYTES, Dimension.NUMBER)
_KNOWN = (Confidence.MEASURED, Confidence.DATASHEET)


@dataclass(frozen=True, slots=True)
class Input:
    """A number that may be off: what is taken for it, within which range it lies, and ``why`` one says so."""

    name: str
    value: float
    low: float
    high: float
    why: str = ""


def range_of(quantity: Quantity) -> tuple[float, float] | None:
    """Return the range of a quantity as fractions of its value; None where it is exact."""
    if quantity.low is not None and quantity.high is not None and quantity.value:
        ends = quantity.low / quantity.value, quantity.high / quantity.value
        return (float(min(ends)), float(max(ends))) if ends[0] != ends[1] else None
    confidence = quantity.confidence
    if confidence is None or (quantity.dimension in _COUNTED and confidence in _KNOWN):
        return None
    return 1 - DEFAULT_RANGES[confidence], 1 + DEFAULT_RANGES[confidence]


def why(quantity: Quantity) -> str:
    """Say where a quantity's range comes from."""
    if quantity.low is not None and quantity.high is not None:
        return "range given"
    return quantity.confidence.value if quantity.confidence is not None else "exact"


def chip_inputs(chip: Chip) -> tuple[Input, ...]:
    """Return the numbers of a chip that may be off, by path; what a unit has counts as the whole chip has it."""
    return tuple(_inputs(chip))


def _inputs(chip: Chip) -> Iterator[Input]:
    for path, number in numbers(chip).items():
        quantity = chip.basis.get(path)
        limits = range_of(quantity) if quantity is not None else None
        if quantity is not None and limits is not None and isfinite(number) and number:
            value = float(number)
            yield Input(path, value, value * limits[0], value * limits[1], why(quantity))
