"""Logarithmic axes, and figures with metric prefixes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

_PREFIXES = {15: "P", 12: "T", 9: "G", 6: "M", 3: "k", 0: ""}


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis: ``low`` at the pixel ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the pixel of a value, to a tenth."""
        part = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return round(self.start + part * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten within the axis."""
        return [10.0**power for power in range(ceil(log10(self.low)), floor(log10(self.high)) + 1)]


def decades(low: float, high: float) -> tuple[float, float]:
    """Return the powers of ten around two values."""
    return 10.0 ** floor(log10(low)), 10.0 ** ceil(log10(high))


def rate(value: float, unit: str) -> str:
    """Return a figure to three digits with its prefix: ``1.05 POP/s``."""
    power = next((p for p in _PREFIXES if value >= 10**p), 0)
    return f"{plain(value / 10**power)} {_PREFIXES[power]}{unit}".rstrip()


def plain(value: float) -> str:
    """Return a figure to three digits, without an exponent where it is not far from one."""
    short = f"{value:.3g}"
    return f"{float(short):g}" if 1e-4 <= abs(value) < 1e6 else short
