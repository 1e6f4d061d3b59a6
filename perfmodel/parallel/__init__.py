"""Work divided among chips: what each of them does, and what they tell each other."""

from specgen.perfmodel.parallel.collectives import (
    COLLECTIVES,
    chip_seconds,
    collective_seconds,
)
from specgen.perfmodel.parallel.division import Parallel, divided, ranks
from specgen.perfmodel.parallel.errors import ParallelError
from specgen.perfmodel.parallel.pipelines import bubble, pipeline_seconds

__all__ = [
    "COLLECTIVES",
    "Parallel",
    "ParallelError",
    "bubble",
    "chip_seconds",
    "collective_seconds",
    "divided",
    "pipeline_seconds",
    "ranks",
]
