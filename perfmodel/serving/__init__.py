"""Serving: the time per output token of a model on chips, from a step's operators, gaps, exchanges and prompts."""

from specgen.perfmodel.serving.calibration import (
    Calibrated,
    Judged,
    Line,
    Prediction,
    by_concurrency,
    by_model,
    calibrated_servers,
    entries,
    judge,
    overall,
    predict,
)
from specgen.perfmodel.serving.readings import (
    COLUMNS,
    MODELS,
    Reading,
    Run,
    read_runs,
    served_formats,
)
from specgen.perfmodel.serving.service import Service
from specgen.perfmodel.serving.step import MODEL as STEP
from specgen.perfmodel.serving.tables import columns
from specgen.perfmodel.serving.work import Served, ServiceError, Work, served

__all__ = [
    "COLUMNS",
    "MODELS",
    "STEP",
    "Calibrated",
    "Judged",
    "Line",
    "Prediction",
    "Reading",
    "Run",
    "Served",
    "Service",
    "ServiceError",
    "Work",
    "by_concurrency",
    "by_model",
    "calibrated_servers",
    "columns",
    "entries",
    "judge",
    "overall",
    "predict",
    "read_runs",
    "served",
    "served_formats",
]
