"""How far predictions are from measurements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Errors:
    """Relative errors of ``count`` predictions, as fractions of the measured value.

    ``mape`` is the mean of their magnitudes, ``median`` their median, ``p90`` what nine of ten stay below; ``bias`` is the
    mean with its sign, positive where the prediction is too great.
    """

    count: int
    mape: float
    median: float
    p90: float
    bias: float


def errors(predicted: NDArray[np.float64], measured: NDArray[np.float64]) -> Errors:
    """Return the errors of predictions against measurements, which are positive; of no rows all are zero."""
    import numpy as np

    if len(measured) == 0:
        return Errors(0, 0.0, 0.0, 0.0, 0.0)
    relative = predicted / measured - 1
    magnitude = np.abs(relative)
    median, p90 = np.quantile(magnitude, (0.5, 0.9))
    return Errors(len(measured), float(magnitude.mean()), float(median), float(p90), float(relative.mean()))
