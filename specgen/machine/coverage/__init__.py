"""Which instructions, choices of types, branches and faults runs have reached.

A machine made with ``coverage=Coverage()`` executes every instruction by a function that counts; `make_report` sets what was
reached beside what there is. Reports of several runs of one spec add up.
"""

from specgen.machine.coverage.page import page
from specgen.machine.coverage.recorder import Coverage
from specgen.machine.coverage.report import (
    BodyReport,
    BranchReport,
    CoverageError,
    InstructionReport,
    Report,
    make_report,
    read_report,
)

__all__ = [
    "BodyReport",
    "BranchReport",
    "Coverage",
    "CoverageError",
    "InstructionReport",
    "Report",
    "make_report",
    "page",
    "read_report",
]
