"""Sweeps: design spaces of many points, evaluated in chunks of arrays, reduced to fronts, histograms and the best."""

from specgen.perfmodel.sweeps.axes import Axis, Setting, axis_of, parse_axis
from specgen.perfmodel.sweeps.errors import SweepError
from specgen.perfmodel.sweeps.executors import Executor, Here, executor_named
from specgen.perfmodel.sweeps.front import Front, Objective, front_of
from specgen.perfmodel.sweeps.running import Progress, run
from specgen.perfmodel.sweeps.space import CHUNK, MOST, Chunk, Space, arranged
from specgen.perfmodel.sweeps.summary import Summary, bin_edges
from specgen.perfmodel.sweeps.sweep import ABSENT, Model, Points, Sweep, compute_part
from specgen.perfmodel.sweeps.tables import FORMATS, require_format, usual_format

__all__ = [
    "ABSENT",
    "CHUNK",
    "FORMATS",
    "MOST",
    "Axis",
    "Chunk",
    "Executor",
    "Front",
    "Here",
    "Model",
    "Objective",
    "Points",
    "Progress",
    "Setting",
    "Space",
    "Summary",
    "Sweep",
    "SweepError",
    "arranged",
    "axis_of",
    "bin_edges",
    "compute_part",
    "executor_named",
    "front_of",
    "parse_axis",
    "require_format",
    "run",
    "usual_format",
]
