"""The instructions as they are beside what was checked of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.machine.fidelity.digests import ASPECTS, digest

if TYPE_CHECKING:
    from specgen.machine.fidelity.records import Record
    from specgen.model.isa import Instruction
    from specgen.semantics import Semantics


@frozen()
class Cell:
    """One check of one aspect. ``stale``: the aspect has changed since."""

    record: str
    against: str
    cases: int
    stale: bool


@frozen()
class Row:
    """One instruction: its checks by aspect."""

    instruction: str
    group: str
    checks: dict[str, tuple[Cell, ...]]

    def checked(self, aspect: str) -> bool:
        """Whether a check still holds."""
        return any(not cell.stale for cell in self.checks[aspect])


@frozen()
class Fidelity:
    """All instructions of a variant, and the records that name none of them (``unknown``: record -> names)."""

    rows: tuple[Row, ...]
    records: tuple[Record, ...]
    unknown: dict[str, tuple[str, ...]]

    def unchecked(self, aspect: str) -> tuple[str, ...]:
        """The instructions of which no check of ``aspect`` holds."""
        return tuple(row.instruction for row in self.rows if not row.checked(aspect))


def fidelity(semantics: Semantics, records: Iterable[Record]) -> Fidelity:
    """Set ``records`` beside the instructions of a variant.

    An instruction that other variants alone have is none that a record gets wrong: ``unknown`` lists what is in no
    record's own variant either, where that variant is this one.
    """
    every = tuple(records)
    instructions = semantics.architecture.instructions
    rows = tuple(
        Row(i.name, i.group, {aspect: tuple(_cells(semantics, i, aspect, every)) for aspect in ASPECTS})
        for i in instructions.values()
    )
    unknown = {
        record.name: tuple(name for name in record.instructions if name not in instructions)
        for record in every
        if record.variant == semantics.architecture.variant
    }
    return Fidelity(rows, every, {name: names for name, names in unknown.items() if names})


def _cells(
    semantics: Semantics, instruction: Instruction, aspect: str, records: Iterable[Record]
) -> Iterable[Cell]:
    now: str | None = None
    for record in records:
        checked = record.instructions.get(instruction.name)
        if checked is not None and aspect in record.aspects:
            now = now or digest(semantics, instruction, aspect)
            yield Cell(record.name, record.against, checked.cases, checked.digests[aspect] != now)
