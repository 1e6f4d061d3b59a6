"""Timelines: when each instruction of a program begins and ends on each unit, and what bounds it.

The model is given the dynamic instruction stream of a run without time (`Trace`), not a program, and computes the times
that the spec's ``timing`` gives it.
"""

from specgen.perfmodel.timelines import systolic
from specgen.perfmodel.timelines.banks import BankConflict, bank_conflicts
from specgen.perfmodel.timelines.bounds import Interval, Segment, bounds_of, critical_path, shares
from specgen.perfmodel.timelines.causes import KINDS, Cause, causes_of
from specgen.perfmodel.timelines.charges import Charge, Charges, TimelineError
from specgen.perfmodel.timelines.events import Event, Timeline
from specgen.perfmodel.timelines.explained import Explained, explain, placed
from specgen.perfmodel.timelines.limits import Limits, limits_of
from specgen.perfmodel.timelines.phases import Phases, phases_of
from specgen.perfmodel.timelines.replay import replay
from specgen.perfmodel.timelines.scoreboard import Stage, makespan
from specgen.perfmodel.timelines.tiled import Tiled, tiled
from specgen.perfmodel.timelines.trace import Operation, Step, Trace

__all__ = [
    "KINDS",
    "BankConflict",
    "Cause",
    "Charge",
    "Charges",
    "Event",
    "Explained",
    "Interval",
    "Limits",
    "Operation",
    "Phases",
    "Segment",
    "Stage",
    "Step",
    "Tiled",
    "Timeline",
    "TimelineError",
    "Trace",
    "bank_conflicts",
    "bounds_of",
    "causes_of",
    "critical_path",
    "explain",
    "limits_of",
    "makespan",
    "phases_of",
    "placed",
    "replay",
    "shares",
    "systolic",
    "tiled",
]
