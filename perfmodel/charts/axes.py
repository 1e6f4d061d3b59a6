"""Axes of drawings: where a number lies, and which numbers are written beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from specgen.perfmodel.charts.describe import Scale

_TICKS = 6


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
        low, high = decades(scale.low or low, scale.high or high)
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


def decades(low: float, high: float) -> tuple[float, float]:
    """Return the powers of ten around two values."""
    return 10.0 ** floor(log10(low)), 10.0 ** ceil(log10(high))


def short(value: float) -> float:
    """Return a number in six digits, so that figures do not depend on the machine."""
    return float(f"{value:.6g}")
