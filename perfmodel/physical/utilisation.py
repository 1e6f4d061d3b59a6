"""What measurements say beyond a physical model: a table of modelled over measured time, read between its rows.

A row of the table is a shape that was measured at many sizes (for matrix products n and k; the sizes are those of m).
Between shapes the logarithm of the ratio is averaged over the nearest ones that were measured at that size, weighted by
the inverse square of their distance in octaves; between sizes it is linear in the logarithm of the size. Outside the
table the nearest size holds. Nothing is extrapolated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

NEAREST = 8
"""How many shapes are averaged: cross-validated inside the rows to fit on, like the square of the distance."""


@dataclass(frozen=True, slots=True)
class Utilisation:
    """Ratios of measured to modelled time: ``ratios[size, shape]``, NaN where a shape was not measured at a size.

    ``along`` names the dimension of ``sizes``, which ascend; ``across`` those of the columns of ``shapes``.
    """

    along: str
    across: tuple[str, ...]
    sizes: NDArray[np.float64]
    shapes: NDArray[np.float64]
    ratios: NDArray[np.float64]

    @staticmethod
    def of(
        dims: Mapping[str, Any],
        ratios: NDArray[np.float64],
        along: str = "m",
        across: tuple[str, ...] = ("n", "k"),
    ) -> Utilisation:
        """Tabulate the ratios of measured to modelled time of rows with these dimensions."""
        import numpy as np

        sizes, row = np.unique(np.asarray(dims[along], dtype=float), return_inverse=True)
        columns = np.stack([np.asarray(dims[name], dtype=float) for name in across], axis=1)
        shapes, column = np.unique(columns, axis=0, return_inverse=True)
        table = np.full((len(sizes), len(shapes)), np.nan)
        table[row, column.reshape(-1)] = ratios
        return Utilisation(along, across, sizes, shapes, table)

    def factor(self, dims: Mapping[str, Any]) -> NDArray[np.float64]:
        """Return what to multiply modelled times with, for arrays of dimensions of one length."""
        import numpy as np

        size = np.log2(np.clip(np.asarray(dims[self.along], dtype=float), self.sizes[0], self.sizes[-1]))
        at = np.stack([np.log2(np.asarray(dims[name], dtype=float)) for name in self.across], axis=1)
        known = np.log2(self.sizes)
        above = np.clip(np.searchsorted(known, size - 1e-12), 0, len(known) - 1)
        below = np.where(known[above] - size > 1e-12, np.maximum(above - 1, 0), above)
        gap = known[above] - known[below]
        share = np.where(gap > 0, (size - known[below]) / np.where(gap > 0, gap, 1.0), 0.0)
        low, high = self._at(below, at), self._at(above, at)
        return np.exp(low + share * (high - low))

    def _at(self, rows: NDArray[np.int64], shapes: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logarithm of the ratio at sizes of the table, averaged over the nearest shapes."""
        import numpy as np

        result = np.zeros(len(rows))
        positions = np.log2(self.shapes)
        for row in np.unique(rows):
            measured = ~np.isnan(self.ratios[row])
            asked = rows == row
            result[asked] = _averaged(positions[measured], np.log(self.ratios[row, measured]), shapes[asked])
        return result


def _averaged(
    positions: NDArray[np.float64], values: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The mean of the values at the nearest positions, by the inverse square of the distance."""
    import numpy as np

    squares = ((at[:, None, :] - positions[None, :, :]) ** 2).sum(axis=2)
    near = np.argsort(squares, axis=1, kind="stable")[:, :NEAREST]
    weights = 1 / (np.take_along_axis(squares, near, axis=1) + 1e-9)
    return np.asarray((weights * values[near]).sum(axis=1) / weights.sum(axis=1))
