"""Chips as numbers to compute with: public accelerators, and what a spec's own variant comes to."""

from specgen.perfmodel.chips.basis import Basis
from specgen.perfmodel.chips.chip import WIDER, Chip, Level, Network
from specgen.perfmodel.chips.derived import derived_chip, leading
from specgen.perfmodel.chips.errors import ChipError
from specgen.perfmodel.chips.library import chip_of, declared_chips, library_chip, library_chips
from specgen.perfmodel.chips.peaks import Peak, approximates
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
    "approximates",
    "chip_of",
    "computing",
    "declared_chips",
    "derived_chip",
    "dimension",
    "leading",
    "library_chip",
    "library_chips",
    "numbers",
    "roofline",
    "variant_chip",
    "varied",
]
