"""What the performance model finds, as charts: each view turns a result into the description of a chart."""

from specgen.perfmodel.views.breakdown import breakdown
from specgen.perfmodel.views.covered import coverage_sheet
from specgen.perfmodel.views.decisions import decision_sheets
from specgen.perfmodel.views.gap import gap
from specgen.perfmodel.views.hierarchy import hierarchy
from specgen.perfmodel.views.live import live_sheet
from specgen.perfmodel.views.pareto import Design, pareto
from specgen.perfmodel.views.rooflines import roofline_reports
from specgen.perfmodel.views.sheets import chip_sheets, performance_sheet, target_sheets, workload_sheets
from specgen.perfmodel.views.standing import standing
from specgen.perfmodel.views.timeline import timeline
from specgen.perfmodel.views.tornado import tornado

__all__ = [
    "Design",
    "breakdown",
    "chip_sheets",
    "coverage_sheet",
    "decision_sheets",
    "gap",
    "hierarchy",
    "live_sheet",
    "pareto",
    "performance_sheet",
    "roofline_reports",
    "standing",
    "target_sheets",
    "timeline",
    "tornado",
    "workload_sheets",
]
