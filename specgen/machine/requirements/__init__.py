"""Which test covers each normative sentence of a spec, and what it said when it last ran.

A test names what it covers in its report: a property ``requirement`` of its case in JUnit's XML. A summary of reports is
recorded in the spec's folder ``evidence/``, with a digest of each sentence and of what it is about.
"""

from specgen.machine.requirements.coverage import Covered, coverage, recorded_of
from specgen.machine.requirements.junit import Case, cases_of, read_junit
from specgen.machine.requirements.recorded import FILE, Recorded, Test, read_recorded, write_recorded

__all__ = [
    "FILE",
    "Case",
    "Covered",
    "Recorded",
    "Test",
    "cases_of",
    "coverage",
    "read_junit",
    "read_recorded",
    "recorded_of",
    "write_recorded",
]
