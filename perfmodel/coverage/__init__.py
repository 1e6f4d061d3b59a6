"""Which operators of a workload the lowerings of a spec do, with which instructions, and which they do not."""

from specgen.perfmodel.coverage.matching import Fit, fit, why_not
from specgen.perfmodel.coverage.table import COLUMNS, Coverage, Row, coverage

__all__ = ["COLUMNS", "Coverage", "Fit", "Row", "coverage", "fit", "why_not"]
