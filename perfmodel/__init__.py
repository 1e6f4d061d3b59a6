"""Performance: rooflines from a spec's own numbers, and their charts."""

from specgen.perfmodel.chart import standalone
from specgen.perfmodel.report import Report, roofline_reports
from specgen.perfmodel.roofline import Basis, Ceiling, Peak, Roofline, roofline

__all__ = ["Basis", "Ceiling", "Peak", "Report", "Roofline", "roofline", "roofline_reports", "standalone"]
