"""What each instruction of a spec was checked against."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.accelerator import Accelerator, load
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.machine.fidelity import Fidelity


def fidelity(path: str | Path = "spec", variant: str | None = None) -> Fidelity:
    """Set the records in the spec's folder ``evidence/`` beside its instructions.

    Raises SpecError where the spec has errors, RecordError (a ValueError) where a record cannot be read.
    """
    from specgen.machine.fidelity import fidelity as table
    from specgen.machine.fidelity import read_records

    return table(load(path, variant).semantics, read_records(Path(path)))


def record(
    accelerator: Accelerator, folder: str | Path, name: str, *, against: str, aspects: tuple[str, ...], command: str,
    cases: Mapping[str, int],
) -> Path:  # fmt: skip
    """Write the record ``name`` of a check into ``folder``, that of the spec: ``cases`` by instruction, all without a difference.

    Raises ValueError for a name, an aspect or an instruction that there is not, OSError where it cannot be written.
    """
    from specgen.machine.fidelity import write_record

    for one in cases:
        if one not in accelerator.semantics.programs:
            hint = did_you_mean(one, accelerator.semantics.programs)
            raise ValueError(f"no instruction {one!r}" + (f"; {hint}" if hint else ""))
    semantics = accelerator.semantics
    return write_record(
        Path(folder), semantics, name, against=against, aspects=aspects, command=command, cases=cases
    )
