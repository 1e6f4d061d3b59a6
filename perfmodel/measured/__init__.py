"""Measurements: tables of them, which rows are held out, how far a model is from them and why, calibration."""

from specgen.perfmodel.measured.calibration import Calibration, calibrate, tabulated
from specgen.perfmodel.measured.classes import SUBJECTS, Subject, model_of
from specgen.perfmodel.measured.errors import Errors, errors
from specgen.perfmodel.measured.fitting import Fit, MissingExtraError, fit
from specgen.perfmodel.measured.gap import Gap, Stage, gap
from specgen.perfmodel.measured.holdout import folds, held_out, is_held_out, keys_of, split
from specgen.perfmodel.measured.library import fitted_to, library_calibrations, library_values
from specgen.perfmodel.measured.pooling import Pool, pooled
from specgen.perfmodel.measured.power import PowerCalibration, calibrate_power
from specgen.perfmodel.measured.readers import read_folder
from specgen.perfmodel.measured.rows import FORMATS, MOST_BYTES, SIZES, read_rows
from specgen.perfmodel.measured.table import Dataset
from specgen.perfmodel.measured.telling import as_csv, as_json, as_text
from specgen.perfmodel.measured.written import Entry, as_yaml

__all__ = [
    "FORMATS",
    "MOST_BYTES",
    "SIZES",
    "SUBJECTS",
    "Calibration",
    "Dataset",
    "Entry",
    "Errors",
    "Fit",
    "Gap",
    "MissingExtraError",
    "Pool",
    "PowerCalibration",
    "Stage",
    "Subject",
    "as_csv",
    "as_json",
    "as_text",
    "as_yaml",
    "calibrate",
    "calibrate_power",
    "errors",
    "fit",
    "fitted_to",
    "folds",
    "gap",
    "held_out",
    "is_held_out",
    "keys_of",
    "library_calibrations",
    "library_values",
    "model_of",
    "pooled",
    "read_folder",
    "read_rows",
    "split",
    "tabulated",
]
