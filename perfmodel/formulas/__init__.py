"""The formulas of the performance model as data: what it computes of numbers that are not known is recorded.

Nothing is written twice: peaks, bytes, operations and bounds are those of `workloads`, `parallel` and `bounds`, and
whoever changes them there changes them here.
"""

from specgen.perfmodel.formulas.chips import MOVED, Choice, Offered, chip_data, moving
from specgen.perfmodel.formulas.draws import Drawn, draws_of
from specgen.perfmodel.formulas.live import Limit, Page, page
from specgen.perfmodel.formulas.projection import projected, seen_as, shape_of, unknown_chip
from specgen.perfmodel.formulas.recording import Record, Recorded
from specgen.perfmodel.formulas.steps import SIZES, Use, bound, record_step
from specgen.perfmodel.formulas.writing import written

__all__ = [
    "MOVED",
    "SIZES",
    "Choice",
    "Drawn",
    "Limit",
    "Offered",
    "Page",
    "Record",
    "Recorded",
    "Use",
    "bound",
    "chip_data",
    "draws_of",
    "moving",
    "page",
    "projected",
    "record_step",
    "seen_as",
    "shape_of",
    "unknown_chip",
    "written",
]
