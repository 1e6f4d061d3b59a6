"""Work divided among chips: what each of them does, and what they tell each other."""

from specgen.perfmodel.parallel.collectives import (
    ALGORITHMS,
    COLLECTIVES,
    chip_seconds,
    collective_seconds,
)

__all__ = ["ALGORITHMS", "COLLECTIVES", "chip_seconds", "collective_seconds"]
