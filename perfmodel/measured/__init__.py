"""Measurements: tables of them, which rows are held out, how far a model is from them, calibration."""

from specgen.perfmodel.measured.errors import Errors, errors
from specgen.perfmodel.measured.fitting import Fit, MissingExtraError, fit
from specgen.perfmodel.measured.holdout import folds, held_out, is_held_out, keys_of, split
from specgen.perfmodel.measured.readers import read_folder
from specgen.perfmodel.measured.table import Dataset

__all__ = [
    "Dataset",
    "Errors",
    "Fit",
    "MissingExtraError",
    "errors",
    "fit",
    "folds",
    "held_out",
    "is_held_out",
    "keys_of",
    "read_folder",
    "split",
]
