"""Sizes as callers give them: checked, and arrays made exact for products beyond 2^63."""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.perfmodel.workloads.lengths import Lengths


def sized(name: str, value: Count, least: float = 1) -> Any:
    """Return a size: a number as it is, an array as floating point (whole products are exact up to 2^53).

    Raises:
        WorkloadError: it, or one of its elements, is below ``least`` or is not a number.
    """
    if isinstance(value, bool | str | None.__class__):
        raise WorkloadError(f"{name} must be a number, not {value!r}")
    if isinstance(value, int | float):
        if not value >= least or value == float("inf"):
            raise WorkloadError(f"{name} must be at least {least}, not {value!r}")
        return value
    if value.size and not bool((value >= least).all()):
        raise WorkloadError(f"{name} must be at least {least} everywhere, its least is {value.min()}")
    return value.astype("float64")


def length(name: str, value: Count | Lengths, least: float = 1) -> Any:
    """Return a length: as `sized`, or a distribution as it is.

    Raises:
        WorkloadError: it is below ``least``.
    """
    return value if isinstance(value, Lengths) else sized(name, value, least)
