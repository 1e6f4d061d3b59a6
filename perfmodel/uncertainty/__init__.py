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
from specgen.perfmodel.uncertainty.models import banded_seconds, parameter_inputs

__all__ = [
    "DEFAULT_RANGES",
    "SAMPLES",
    "SEED",
    "Banded",
    "Driver",
    "Input",
    "Tied",
    "banded",
    "banded_seconds",
    "chip_inputs",
    "parameter_inputs",
    "propagated",
    "range_of",
    "tied_inputs",
    "why",
]
