"""Joules of an operator: of its operations, of its bytes, and of the time that the chip is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads import Operator


@dataclass(frozen=True, slots=True)
class Energy:
    """Joules of one execution. ``by_power``: the operations' are taken from the power of the chip at its peak.

    None where the chip says neither the energy of an operation nor its power.
    """

    operations: Count | None
    bytes: Count
    static: Count
    by_power: bool

    @property
    def total(self) -> Any:
        """All of it; None where that of the operations is not known."""
        return None if self.operations is None else self.operations + self.bytes + self.static


def energy_of(
    operator: Operator,
    chip: Chip,
    crossing: dict[str, Count],
    computed_in: tuple[str, str] | None,
    time: Count,
) -> Energy:
    """Return the energy of one execution that takes ``time``, with ``crossing`` bytes by level.

    Static is the idle power for as long as it takes. Where a chip gives its power but no energy of an operation of the
    format, an operation takes what the power beyond the idle one comes to at the peak: at most that, since the
    memories are in it.
    """
    moved: Any = sum(crossing[name] * joules for name, joules in chip.energy_byte.items() if name in crossing)
    static: Any = (chip.idle or 0.0) * time
    each: Any = chip.energy_operation.get(computed_in[1]) if computed_in else 0.0
    by_power = False
    if each is None and computed_in is not None and chip.power is not None:
        each = (chip.power - (chip.idle or 0.0)) / chip.peaks[computed_in]
        by_power = True
    done: Any = None if each is None else operator.operations * operator.density * each
    return Energy(done, moved, static, by_power)
