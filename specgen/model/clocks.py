"""Clocks in common ticks, so that times on units of different clocks are integers that compare."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Engine, Processor

_MOST_TICKS = 1_000_000  # in a cycle of the fastest clock
_LONGEST = 1 << 60  # ticks in any cycle


def ticks_per_second(architecture: Architecture) -> Fraction | None:
    """The least rate of which every clock of a processor or an engine is a whole part; None where there is no clock.

    Where the fastest cycle would have over a million ticks it has a million.
    """
    clocks = _clocks(architecture)
    if not clocks:
        return None
    rate = Fraction(lcm(*(f.numerator for f in clocks)), gcd(*(f.denominator for f in clocks)))
    return min(rate, max(clocks) * _MOST_TICKS)


def cycles_in_ticks(architecture: Architecture) -> dict[str, int]:
    """How many ticks a cycle of each processor and each engine has, rounded where it is no whole number.

    A unit without a clock counts in the clock of the first that has one; where none has, a tick is a cycle.
    """
    units: dict[str, Processor | Engine] = {**architecture.processors, **architecture.engines}
    rate = ticks_per_second(architecture)
    if rate is None:
        return dict.fromkeys(units, 1)
    first = _clocks(architecture)[0]
    return {
        name: min(round(rate / (unit.clock.value if unit.clock is not None else first)), _LONGEST)
        for name, unit in units.items()
    }


def _clocks(architecture: Architecture) -> list[Fraction]:
    units: tuple[Processor | Engine, ...] = (
        *architecture.processors.values(),
        *architecture.engines.values(),
    )
    return [unit.clock.value for unit in units if unit.clock is not None]
