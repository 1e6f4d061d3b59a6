"""A model with the parameters that measurements gave it, and the table of what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.measured.classes import SUBJECTS, model_of
from specgen.perfmodel.measured.errors import Errors
from specgen.perfmodel.measured.fitting import fit
from specgen.perfmodel.physical import Dims, Model, Utilisation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibrated ``model``: the values of its parameters, fitted to ``rows`` rows with these ``errors`` on them."""

    model: Model
    values: dict[str, float]
    rows: int
    errors: Errors
    table: Utilisation

    def seconds(self, dims: Dims, form: str, chip: Chip) -> NDArray[np.float64]:
        """Return the time by the physical model alone."""
        import numpy as np

        return np.asarray(self.model.seconds(dims, form, chip, self.values))

    def tabled(self, dims: Dims, form: str, chip: Chip) -> NDArray[np.float64]:
        """Return the time by the physical model and the table on top of it."""
        return self.seconds(dims, form, chip) * self.table.factor(dims)


def calibrate(data: Dataset, chip: Chip, seed: int = 0) -> Calibration:
    """Fit the model of a table to all its rows: hold rows out before. Raises KeyError where there is no model of it.

    Raises MissingExtraError without SciPy.
    """
    model = model_of(data)
    if model is None:
        raise KeyError(data.operator)
    found = fit(model, data, chip, seed)
    modelled = model.seconds(data.columns, data.format, chip, found.values)
    subject = SUBJECTS[data.operator]
    table = Utilisation.of(data.columns, data.seconds / modelled, subject.along, subject.across)
    return Calibration(model, found.values, len(data), found.errors, table)
