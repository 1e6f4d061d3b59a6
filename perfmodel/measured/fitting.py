"""Calibration: the few parameters of a physical model that bring it nearest to measurements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.measured.errors import Errors, errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset
    from specgen.perfmodel.physical import Model, Parameter


class MissingExtraError(Exception):
    """A library is not installed that only this needs; ``str()`` says how to get it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The calibrated values of a model's parameters, and its errors on the rows that they were fitted on."""

    model: str
    values: dict[str, float]
    errors: Errors


def fit(model: Model, dataset: Dataset, chip: Chip, seed: int = 0, starts: int = 2, rows: int = 4000) -> Fit:
    """Return the parameters that make the mean relative error on ``dataset`` least.

    Starting points are drawn with ``seed`` inside the plausible ranges, beside the model's own first guess; each is
    brought down on at most ``rows`` rows drawn with the same seed, by the logarithm of the ratio first, then by the
    relative error itself with a loss that is nearly its magnitude. Raises MissingExtraError without SciPy.
    """
    import numpy as np

    draw = np.random.default_rng(seed)
    part = (
        dataset
        if len(dataset) <= rows
        else dataset.rows(np.sort(draw.choice(len(dataset), rows, replace=False)))
    )
    box = Box(model.parameters)

    def ratio(values: dict[str, float]) -> NDArray[np.float64]:
        return np.asarray(model.seconds(part.columns, part.format, chip, values) / part.seconds)

    points = [box.start, *(draw.random(len(box.parameters)) for _ in range(starts - 1))]
    ends = [box.descended(ratio, point) for point in points]
    best = min(ends, key=lambda point: float(abs(ratio(box.values(point)) - 1).mean()))
    values = box.values(best)
    predicted = model.seconds(dataset.columns, dataset.format, chip, values)
    return Fit(model.name, values, errors(np.asarray(predicted), dataset.seconds))


@dataclass(frozen=True, slots=True)
class Box:
    """Parameters as points of the unit cube: by their logarithm where the range is above zero."""

    parameters: tuple[Parameter, ...]

    @property
    def start(self) -> NDArray[np.float64]:
        """The point of the first guesses."""
        import numpy as np

        return np.array([_position(one) for one in self.parameters])

    def values(self, point: NDArray[np.float64]) -> dict[str, float]:
        """The parameters by name at a point."""
        pairs = zip(self.parameters, point, strict=True)
        return {one.name: _value(one, float(position)) for one, position in pairs}

    def descended(
        self,
        ratio: Callable[[dict[str, float]], NDArray[np.float64]],
        point: NDArray[np.float64],
        scales: tuple[float, float] = (0.2, 0.02),
    ) -> NDArray[np.float64]:
        """Return where descent from ``point`` ends, for ratios of predicted to measured values.

        By their logarithm first, then by the relative error; what exceeds its scale counts by its magnitude.
        """
        import numpy as np

        near = _least(lambda at: np.log(ratio(self.values(at))), point, scales[0])
        return _least(lambda at: ratio(self.values(at)) - 1, near, scales[1])


def _least(
    residuals: Callable[[NDArray[np.float64]], NDArray[np.float64]], point: NDArray[np.float64], scale: float
) -> NDArray[np.float64]:
    import numpy as np

    try:
        from scipy.optimize import least_squares
    except ImportError:
        raise MissingExtraError("calibrating needs SciPy: pip install 'specgen[performance]'") from None
    inside = np.clip(point, 1e-6, 1 - 1e-6)
    found = least_squares(
        residuals, inside, bounds=(0.0, 1.0), loss="soft_l1", f_scale=scale, max_nfev=60, diff_step=1e-4
    )
    return np.asarray(found.x)


def _position(one: Parameter) -> float:
    from math import log

    if one.low > 0:
        return log(one.start / one.low) / log(one.high / one.low)
    return (one.start - one.low) / (one.high - one.low)


def _value(one: Parameter, position: float) -> float:
    if one.low > 0:
        return float(one.low * (one.high / one.low) ** position)
    return one.low + position * (one.high - one.low)
