"""The calibrations of `std:calibrations`: parameters of physical models, by chip, operator, format and whose kernels."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from specgen.model import load_fragment
from specgen.source import SourceFile

if TYPE_CHECKING:
    from specgen.model.performance import Calibration as Declared
    from specgen.perfmodel.measured.table import Dataset


@cache
def library_calibrations() -> dict[str, Declared]:
    """Return the calibrations that come with specgen, by name."""
    text = "include: [std:calibrations/*.yaml]\n"
    return load_fragment(SourceFile("calibrations.yaml", text)).architecture().calibrations


def library_values(data: Dataset) -> dict[str, float]:
    """Return the parameters that were fitted to a table like this one; empty where there are none.

    Chip, operator, format, scheme and protocol must be the same, the backend in its first word.
    """
    found = fitted_to(data, library_calibrations().values())
    return {name: float(value) for name, value in found.parameters.items()} if found else {}


def fitted_to(data: Dataset, calibrations: Iterable[Declared]) -> Declared | None:
    """Return the first of ``calibrations`` that is of a table like this one; see `library_values`."""
    for one in calibrations:
        labels = (one.chip, one.operator, one.format, one.scheme, one.protocol)
        same = labels == (data.chip, data.operator, data.format, data.scheme, data.protocol)
        if same and _maker(one.backend) == _maker(data.backend):
            return one
    return None


def _maker(backend: str) -> str:
    return backend.split(" ")[0]
