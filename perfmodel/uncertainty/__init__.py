"""Uncertainty: every figure with its band, and with the inputs that widen it."""

from specgen.perfmodel.uncertainty.bands import SAMPLES, SEED, Banded, Driver, banded, propagated
from specgen.perfmodel.uncertainty.inputs import DEFAULT_RANGES, Input, chip_inputs, range_of, why

__all__ = [
    "DEFAULT_RANGES",
    "SAMPLES",
    "SEED",
    "Banded",
    "Driver",
    "Input",
    "banded",
    "chip_inputs",
    "propagated",
    "range_of",
    "why",
]
