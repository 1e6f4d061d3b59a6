"""Uncertainty: every figure with its band, and with the inputs that widen it."""

from specgen.perfmodel.uncertainty.bands import SAMPLES, SEED, Banded, Driver, banded, propagated
from specgen.perfmodel.uncertainty.inputs import (
    DEFAULT_RANGES,
    Input,
    Tied,
    chip_inputs,
    range_of,
    tied_inputs,
    why,
)

__all__ = [
    "DEFAULT_RANGES",
    "SAMPLES",
    "SEED",
    "Banded",
    "Driver",
    "Input",
    "Tied",
    "banded",
    "chip_inputs",
    "propagated",
    "range_of",
    "tied_inputs",
    "why",
]
