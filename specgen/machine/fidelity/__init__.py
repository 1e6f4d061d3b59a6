"""What each instruction was checked against, and whether it has changed since.

Whoever checks instructions (a test campaign, a lab) writes a record into the spec's folder ``evidence/``, with a digest of each
instruction as it was; ``fidelity`` sets the records beside the instructions as they are.
"""

from specgen.machine.fidelity.digests import ASPECTS, digest
from specgen.machine.fidelity.records import Checked, Record, RecordError, read_records, write_record
from specgen.machine.fidelity.table import Cell, Fidelity, Row, fidelity

__all__ = [
    "ASPECTS",
    "Cell",
    "Checked",
    "Fidelity",
    "Record",
    "RecordError",
    "Row",
    "digest",
    "fidelity",
    "read_records",
    "write_record",
]
