"""Chips as numbers to compute with: public accelerators, and what a spec's own variant comes to."""

from specgen.perfmodel.chips.chip import TOPOLOGIES, WIDER, Chip, Level, Network
from specgen.perfmodel.chips.derived import derived_chip
from specgen.perfmodel.chips.errors import ChipError
from specgen.perfmodel.chips.library import chip_of, declared_chips, library_chip, library_chips
from specgen.perfmodel.chips.variants import variant_chip
from specgen.perfmodel.chips.varied import dimension, numbers, varied

__all__ = [
    "TOPOLOGIES",
    "WIDER",
    "Chip",
    "ChipError",
    "Level",
    "Network",
    "chip_of",
    "declared_chips",
    "derived_chip",
    "dimension",
    "library_chip",
    "library_chips",
    "numbers",
    "variant_chip",
    "varied",
]
