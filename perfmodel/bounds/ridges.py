"""Where memory and arithmetic meet, and what a measured time comes to beside the bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.bounds.bound import Bound
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count

TOLERANCE = 0.02
"""How much faster than the bound a measurement may be before it is above the roof: clocks and rounding differ by that."""


def ridge(chip: Chip, unit: str, form: str, of: str) -> Any:
    """Return the operations a byte from which on the peak of a format, and not a memory level or network, is the limit.

    Raises KeyError where the chip has no level or network of that name.
    """
    bandwidths = {one.name: one.bandwidth for one in chip.carriers}
    return chip.peak(unit, form) / bandwidths[of]


def ridges(chip: Chip) -> dict[tuple[str, str, str], Any]:
    """Return all ridge points of a chip, by unit, format, and memory level or network."""
    return {
        (unit, form, one.name): ridge(chip, unit, form, one.name)
        for unit, form in chip.peaks
        for one in chip.carriers
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
