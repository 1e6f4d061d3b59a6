"""Where a spec stands, on one page: targets by phase, what the figures rest on, and which doubts weigh most."""

from specgen.perfmodel.status.charts import status_charts
from specgen.perfmodel.status.record import Cell, Goal, Status, status_of
from specgen.perfmodel.status.risks import Risk, risks_of

__all__ = ["Cell", "Goal", "Risk", "Status", "risks_of", "status_charts", "status_of"]
