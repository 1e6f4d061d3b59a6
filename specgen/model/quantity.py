"""Exact numbers with units and provenance: ``4.8 TB/s``, ``256 KiB``, ``1.2 ns``, ``64 B/cycle``."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from specgen.data import frozen


class Dimension(Enum):
    """What a quantity measures; the value is the base unit in which ``Quantity.value`` is given."""

    NUMBER = "1"
    BYTES = "B"
    TIME = "s"
    CYCLES = "cycle"
    FREQUENCY = "Hz"
    BANDWIDTH = "B/s"
    BYTES_PER_CYCLE = "B/cycle"
    OPERATIONS = "op"
    OPERATIONS_PER_SECOND = "op/s"
    POWER = "W"
    ENERGY = "J"


class Confidence(Enum):
    """How far a number may be believed, best first."""

    MEASURED = "measured"
    DATASHEET = "datasheet"
    SIMULATED = "simulated"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"


@frozen()
class Quantity:
    """An exact value in the base unit of its dimension, as it was spelled, and what it rests on."""

    value: Fraction
    dimension: Dimension
    text: str
    source: str | None = None
    confidence: Confidence | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __str__(self) -> str:
        return self.text
