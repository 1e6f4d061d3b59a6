"""Chips as numbers to compute with: public accelerators, and what a spec's own variant comes to."""

from specgen.perfmodel.chips.basis import Basis
from specgen.perfmodel.chips.chip import WIDER, Chip, Level, Network
from specgen.perfmodel.chips.derived import derived_chip
from specgen.perfmodel.chips.errors import ChipError
from specgen.perfmodel.chips.library import chip_of, declared_chips, library_chip, library_chips
from specgen.perfmodel.chips.peaks import Peak, all_peaks, approximates
from specgen.perfmodel.chips.rooflines import Ceiling, Roofline, roofline
from specgen.perfmodel.chips.variants import computing, variant_chip
from specgen.perfmodel.chips.varied import dimension, numbers, varied

__all__ = [
    "WIDER",
    "Basis",
    "Ceiling",
    "Chip",
    "ChipError",
    "Level",
    "Network",
    "Peak",
    "Roofline",
    "all_peaks",
    "approximates",
    "chip_of",
    "computing",
    "declared_chips",
    "derived_chip",
    "dimension",
    "library_chip",
    "library_chips",
    "numbers",
    "roofline",
    "variant_chip",
    "varied",
]
