"""Axes of drawings: where a number lies, and which numbers are written beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from specgen.perfmodel.charts.describe import Scale
from specgen.perfmodel.scale import plain

_PREFIXES = (
    (1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"),
    (1e-9, "n"), (1e-12, "p"), (1e-15, "f"),
)  # fmt: skip
_TICKS = 6


def figure_text(value: float, unit: str = "") -> str:
    """Return a number to three digits with its unit and metric prefix, plainly where it has no unit."""
    if not unit or unit == "%" or value == 0:
        return f"{plain(value)} {unit}".rstrip()
    factor, prefix = next((one for one in _PREFIXES if abs(value) >= one[0]), _PREFIXES[-1])
    return f"{plain(value / factor)} {prefix}{unit}"


@dataclass(frozen=True, slots=True)
class Axis:
    """``low`` lies at the pixel ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    def at(self, value: float) -> float:
        """The pixel of a number, to a tenth; numbers beyond the axis lie at its ends."""
        value = min(max(value, self.low), self.high)
        if self.log:
            part = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        else:
            part = (value - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        """The numbers written beside the axis."""
        if self.log:
            return _powers(self.low, self.high)
        step = _step((self.high - self.low) / _TICKS)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [round(number * step, 12) if step < 1 else number * step for number in range(first, last + 1)]


def axis(scale: Scale, values: Iterable[float], start: float, end: float) -> Axis:
    """Return the axis that holds all ``values``; of a linear one, zero too unless the scale says its ends."""
    known = [value for value in values if isfinite(value) and (value > 0 or not scale.log)]
    low, high = min(known, default=1.0), max(known, default=1.0)
    if scale.log:
        low, high = 10.0 ** floor(log10(scale.low or low)), 10.0 ** ceil(log10(scale.high or high))
        return Axis(low, high if high > low else low * 10, start, end, True)
    low = min(low, 0.0) if scale.low is None else scale.low
    high = max(high, 0.0) if scale.high is None else scale.high
    return Axis(low, high if high > low else low + 1, start, end, False)


def _powers(low: float, high: float) -> list[float]:
    powers = range(ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9) + 1)
    every = -(-len(powers) // 8)
    return [10.0**power for power in powers[::every]]


def _step(least: float) -> float:
    power = 10.0 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= least * (1 - 1e-9))
