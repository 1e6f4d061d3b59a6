"""Which measurements are faster than the chip can be: points above the roof.

The roof is that of a warm start, so that a cache explains nothing: what of the operands fits into the last cache need not
come from memory, and every number of the chip is taken at the fast end of its range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import maximum
from specgen.perfmodel.workloads import bits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset

TOLERANCE = 0.05
"""By how much a measurement may be faster than the roof: clocks above the one of the data sheet, rounded times."""


_WEIGHTS = {"int4_weights": 4, "int8_weights": 8}
"""Bits of a weight, in tables whose weights are of other bits than their activations."""


def roof_seconds(data: Dataset, chip: Chip) -> Any:
    """Return the least seconds of each row of a table of products, None where the table is of anything else."""
    sizes = data.columns
    if data.operator != "gemm" or data.format not in {form for _, form in chip.peaks}:
        return None
    m, n, k = (sizes[name].astype(float) for name in ("m", "n", "k"))
    compute = 2 * m * n * k / _fastest(chip, f"peaks.matrix.{data.format}", chip.peak("matrix", data.format))
    width = bits(data.format)
    moved = (m * k * width + k * n * _WEIGHTS.get(data.scheme, width)) / 8 + m * n * 2
    memory, *inner = chip.levels
    kept = sum(one.size for one in inner if not one.per_unit) or (inner[0].size if inner else 0)
    outer = maximum(moved - kept, 0.0) / _fastest(chip, f"levels.{memory.name}.bandwidth", memory.bandwidth)
    crossing = [
        moved / _fastest(chip, f"levels.{one.name}.bandwidth", one.bandwidth)
        for one in inner
        if not one.per_unit
    ]
    return maximum(compute, outer, *crossing)


def above_roof(data: Dataset, chip: Chip) -> NDArray[np.bool_] | None:
    """Return which rows of a table of products are faster than the roof; None where the table is of anything else."""
    roof = roof_seconds(data, chip)
    if roof is None:
        return None
    found: NDArray[np.bool_] = data.seconds * (1 + TOLERANCE) < roof
    return found


def _fastest(chip: Chip, path: str, value: Any) -> Any:
    number = chip.basis.get(path)
    return value if number is None or number.high is None else max(float(value), float(number.high))
