"""Readers of the layouts in which others publish measurements, one module each."""

from __future__ import annotations

from pathlib import Path

from specgen.perfmodel.measured.readers import aiconfigurator, llmcompass, llmservingsim, neusight, vidur
from specgen.perfmodel.measured.table import Dataset

READERS = (aiconfigurator.read, llmcompass.read, llmservingsim.read, neusight.read, vidur.read)


def read_folder(folder: Path, operator: str | None = None, chip: str | None = None) -> list[Dataset]:
    """Return the tables of a folder that holds the published sets, by name; one or another operator or chip of them.

    A set is looked for in the subfolder named as its project, and left out where there is none. Raises
    MissingExtraError where Parquet files need a library that is not installed.
    """
    found = (one for read in READERS for one in read(folder, operator, chip))
    kept = (one for one in found if chip in (None, one.chip) and operator in (None, one.operator))
    return sorted(kept, key=lambda one: one.name)
