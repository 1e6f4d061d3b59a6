"""Timelines: when each instruction of a program begins and ends on each unit, what bounds it, and estimates without one."""

from specgen.perfmodel.timelines.charges import TimelineError
from specgen.perfmodel.timelines.events import Event, Timeline
from specgen.perfmodel.timelines.replay import replay
from specgen.perfmodel.timelines.trace import Operation, Step, Trace

__all__ = ["Event", "Operation", "Step", "Timeline", "TimelineError", "Trace", "replay"]
