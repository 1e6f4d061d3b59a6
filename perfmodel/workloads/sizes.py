"""Sizes as callers give them: checked, and arrays made exact for products beyond 2^63."""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import Count, Unknown
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.perfmodel.workloads.lengths import Lengths

MOST = 10**15
"""The greatest size: products of some of them stay numbers."""


def sized(name: str, value: Count, least: float = 1) -> Any:
    """Return a size: a number as it is, an array as floating point (whole products are exact up to 2^53).

    One that is not known yet is whatever its readers give it, and not checked.

    Raises:
        WorkloadError: it, or one of its elements, is below ``least``, above MOST or not a number.
    """
    given: Any = value
    if isinstance(given, Unknown):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        if not least <= given <= MOST:
            raise WorkloadError(f"{name} must be from {least} to {MOST:.0e}, not {_shown(given)}")
        return given
    if not hasattr(given, "astype"):
        raise WorkloadError(f"{name} must be a number, not {given!r}")
    if given.size:
        low, high = given.min(), given.max()
        if not (low >= least and high <= MOST):
            raise WorkloadError(f"{name} must be from {least} to {MOST:.0e}, and goes from {low} to {high}")
    return given.astype("float64")


def length(name: str, value: Count | Lengths, least: float = 1) -> Any:
    """Return a length: as `sized`, or a distribution as it is.

    Raises:
        WorkloadError: it, or one of those distributed, is out of range.
    """
    if not isinstance(value, Lengths):
        return sized(name, value, least)
    for one in value.values:
        sized(name, one, least)
    return value


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, float) or abs(value) < 10**20 else "one that has more digits"
