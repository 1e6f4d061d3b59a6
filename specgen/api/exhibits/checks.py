"""What each instruction was checked against, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.exhibits.kept import Kept, code_identity, digest
from specgen.api.exhibits.meaning import meanings
from specgen.generators.docs.exhibits.checks import Check

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine.fidelity import Record
    from specgen.model import Spec

_ROOMS = ("model", "semantics", "machine/fidelity")


def checks(spec: Spec, loaded: Iterable[Accelerator]) -> dict[str, list[Check]]:
    """Return by instruction the checks that the spec's folder ``evidence/`` records, those that went stale among them.

    Raises RecordError (a ValueError) where a record cannot be read.
    """
    from specgen.machine.fidelity import read_records

    assert spec.merged is not None
    records = read_records(Path(spec.merged.origin.tree.file.path).parent)
    if not records:
        return {}
    kept = Kept("checks", digest([meanings(spec), list(map(repr, records)), code_identity(_ROOMS)]))
    found = kept.read()
    if not found:
        found = _made(loaded, records)
        kept.write(found)
    return {name: [Check(*one) for one in of] for name, of in found.items()}


def _made(loaded: Iterable[Accelerator], records: tuple[Record, ...]) -> dict[str, list[list[object]]]:
    from specgen.machine.fidelity import fidelity

    commands = {record.name: record.command for record in records}
    found: dict[str, list[list[object]]] = {}
    for one in loaded:
        for row in fidelity(one.semantics, records).rows:
            if row.instruction not in found:
                found[row.instruction] = [
                    [aspect, cell.against, cell.cases, cell.stale, commands[cell.record]]
                    for aspect, cells in row.checks.items()
                    for cell in cells
                ]
    return found
