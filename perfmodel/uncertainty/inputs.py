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
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True, slots=True)
class Tied:
    """An input, and the numbers of a chip that move with it, each in proportion."""

    input: Input
    paths: tuple[str, ...]

    def numbers(self, chip: Chip, value: Any) -> dict[str, Any]:
        """Return the chip's numbers by path where the input has another value, or an array of them."""
        known = numbers(chip)
        return {path: known[path] * (value / self.input.value) for path in self.paths}


def chip_inputs(chip: Chip) -> tuple[Input, ...]:
    """Return the numbers of a chip that may be off, by path; what a unit has counts as the whole chip has it."""
    return tuple(_inputs(chip))


def tied_inputs(chip: Chip) -> tuple[Tied, ...]:
    """Return the numbers of a chip that may be off, those as one that can only be off together.

    Rates of computing that rest on the same source are of the same clock; so are bandwidths that rest on the source of
    the clock itself, as in a chip that is derived from a spec.
    """
    clock = chip.basis.get("clock")
    groups: dict[object, list[Input]] = {}
    for one in chip_inputs(chip):
        basis = chip.basis[one.name]
        key: object = one.name
        if clock is not None and clock.source and basis.source == clock.source and one.name in _clocked(chip):
            key = "clock", range_of(basis)
        elif one.name.startswith("peaks.") and basis.source:
            key = "peaks", basis.source, range_of(basis)
        groups.setdefault(key, []).append(one)
    return tuple(_tied(group) for group in groups.values())


def _clocked(chip: Chip) -> set[str]:
    rates = [path for path in numbers(chip) if path.startswith("peaks.")]
    return {"clock", *rates, *(f"levels.{one.name}.bandwidth" for one in chip.levels)}


def _tied(group: list[Input]) -> Tied:
    first = next((one for one in group if one.name == "clock"), group[0])
    paths = tuple(one.name for one in group)
    if len(group) > 1 and first.name != "clock":
        first = replace(first, name=f"{first.name.partition('.')[0]}.*")
    return Tied(first, paths)


def _inputs(chip: Chip) -> Iterator[Input]:
    for path, number in numbers(chip).items():
        quantity = chip.basis.get(path)
        limits = range_of(quantity) if quantity is not None else None
        if quantity is not None and limits is not None and isfinite(number) and number:
            value = float(number)
            yield Input(path, value, value * limits[0], value * limits[1], why(quantity))
