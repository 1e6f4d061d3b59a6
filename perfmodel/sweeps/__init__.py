"""Sweeps: design spaces of many points, evaluated in chunks of arrays, reduced to fronts, histograms and the best."""

from specgen.perfmodel.sweeps.asking import Request, Shelf, designs_of, objectives_of
from specgen.perfmodel.sweeps.axes import Axis, Setting, axis_of, parse_axis
from specgen.perfmodel.sweeps.designs import METRICS, UNITS, Designs
from specgen.perfmodel.sweeps.errors import SweepError, unknown
from specgen.perfmodel.sweeps.executors import Executor, Here, executor_named
from specgen.perfmodel.sweeps.files import read_request
from specgen.perfmodel.sweeps.front import Front, Objective, front_of
from specgen.perfmodel.sweeps.results import (
    Row,
    as_data,
    best_rows,
    bound_shares,
    front_rows,
    rows_of,
    write_results,
)
from specgen.perfmodel.sweeps.running import Progress, run
from specgen.perfmodel.sweeps.scaling import with_numbers
from specgen.perfmodel.sweeps.shelf import SpecShelf
from specgen.perfmodel.sweeps.space import CHUNK, MOST, Chunk, Space, arranged
from specgen.perfmodel.sweeps.summary import Summary, bin_edges
from specgen.perfmodel.sweeps.sweep import ABSENT, Model, Points, Sweep, compute_part
from specgen.perfmodel.sweeps.tables import FORMATS, Words, encoded, require_format, usual_format
from specgen.perfmodel.sweeps.uses import Use, parse_use

__all__ = [
    "ABSENT",
    "CHUNK",
    "FORMATS",
    "METRICS",
    "MOST",
    "UNITS",
    "Axis",
    "Chunk",
    "Designs",
    "Executor",
    "Front",
    "Here",
    "Model",
    "Objective",
    "Points",
    "Progress",
    "Request",
    "Row",
    "Setting",
    "Shelf",
    "Space",
    "SpecShelf",
    "Summary",
    "Sweep",
    "SweepError",
    "Use",
    "Words",
    "arranged",
    "as_data",
    "axis_of",
    "best_rows",
    "bin_edges",
    "bound_shares",
    "compute_part",
    "designs_of",
    "encoded",
    "executor_named",
    "front_of",
    "front_rows",
    "objectives_of",
    "parse_axis",
    "parse_use",
    "read_request",
    "require_format",
    "rows_of",
    "run",
    "unknown",
    "usual_format",
    "with_numbers",
    "write_results",
]
