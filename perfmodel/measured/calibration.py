"""A model with the parameters that measurements gave it, and the table of what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.measured.classes import SUBJECTS, model_of
from specgen.perfmodel.measured.errors import Errors
from specgen.perfmodel.measured.fitting import fit
from specgen.perfmodel.measured.holdout import folds
from specgen.perfmodel.physical import Dims, Model, Utilisation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibrated ``model``: the values of its parameters, fitted to ``rows`` rows with these ``errors`` on them.

    ``table`` is what it leaves, None where that predicts no row from others: too few, or all alike.
    """

    model: Model
    values: dict[str, float]
    rows: int
    errors: Errors
    table: Utilisation | None

    def seconds(self, dims: Dims, form: str, chip: Chip) -> NDArray[np.float64]:
        """Return the time by the physical model alone."""
        import numpy as np

        return np.asarray(self.model.seconds(dims, form, chip, self.values))

    def tabled(self, dims: Dims, form: str, chip: Chip) -> NDArray[np.float64]:
        """Return the time by the physical model and the table on top of it."""
        modelled = self.seconds(dims, form, chip)
        return modelled if self.table is None else modelled * self.table.factor(dims)


def calibrate(data: Dataset, chip: Chip, seed: int = 0) -> Calibration:
    """Fit the model of a table to all its rows: hold rows out before. Raises KeyError where there is no model of it.

    Raises MissingExtraError without SciPy.
    """
    model = model_of(data)
    if model is None:
        raise KeyError(data.operator)
    found = fit(model, data, chip, seed)
    modelled = model.seconds(data.columns, data.format, chip, found.values)
    return Calibration(
        model, found.values, len(data), found.errors, tabulated(data, data.seconds / modelled, seed)
    )


def tabulated(data: Dataset, ratios: NDArray[np.float64], seed: int = 0) -> Utilisation | None:
    """Return the table of measured over modelled values of all rows, or None where it makes errors greater.

    Whether it does is cross-validated: each fifth of the keys is predicted from the others.
    """
    import numpy as np

    subject = SUBJECTS[data.operator]
    across = tuple(name for name in subject.across if name in data.columns)
    fold = folds(data, FOLDS, seed)
    left = np.zeros(len(data))
    for number in range(FOLDS):
        inside = fold == number
        if not inside.any() or inside.all():
            return None
        rest, asked = data.rows(~inside), data.rows(inside)
        table = Utilisation.of(rest.columns, ratios[~inside], subject.along, across)
        left[inside] = table.factor(asked.columns) / ratios[inside]
    if np.abs(left - 1).mean() >= np.abs(1 / ratios - 1).mean():
        return None
    return Utilisation.of(data.columns, ratios, subject.along, across)
