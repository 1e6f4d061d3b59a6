"""Calibration of power, on the rows that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.measured.calibration import tabulated
from specgen.perfmodel.measured.fitting import Box
from specgen.perfmodel.physical import POWER, Utilisation, operand_bytes, watts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset

OPERATORS = ("gemm",)
"""The operators whose operations and bytes are counted here."""


@dataclass(frozen=True, slots=True)
class PowerCalibration:
    """The values of the parameters of power, and the table of measured over modelled power.

    The table also takes out how a power was read: meters average over longer than a short kernel runs.
    """

    values: dict[str, float]
    table: Utilisation | None

    def joules(self, data: Dataset, chip: Chip, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the energies of rows that take so long, by the physical parameters alone."""
        return _watts(data, chip, seconds, self.values) * seconds

    def tabled(self, data: Dataset, chip: Chip, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the energies with the table on top."""
        drawn = self.joules(data, chip, seconds)
        return drawn if self.table is None else drawn * self.table.factor(data.columns)


def with_power(data: Dataset) -> Dataset:
    """Return the rows that carry a power, none where the operator's work is not counted here."""
    import numpy as np

    if data.watts is None or data.operator not in OPERATORS:
        return data.rows(np.zeros(len(data), dtype=bool))
    return data.rows(~np.isnan(data.watts))


def calibrate_power(data: Dataset, chip: Chip) -> PowerCalibration:
    """Fit power to rows that all carry it, each taking its measured time. Raises MissingExtraError without SciPy."""
    import numpy as np

    assert data.watts is not None
    measured = data.watts
    box = Box(POWER)
    found = box.descended(
        lambda values: _watts(data, chip, data.seconds, values) / measured, box.start, scales=(0.2, 0.05)
    )
    values = box.values(found)
    modelled = np.asarray(_watts(data, chip, data.seconds, values))
    return PowerCalibration(values, tabulated(data, measured / modelled))


def _watts(
    data: Dataset, chip: Chip, seconds: NDArray[np.float64], values: dict[str, float]
) -> NDArray[np.float64]:
    import numpy as np

    dims = data.columns
    operations = 2.0 * dims.get("groups", np.int64(1)) * dims["m"] * dims["n"] * dims["k"]
    moved = operand_bytes(dims, data.format)
    return np.asarray(watts(operations, moved, seconds, chip.power, values))
