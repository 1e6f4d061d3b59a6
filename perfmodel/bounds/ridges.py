"""Where memory and arithmetic meet, and what a measured time comes to beside the bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.bounds.bound import Bound
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count

TOLERANCE = 0.02
"""How much faster than the bound a measurement may be before it is above the roof: clocks and rounding differ by that."""


def ridge(chip: Chip, unit: str, form: str, level: str) -> Any:
    """Return the operations a byte from which on the peak of a format, and not a level, is the limit."""
    return chip.peak(unit, form) / chip.level(level).bandwidth


def ridges(chip: Chip) -> dict[tuple[str, str, str], Any]:
    """Return all ridge points of a chip, by unit, format and level."""
    return {
        (unit, form, level.name): ridge(chip, unit, form, level.name)
        for unit, form in chip.peaks
        for level in chip.levels
    }


@dataclass(frozen=True, slots=True)
class Achieved:
    """A measured time beside the bound: ``fraction`` of what is possible, ``rate`` in operations/s.

    ``bandwidths`` are the bytes/s of each level, had all its bytes crossed it. ``above``: the point lies above the roof,
    which says that something is wrong: a unit, a sparse peak, a warm cache, or the workload.
    """

    fraction: Count
    rate: Count
    bandwidths: dict[str, Count]
    above: Any


def achieved(bound: Bound, seconds: Count) -> Achieved:
    """Return what one execution in ``seconds`` achieves."""
    fraction = bound.time / seconds
    return Achieved(
        fraction=fraction,
        rate=bound.operator.operations / seconds,
        bandwidths={name: moved / seconds for name, moved in bound.bytes.items()},
        above=fraction > 1 + TOLERANCE,
    )
